package dev.rallypoint.relay;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.BusMessage.RelayLoad;
import dev.rallypoint.contract.BusMessage.SessionChanged;
import dev.rallypoint.contract.Config;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.netcode.NetcodeServer;
import dev.rallypoint.protocol.netcode.NetcodeServer.End;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.NettyUdpPort;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.ByteBuffer;
import java.security.Provider;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shell of one {@link Relay}: its UDP port, its timers, the bus and the metrics. */
public final class RelayVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(RelayVerticle.class);
    private static final int TICK_MS = 10;
    private static final int LOAD_INTERVAL_MS = 1_000;
    private static final String NO_REASON = "none";

    /**
     * @param key102 32 bytes that open 1.02 tokens
     * @param key101 32 bytes that open 1.01 tokens; another key
     * @param ownHosts IP addresses under which players reach this relay, without port
     * @param restartEpoch grows with every start of this node
     * @param aeadProvider of the cipher ChaCha20-Poly1305
     */
    public record Settings(
            Config.Relay config,
            byte[] key102,
            byte[] key101,
            Set<String> ownHosts,
            int restartEpoch,
            Provider aeadProvider) {
        /** Without the keys. */
        @Override
        public String toString() {
            return "Settings[" + config + ", " + ownHosts + ", epoch " + restartEpoch + "]";
        }
    }

    private final Settings settings;
    private final VertxBus bus;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;
    private final Entropy entropy;
    private NettyUdpPort udp;
    private Relay relay;
    private long lastTickNanos;
    private volatile double lagSeconds;

    public RelayVerticle(
            Settings settings,
            VertxBus bus,
            MicrometerMetrics metrics,
            EpochClock clock,
            Entropy entropy) {
        this.settings = settings;
        this.bus = bus;
        this.metrics = metrics;
        this.clock = clock;
        this.entropy = entropy;
    }

    @Override
    public Future<?> start() {
        Config.Relay config = settings.config();
        udp = new NettyUdpPort(context, config.socketBufferBytes());
        return udp.open(config.host(), config.port(), this::onDatagram)
                .compose(opened -> startRelay())
                .recover(failure -> udp.close().compose(closed -> Future.failedFuture(failure)));
    }

    private Future<Void> startRelay() {
        relay = new Relay(relaySettings(), aead(), entropy, udp, new Sessions());
        warnOfSmallBuffers();
        registerMetrics();
        lastTickNanos = System.nanoTime();
        vertx.setPeriodic(TICK_MS, tick -> onTick());
        vertx.setPeriodic(LOAD_INTERVAL_MS, second -> publishLoad());
        LobbyFollower follower = new LobbyFollower(relay);
        return bus.subscribe(
                        BusContract.LOBBY_EVENTS,
                        event -> follower.onLobbyEvent(event, clock.nowMs()))
                .onSuccess(subscribed -> publishLoad());
    }

    private Aead aead() {
        return new Aead(settings.aeadProvider());
    }

    private Relay.Settings relaySettings() {
        Config.Relay config = settings.config();
        return new Relay.Settings(
                new NetcodeServer.Settings(
                        config.protocolId(),
                        settings.key102(),
                        settings.key101(),
                        ownAddresses(),
                        settings.restartEpoch(),
                        config.maxSessions(),
                        config.maxPayloadBytes()),
                config.tokenLifetimeSeconds(),
                config.handshakesPerSource(),
                config.handshakesPerNode(),
                config.datagramsPerSource());
    }

    private Set<PeerAddress> ownAddresses() {
        return settings.ownHosts().stream()
                .map(host -> host.contains(":") ? "[" + host + "]" : host)
                .map(host -> PeerAddress.parse(host + ":" + udp.port()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The bound UDP port; to be asked after deployment. */
    public int port() {
        return udp.port();
    }

    /** What the relay has done; to be asked after deployment, by any thread. */
    public RelayCounters counters() {
        return relay.counters();
    }

    /** Datagrams that the kernel, or a full backlog, refused to send. */
    public long sendFailures() {
        return udp.sendFailures();
    }

    @Override
    public Future<?> stop() {
        relay.close(clock.nowMs());
        return udp.close();
    }

    private void onDatagram(PeerAddress from, ByteBuffer datagram) {
        relay.onDatagram(from, datagram, clock.nowMs());
    }

    private void onTick() {
        long nowNanos = System.nanoTime();
        long lateNanos = nowNanos - lastTickNanos - TimeUnit.MILLISECONDS.toNanos(TICK_MS);
        lagSeconds = Math.max(0, lateNanos) / 1e9;
        lastTickNanos = nowNanos;
        long nowMs = clock.nowMs();
        if (nowMs >= relay.nextDeadlineMs()) {
            relay.onTimer(nowMs);
        }
    }

    private void publishLoad() {
        RelayCounters counters = relay.counters();
        bus.publish(
                BusContract.RELAY_LOAD,
                new RelayLoad(
                        (int) counters.get(Total.SESSIONS), (int) counters.get(Total.MATCHES)));
    }

    private void warnOfSmallBuffers() {
        int wanted = settings.config().socketBufferBytes();
        if (udp.grantedReceiveBufferBytes() < wanted || udp.grantedSendBufferBytes() < wanted) {
            LOG.warn(
                    "the kernel granted less than relay.socketBufferBytes={}: receiveBytes={}"
                            + " sendBytes={}; raise net.core.rmem_max and net.core.wmem_max",
                    wanted,
                    udp.grantedReceiveBufferBytes(),
                    udp.grantedSendBufferBytes());
        }
    }

    private void registerMetrics() {
        RelayCounters counters = relay.counters();
        metrics.gauge(Metric.RELAY_SESSIONS, () -> counters.get(Total.SESSIONS));
        metrics.gauge(Metric.RELAY_MATCHES, () -> counters.get(Total.MATCHES));
        metrics.gauge(Metric.EVENT_LOOP_LAG, () -> lagSeconds);
        count(Metric.RELAY_DATAGRAMS, Total.DATAGRAMS_RECEIVED, "received", NO_REASON);
        count(Metric.RELAY_DATAGRAMS, Total.DATAGRAMS_SENT, "sent", NO_REASON);
        count(Metric.RELAY_BYTES, Total.BYTES_RECEIVED, "in");
        count(Metric.RELAY_BYTES, Total.BYTES_SENT, "out");
        count(Metric.RELAY_MESSAGES, Total.MESSAGES_IN, "in");
        count(Metric.RELAY_MESSAGES, Total.MESSAGES_OUT, "out");
        count(Metric.RELAY_HANDSHAKES, Total.HANDSHAKES);
        for (End end : End.values()) {
            metrics.counter(Metric.RELAY_SESSION_ENDS, () -> counters.ended(end), word(end));
        }
        for (DropReason reason : DropReason.values()) {
            metrics.counter(
                    Metric.RELAY_DATAGRAMS, () -> dropped(reason), "dropped", reason.label());
        }
    }

    private void count(Metric metric, Total total, String... labelValues) {
        RelayCounters counters = relay.counters();
        metrics.counter(metric, () -> counters.get(total), labelValues);
    }

    /** Only the port knows what the kernel refused. */
    private long dropped(DropReason reason) {
        return reason == DropReason.SEND_FAILED
                ? udp.sendFailures()
                : relay.counters().dropped(reason);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private final class Sessions implements Relay.Output {
        @Override
        public void sessionOpened(UUID lobbyId, long clientId, int slot) {
            publish(lobbyId, clientId, slot, true, "");
        }

        @Override
        public void sessionClosed(UUID lobbyId, long clientId, int slot, End end) {
            publish(lobbyId, clientId, slot, false, word(end));
        }

        private void publish(
                UUID lobbyId, long clientId, int slot, boolean connected, String reason) {
            bus.publish(
                    BusContract.SESSION_CHANGED,
                    new SessionChanged(
                            lobbyId.toString(), Ids.playerId(clientId), slot, connected, reason));
        }
    }
}
