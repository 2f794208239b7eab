package dev.rallypoint.turn;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.DiscoverAddress;
import dev.rallypoint.contract.BusMessage.DiscoveredAddress;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.stun.BindingResponder;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.NettyUdpPort;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.security.SourceLimits;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.HashSet;
import java.util.Set;

/** The STUN port, and the answer to {@link BusContract#DISCOVER_ADDRESS}. */
public final class StunVerticle extends VerticleBase {
    private static final String SOFTWARE = "Rallypoint";
    private static final int BUFFER_BYTES = 1 << 20;

    /** Sources told apart at the same time: 1 MiB. */
    private static final int SOURCE_PLACES = 65_536;

    private final Config.Stun config;
    private final VertxBus bus;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;
    private final Entropy entropy;
    private final Set<VertxAddressQuestion> questions = new HashSet<>();
    private NettyUdpPort port;

    public StunVerticle(Config.Stun config, Ground ground) {
        this.config = config;
        this.bus = ground.bus();
        this.metrics = ground.metrics();
        this.clock = ground.clock();
        this.entropy = ground.entropy();
    }

    @Override
    public Future<?> start() {
        port = new NettyUdpPort(context, BUFFER_BYTES);
        SourceLimits limits =
                new SourceLimits(config.requestsPerSource(), SOURCE_PLACES, entropy.nextLong());
        StunServer server = new StunServer(new BindingResponder(SOFTWARE), limits::tryTake, port);
        register(server);
        return port.open(
                        config.host(),
                        config.port(),
                        (from, datagram) -> server.onDatagram(from, datagram, clock.nowMs()))
                .compose(bound -> bus.serve(BusContract.DISCOVER_ADDRESS, this::discover));
    }

    private void register(StunServer server) {
        metrics.counter(Metric.STUN_MESSAGES, server::answered, "answered", "none");
        for (DropReason reason : StunServer.REASONS) {
            metrics.counter(
                    Metric.STUN_MESSAGES, () -> server.dropped(reason), "dropped", reason.label());
        }
        metrics.counter(
                Metric.STUN_MESSAGES,
                port::sendFailures,
                "dropped",
                DropReason.SEND_FAILED.label());
    }

    private Future<DiscoveredAddress> discover(DiscoverAddress wanted) {
        VertxAddressQuestion question = new VertxAddressQuestion(context, wanted, clock, entropy);
        questions.add(question);
        return question.ask().onComplete(answered -> questions.remove(question));
    }

    /** The bound port; known when the verticle is deployed. */
    public int port() {
        return port.port();
    }

    @Override
    public Future<?> stop() {
        Set.copyOf(questions).forEach(VertxAddressQuestion::close);
        return port.close();
    }
}
