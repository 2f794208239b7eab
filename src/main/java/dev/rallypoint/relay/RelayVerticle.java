package dev.rallypoint.relay;

import dev.rallypoint.anticheat.GameModes;
import dev.rallypoint.anticheat.Referee;
import dev.rallypoint.anticheat.RefereeCounters;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.CheatMessage.CheatVerdict;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.Metric;
import dev.rallypoint.contract.RelayConfig;
import dev.rallypoint.contract.RelayMessage.RelayDrops;
import dev.rallypoint.contract.RelayMessage.RelayLoad;
import dev.rallypoint.contract.RelayMessage.RelaySessions;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.Aead;
import dev.rallypoint.protocol.netcode.NetcodeServer;
import dev.rallypoint.protocol.netcode.NetcodeServer.End;
import dev.rallypoint.protocol.netcode.OwnAddresses;
import dev.rallypoint.protocol.netcode.TokenKeys;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.NettyUdpPort;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.security.FilterRules;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shell of one {@link Relay}: its UDP port, its timers, the bus and the metrics. */
public final class RelayVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(RelayVerticle.class);
    private static final int TICK_MS = 10;
    private static final int LOAD_INTERVAL_MS = 1_000;
    private static final int SESSIONS_INTERVAL_MS = 5_000;

    /**
     * @param loop which of the node's relays
     * @param tokenKeys that open connect tokens, as they are now
     * @param publicHost the IP address that the node advertises; with the port it must be nobody
     *     else's
     * @param ownHosts all IP addresses under which players reach this relay
     * @param restartEpoch grows with every start of this node
     * @param aeads make the packet cipher of one relay
     * @param filter the node's packet filter as it is now
     */
    public record Settings(
            RelayLoop loop,
            Supplier<TokenKeys> tokenKeys,
            String publicHost,
            Set<String> ownHosts,
            int restartEpoch,
            Supplier<Aead> aeads,
            Supplier<FilterRules> filter) {
        /** With keys that never change, 32 bytes each. */
        public Settings(
                RelayLoop loop,
                byte[] key102,
                byte[] key101,
                String publicHost,
                Set<String> ownHosts,
                int restartEpoch,
                Supplier<Aead> aeads,
                Supplier<FilterRules> filter) {
            this(
                    loop,
                    always(TokenKeys.of(key102, key101)),
                    publicHost,
                    ownHosts,
                    restartEpoch,
                    aeads,
                    filter);
        }

        private static Supplier<TokenKeys> always(TokenKeys keys) {
            return () -> keys;
        }

        /** Without the keys. */
        @Override
        public String toString() {
            return String.format(
                    "Settings[%s, %s, %s, epoch %d]", loop, publicHost, ownHosts, restartEpoch);
        }
    }

    private final Settings settings;
    private final VertxBus bus;
    private final MicrometerMetrics metrics;
    private final EpochClock clock;
    private final Entropy entropy;
    private GameModes gameModes = GameModes.NONE;
    private NettyUdpPort udp;
    private Relay relay;
    private final Handler<Long> onFlush = timer -> onFlush();
    private boolean flushIsArmed;
    private long lastTickNanos;
    private volatile double lagSeconds;
    private volatile long receiveQueueDrops;

    public RelayVerticle(Settings settings, Ground ground) {
        this.settings = settings;
        this.bus = ground.bus();
        this.metrics = ground.metrics();
        this.clock = ground.clock();
        this.entropy = ground.entropy();
    }

    /** Lets states be checked in these game modes; before it is deployed. */
    public RelayVerticle judging(GameModes modes) {
        gameModes = modes;
        return this;
    }

    @Override
    public Future<?> start() {
        RelayConfig config = settings.loop().config();
        udp = new NettyUdpPort(context, config.socketBufferBytes());
        return udp.open(config.host(), settings.loop().port(), new Port())
                .recover(refusal -> Future.failedFuture(namingThePort(refusal)))
                .compose(opened -> startRelay())
                .recover(failure -> udp.close().compose(closed -> Future.failedFuture(failure)));
    }

    private IOException namingThePort(Throwable refusal) {
        RelayLoop loop = settings.loop();
        return new IOException(
                loop.portKey() + " = " + loop.port() + ": " + refusal.getMessage(), refusal);
    }

    private Future<Void> startRelay() {
        relay = new Relay(relaySettings(), settings.aeads().get(), entropy, udp, new Sessions());
        Referee referee = new Referee(gameModes, new Verdicts());
        relay.judgedBy(referee);
        LOG.info(
                "relay is up loop={} port={} batches={} thread={}",
                settings.loop().index(),
                udp.port(),
                udp.isBatched(),
                Thread.currentThread().getName());
        warnOfSmallBuffers();
        registerMetrics(referee.counters());
        lastTickNanos = System.nanoTime();
        vertx.setPeriodic(TICK_MS, tick -> onTick());
        vertx.setPeriodic(LOAD_INTERVAL_MS, second -> onSecond());
        vertx.setPeriodic(SESSIONS_INTERVAL_MS, due -> publishSessions());
        return follow(referee)
                .compose(following -> serveTimelines())
                .onSuccess(
                        serving -> {
                            publishLoad();
                            publishSessions();
                        });
    }

    private Future<Void> serveTimelines() {
        return new VertxTimelineDesk(settings.loop().index(), relay.timelines()).serveOn(bus);
    }

    private Future<Void> follow(Referee referee) {
        LobbyFollower follower = new LobbyFollower(relay);
        return VertxBus.all(
                List.of(
                        bus.subscribe(
                                BusContract.LOBBY_EVENTS,
                                event -> follower.onLobbyEvent(event, clock.nowMs())),
                        bus.subscribe(
                                BusContract.MATCH_MOVED,
                                moved -> follower.onMatchMoved(moved, clock.nowMs())),
                        bus.subscribe(
                                BusContract.SESSION_REFUSED,
                                refused -> follower.onSessionRefused(refused, clock.nowMs())),
                        bus.subscribe(
                                BusContract.FILTER_CHANGED,
                                changed -> relay.setFilter(filter(), clock.nowMs())),
                        bus.subscribe(
                                BusContract.BANS_CHANGED,
                                news ->
                                        relay.setBanned(
                                                BannedPlayers.untilMs(news.bans()), clock.nowMs())),
                        bus.subscribe(
                                BusContract.SUSPICION_RAISED,
                                raised -> referee.onSuspicion(raised, clock.nowMs()))));
    }

    private Relay.Settings relaySettings() {
        RelayLoop loop = settings.loop();
        RelayConfig config = loop.config();
        return new Relay.Settings(
                new NetcodeServer.Settings(
                        config.protocolId(),
                        settings.tokenKeys(),
                        ownAddresses(),
                        settings.restartEpoch(),
                        loop.maxSessions(),
                        config.maxPayloadBytes(),
                        config.unprovenBytesPerSecond()),
                config.tokenLifetimeSeconds(),
                config.coalesceMs(),
                filter(),
                clock.nowMs());
    }

    private FilterRules filter() {
        return settings.filter().get().ofOneOf(settings.loop().config().loops());
    }

    private OwnAddresses ownAddresses() {
        return new OwnAddresses(
                address(settings.publicHost()),
                settings.ownHosts().stream()
                        .map(this::address)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private PeerAddress address(String host) {
        String literal = host.contains(":") ? "[" + host + "]" : host;
        return PeerAddress.parse(literal + ":" + udp.port());
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

    /** What is held back for milliseconds does not wait for the next tick. */
    private void flushLater(long nowMs) {
        long flushMs = relay.nextFlushMs();
        if (!flushIsArmed && flushMs != Long.MAX_VALUE) {
            flushIsArmed = true;
            vertx.setTimer(Math.max(1, flushMs - nowMs), onFlush);
        }
    }

    private void onFlush() {
        flushIsArmed = false;
        long nowMs = clock.nowMs();
        relay.onTimer(nowMs);
        flushLater(nowMs);
    }

    private void onTick() {
        long nowNanos = System.nanoTime();
        long lateNanos = nowNanos - lastTickNanos - TimeUnit.MILLISECONDS.toNanos(TICK_MS);
        lagSeconds = Math.max(0, lateNanos) / 1e9;
        lastTickNanos = nowNanos;
        long nowMs = clock.nowMs();
        if (nowMs >= relay.nextDeadlineMs()) {
            relay.onTimer(nowMs);
            flushLater(nowMs);
        }
    }

    /** Only the port's own loop may ask the kernel. */
    private void onSecond() {
        receiveQueueDrops = udp.receiveQueueDrops();
        relay.countPaths();
        publishLoad();
        bus.publish(
                BusContract.RELAY_DROPS,
                new RelayDrops(settings.loop().index(), relay.counters().dropsByLabel()));
    }

    private void publishLoad() {
        RelayCounters counters = relay.counters();
        bus.publish(
                BusContract.RELAY_LOAD,
                new RelayLoad(
                        settings.loop().index(),
                        (int) counters.get(Total.SESSIONS),
                        (int) counters.get(Total.MATCHES)));
    }

    private void publishSessions() {
        bus.publish(
                BusContract.RELAY_SESSIONS,
                new RelaySessions(settings.loop().index(), relay.sessions()));
    }

    /** Said by the first alone: the kernel treats all ports alike. */
    private void warnOfSmallBuffers() {
        int wanted = settings.loop().config().socketBufferBytes();
        if (settings.loop().index() > 0) {
            return;
        }
        if (udp.grantedReceiveBufferBytes() < wanted || udp.grantedSendBufferBytes() < wanted) {
            LOG.warn(
                    "the kernel granted less than relay.socketBufferBytes={}: receiveBytes={}"
                            + " sendBytes={}; raise net.core.rmem_max and net.core.wmem_max",
                    wanted,
                    udp.grantedReceiveBufferBytes(),
                    udp.grantedSendBufferBytes());
        }
    }

    private void registerMetrics(RefereeCounters judged) {
        String loop = settings.loop().label();
        metrics.counter(Metric.CHEAT_STATES, judged::states);
        for (String rule : RefereeCounters.rules()) {
            metrics.counter(Metric.CHEAT_FINDINGS, () -> judged.findings(rule), rule);
        }
        new RelayMetrics(metrics, relay.counters()).register(loop, udp::sendFailures);
        metrics.gauge(Metric.EVENT_LOOP_LAG, () -> lagSeconds, loop);
        metrics.counter(Metric.RELAY_RECEIVE_QUEUE_DROPS, () -> receiveQueueDrops, loop);
    }

    private final class Port implements NettyUdpPort.Receiver {
        private int readInBatch;

        @Override
        public void onDatagram(PeerAddress from, ByteBuffer datagram) {
            readInBatch++;
            relay.onDatagram(from, datagram, clock.nowMs());
        }

        @Override
        public void onBatchEnd() {
            long nowMs = clock.nowMs();
            relay.onBatchEnd(readInBatch >= NettyUdpPort.READ_BATCH, nowMs);
            readInBatch = 0;
            flushLater(nowMs);
        }
    }

    private final class Verdicts implements Referee.Output {
        @Override
        public void onVerdict(CheatVerdict verdict) {
            bus.publish(BusContract.CHEAT_VERDICT, verdict);
            if (verdict.takesOut()) {
                // Not from within the datagram that it is about.
                context.runOnContext(later -> disconnect(verdict));
            }
        }

        /** Also if his seat cannot be freed now, because this node is cut off from the others. */
        private void disconnect(CheatVerdict verdict) {
            long nowMs = clock.nowMs();
            Ids.clientId(verdict.playerId())
                    .ifPresent(
                            player ->
                                    relay.disconnectMember(
                                            UUID.fromString(verdict.lobbyId()),
                                            player,
                                            nowMs,
                                            nowMs));
        }

        @Override
        public void onBrokenRule(String rule, RuntimeException bug) {
            LOG.error("a rule against cheating failed rule={}", rule, bug);
        }
    }

    private final class Sessions implements Relay.Output {
        @Override
        public void sessionOpened(UUID lobbyId, long clientId, int slot) {
            publish(lobbyId, clientId, slot, true, "");
        }

        @Override
        public void sessionClosed(UUID lobbyId, long clientId, int slot, End end) {
            publish(lobbyId, clientId, slot, false, RelayMetrics.word(end));
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
