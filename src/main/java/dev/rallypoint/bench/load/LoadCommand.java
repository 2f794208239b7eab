package dev.rallypoint.bench.load;

import dev.rallypoint.bench.process.BenchFailedException;
import dev.rallypoint.bench.process.Orders;
import dev.rallypoint.runtime.LogbackLogging;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code rallypoint bench-load}: started by {@code bench}, not by people. */
@Command(name = LoadCommand.NAME, hidden = true, description = "the load process of bench")
public final class LoadCommand implements Callable<Integer> {
    static final String NAME = "bench-load";
    static final String BEGIN = "begin";
    static final String LOBBIES = "lobbies";
    static final String RUN = "run";

    /** Between two orders players keep their sessions alive about as often. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    private Optional<Crowd> crowd = Optional.empty();
    private int runs;

    @Override
    public Integer call() throws InterruptedException {
        LogbackLogging.configureQuiet();
        Orders orders = new Orders(System.in, System.out, () -> System.exit(0));
        while (true) {
            Optional<Orders.Order> next = orders.next(IDLE);
            if (next.isEmpty()) {
                crowd.ifPresent(Crowd::idle);
                continue;
            }
            try {
                orders.answer(act(next.get()));
            } catch (BenchFailedException failure) {
                orders.fail(failure.getMessage());
            } catch (IOException | RuntimeException failure) {
                orders.fail(failure.toString());
            }
        }
    }

    private Object act(Orders.Order order) throws IOException {
        if (order.verb().equals(BEGIN)) {
            crowd = Optional.of(new Crowd(order.as(Terms.class)));
            return Map.of();
        }
        if (order.verb().equals(LOBBIES)) {
            crowd.orElseThrow().resize(order.as(Integer.class));
            return Map.of();
        }
        return run(crowd.orElseThrow(), order.as(RunOrder.class));
    }

    private RunResult run(Crowd players, RunOrder order) throws IOException {
        players.settle();
        runs++;
        try (LoadRun run = new LoadRun(players, order, runs)) {
            return run.run();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
