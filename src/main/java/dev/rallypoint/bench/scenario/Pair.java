package dev.rallypoint.bench.scenario;

import dev.rallypoint.bench.host.RelayFacts;
import dev.rallypoint.bench.host.RelayProcess;
import dev.rallypoint.bench.host.RelaySnapshot;
import dev.rallypoint.bench.load.LoadProcess;
import dev.rallypoint.bench.load.RunOrder;
import dev.rallypoint.bench.load.RunResult;
import dev.rallypoint.bench.load.Terms;
import dev.rallypoint.bench.report.Step;
import dev.rallypoint.protocol.relay.Forwarding;
import java.io.IOException;

/** A relay and its players. */
final class Pair implements AutoCloseable {
    private static final int SAMPLED_LOBBIES = 8;

    private final Ground ground;
    private final Shape shape;
    private final RelayProcess relay;
    private final LoadProcess load;
    private int lobbies;

    /** A run, and the relay's part in it. */
    record Measured(RunResult run, RelaySnapshot relay, Step step) {}

    private Pair(Ground ground, Shape shape, RelayProcess relay, LoadProcess load) {
        this.ground = ground;
        this.shape = shape;
        this.relay = relay;
        this.load = load;
    }

    static Pair start(Ground ground, Shape shape) throws IOException, InterruptedException {
        RelayProcess relay = RelayProcess.start(ground.cores().relay(), shape.settings());
        try {
            Terms terms = terms(shape, relay, ground.seed(), 0);
            return new Pair(ground, shape, relay, LoadProcess.start(ground.cores().load(), terms));
        } catch (RuntimeException | IOException | InterruptedException failure) {
            relay.close();
            throw failure;
        }
    }

    static Terms terms(Shape shape, RelayProcess relay, long seed, int firstLobby) {
        RelayFacts facts = relay.facts();
        return new Terms(
                "127.0.0.1:" + facts.port(),
                shape.wire(),
                shape.forwarding(),
                shape.lobbySize(),
                shape.payloadBytes(),
                SAMPLED_LOBBIES,
                firstLobby,
                seed,
                facts.protocolId(),
                relay.key102());
    }

    Shape shape() {
        return shape;
    }

    int lobbies() {
        return lobbies;
    }

    int players() {
        return lobbies * shape.lobbySize();
    }

    void lobbies(int number) throws InterruptedException {
        load.lobbies(number);
        lobbies = number;
    }

    /** Load whose figures nobody wants: the compiler is at work. */
    void warmUp(double seconds) throws InterruptedException {
        load.run(RunOrder.messages(shape.hz(), seconds));
    }

    /** One measured run of everybody at the shape's rate. */
    Step step(String name) throws InterruptedException {
        return measure(name, RunOrder.messages(shape.hz(), ground.effort().stepSeconds())).step();
    }

    Measured measure(String name, RunOrder order) throws InterruptedException {
        RelaySnapshot before = relay.snapshot();
        RunResult run = load.run(order);
        RelaySnapshot used = relay.snapshot().since(before);
        Step.Load sent =
                new Step.Load(
                        name,
                        players(),
                        shape.lobbySize(),
                        order.segments().get(0).hz(),
                        shape.forwarding() == Forwarding.FRAMED);
        return new Measured(run, used, Step.of(sent, run, used));
    }

    @Override
    public void close() {
        load.close();
        relay.close();
    }
}
