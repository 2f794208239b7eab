package dev.rallypoint.relay;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.FilterMessage.FilterChanged;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.RelayConfig;
import dev.rallypoint.contract.RelayMessage.RelayLoad;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
import dev.rallypoint.contract.SecurityMessage.BansChanged;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.ConnectToken;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.relay.UdpPlayers.Player;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.MicrometerMetrics;
import dev.rallypoint.runtime.PacketCiphers;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.security.CidrBlock;
import dev.rallypoint.security.FilterRules;
import dev.rallypoint.security.Firewall;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RelayVerticleIT {
    private static final int LOBBIES = 2;
    private static final int SEATS = 8;
    private static final int HZ = 20;
    private static final int SECONDS_OF_RACE = 2;

    private final Queue<Object> troubles = new ConcurrentLinkedQueue<>();
    private final Queue<SessionChanged> sessions = new ConcurrentLinkedQueue<>();
    private final Queue<RelayLoad> loads = new ConcurrentLinkedQueue<>();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final byte[] key102 = new byte[32];
    private final byte[] key101 = new byte[32];
    private final SecureEntropy entropy = new SecureEntropy();
    private final AtomicReference<FilterRules> filter =
            new AtomicReference<>(TestRules.ofDefaults());
    private Vertx vertx;
    private VertxBus bus;
    private RelayConfig config;
    private RelayVerticle relay;
    private String deployment;
    private UdpPlayers players;

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    @BeforeEach
    void deploy() throws Exception {
        entropy.fill(key102);
        entropy.fill(key101);
        vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setPreferNativeTransport(true)
                                .setBlockedThreadCheckIntervalUnit(MILLISECONDS)
                                .setBlockedThreadCheckInterval(50)
                                .setMaxEventLoopExecuteTimeUnit(MILLISECONDS)
                                .setMaxEventLoopExecuteTime(500));
        vertx.exceptionHandler(troubles::add);
        ((VertxInternal) vertx).blockedThreadChecker().setThreadBlockedHandler(troubles::add);
        bus = new VertxBus(vertx);
        result(bus.subscribe(BusContract.SESSION_CHANGED, sessions::add));
        result(bus.subscribe(BusContract.RELAY_LOAD, loads::add));
        deploy(registry, List.of("relay.host=127.0.0.1", "relay.port=0"));
        players = new UdpPlayers();
    }

    private void deploy(PrometheusMeterRegistry figures, List<String> assignments)
            throws Exception {
        config = new ConfigLoader().assignments(assignments).load().relay();
        relay =
                new RelayVerticle(
                        new RelayVerticle.Settings(
                                RelayLoop.all(config).get(0),
                                key102,
                                key101,
                                "127.0.0.1",
                                Set.of("203.0.113.7", "2001:db8::1"),
                                3,
                                PacketCiphers.fastest(),
                                filter::get),
                        new Ground(bus, new MicrometerMetrics(figures), new EpochClock(), entropy));
        deployment = result(vertx.deployVerticle(relay));
    }

    @AfterEach
    void close() throws Exception {
        players.close();
        result(vertx.close());
        assertThat(troubles).isEmpty();
    }

    private static UUID lobby(int number) {
        return new UUID(77, number);
    }

    private static long clientId(int lobby, int slot) {
        return 1_000L * (lobby + 1) + slot;
    }

    private Player connect(Forwarding forwarding, int lobby, int slot) throws Exception {
        long nowSeconds = UdpPlayers.nowMs() / 1_000;
        PeerAddress address = PeerAddress.parse("127.0.0.1:" + relay.port());
        MatchTicket ticket =
                new MatchTicket(
                        lobby(lobby), forwarding, slot == 0, slot, SEATS, UdpPlayers.nowMs());
        ConnectToken.Contents contents =
                new ConnectToken.Contents(
                        config.protocolId(),
                        nowSeconds,
                        nowSeconds + 45,
                        clientId(lobby, slot),
                        5,
                        List.of(address),
                        List.of(address),
                        ticket.encode());
        return players.connect(ConnectToken.mint102(contents, key102, entropy));
    }

    private void connectAll(Forwarding forwarding) throws Exception {
        for (int lobby = 0; lobby < LOBBIES; lobby++) {
            for (int slot = 0; slot < SEATS; slot++) {
                connect(forwarding, lobby, slot);
            }
        }
        assertThat(players.runUntil(() -> allConnected(), 10_000)).isTrue();
    }

    private boolean allConnected() {
        return players.all().stream().allMatch(Player::isConnected);
    }

    private double metric(String series) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no series " + series));
    }

    @Test
    void twoLobbiesOfEightAt20HzLoseNothingAndChangeNoByte() throws Exception {
        connectAll(Forwarding.RAW);
        long seed = 20_261_122;
        Random random = new Random(seed);
        List<Set<String>> expected = new ArrayList<>();
        players.all().forEach(player -> expected.add(new HashSet<>()));

        for (int beat = 0; beat < HZ * SECONDS_OF_RACE; beat++) {
            long beatMs = UdpPlayers.nowMs() + 1_000 / HZ;
            for (int sender = 0; sender < players.all().size(); sender++) {
                byte[] payload = payload(sender, beat, random);
                expect(expected, sender, HexFormat.of().formatHex(payload));
                players.all().get(sender).say(payload);
            }
            players.runUntil(() -> UdpPlayers.nowMs() >= beatMs, 1_000);
        }
        int each = (SEATS - 1) * HZ * SECONDS_OF_RACE;
        players.runUntil(
                () -> players.all().stream().allMatch(player -> player.received.size() >= each),
                2_000);

        for (int i = 0; i < expected.size(); i++) {
            assertThat(players.all().get(i).received)
                    .as("player %d, seed %d", i, seed)
                    .hasSize(each)
                    .containsExactlyInAnyOrderElementsOf(expected.get(i));
        }
        assertThatMetricsTellOfTheRace(each * players.all().size());
    }

    private static byte[] payload(int sender, int beat, Random random) {
        byte[] payload = new byte[8 + random.nextInt(1_192)];
        random.nextBytes(payload);
        ByteBuffer.wrap(payload).putInt(sender).putInt(beat);
        return payload;
    }

    private static void expect(List<Set<String>> expected, int sender, String payload) {
        int lobby = sender / SEATS;
        for (int i = lobby * SEATS; i < (lobby + 1) * SEATS; i++) {
            if (i != sender) {
                expected.get(i).add(payload);
            }
        }
    }

    private void assertThatMetricsTellOfTheRace(int delivered) {
        assertThat(metric("rallypoint_relay_messages_total{direction=\"out\"}"))
                .isEqualTo(delivered);
        assertThat(metric("rallypoint_relay_messages_total{direction=\"in\"}"))
                .isEqualTo((double) LOBBIES * SEATS * HZ * SECONDS_OF_RACE);
        assertThat(metric("rallypoint_relay_sessions{loop=\"0\"}")).isEqualTo(LOBBIES * SEATS);
        assertThat(metric("rallypoint_relay_matches{loop=\"0\"}")).isEqualTo(LOBBIES);
        assertThat(metric("rallypoint_relay_handshakes_total")).isEqualTo(LOBBIES * SEATS);
        assertThat(metric(dropped("send_failed"))).isZero();
        assertThat(metric(dropped("bad_tag"))).isZero();
        assertThat(metric("rallypoint_relay_bytes_total{direction=\"in\"}")).isPositive();
        assertThat(metric("rallypoint_event_loop_lag_seconds{loop=\"0\"}")).isLessThan(1);
    }

    private static String dropped(String reason) {
        return "rallypoint_relay_datagrams_total{outcome=\"dropped\",reason=\"" + reason + "\"}";
    }

    @Test
    void everyDropHasItsReasonInTheMetrics() throws Exception {
        try (DatagramSocket stranger = new DatagramSocket()) {
            for (int i = 0; i < 10; i++) {
                send(stranger, new byte[0]);
                send(stranger, new byte[] {0x15});
                send(stranger, ByteBuffer.allocate(100).put((byte) 0x17).array());
                send(stranger, ByteBuffer.allocate(100).put((byte) 0x15).array());
                send(stranger, new byte[1_078]);
            }
        }

        await().untilAsserted(() -> assertThat(metric(dropped("bad_version"))).isEqualTo(10));
        assertThat(metric(dropped("empty"))).isEqualTo(10);
        assertThat(metric(dropped("too_short"))).isEqualTo(10);
        assertThat(metric(dropped("unknown_type"))).isEqualTo(10);
        assertThat(metric(dropped("no_session"))).isEqualTo(10);
        assertThat(
                        metric(
                                "rallypoint_relay_datagrams_total"
                                        + "{outcome=\"received\",reason=\"none\"}"))
                .isEqualTo(50);
    }

    private void send(DatagramSocket socket, byte[] bytes) throws Exception {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        socket.send(new DatagramPacket(bytes, bytes.length, loopback, relay.port()));
    }

    @Test
    void tellsTheRoomsOfItsNodeWhoIsConnectedAndHowLoadedItIs() throws Exception {
        connectAll(Forwarding.FRAMED);

        await().until(() -> sessions.size() == LOBBIES * SEATS);
        assertThat(sessions)
                .contains(
                        new SessionChanged(
                                lobby(1).toString(), Ids.playerId(clientId(1, 5)), 5, true, ""));
        assertThat(players.runUntil(() -> loads.contains(new RelayLoad(0, 16, 2)), 3_000)).isTrue();
    }

    @Test
    void messagesOfAWindowLeaveTogetherWithoutAnythingElseToWakeTheRelay() throws Exception {
        result(vertx.undeploy(deployment));
        deploy(
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                List.of("relay.host=127.0.0.1", "relay.port=0", "relay.coalesceMs=10"));
        Player one = connect(Forwarding.FRAMED, 0, 0);
        Player two = connect(Forwarding.FRAMED, 0, 1);
        assertThat(players.runUntil(this::allConnected, 10_000)).isTrue();
        assertThat(players.runUntil(() -> !two.received.isEmpty(), 3_000)).isTrue();
        two.received.clear();

        one.say(new byte[] {0, 0, 42});
        one.say(new byte[] {0, 0, 43});

        assertThat(players.runUntil(() -> String.join("", two.received).contains("2b"), 3_000))
                .isTrue();
        assertThat(two.received.stream().flatMap(all -> RelayRig.messages(all).stream()))
                .endsWith("00002a", "00002b");
    }

    @Test
    void followsItsLobbies() throws Exception {
        connectAll(Forwarding.STAR);
        Player kicked = players.all().get(3);
        Player newHost = players.all().get(5);
        Player sender = players.all().get(1);

        publish(0, LobbyEvent.MEMBER_LEFT, Optional.of(Ids.playerId(clientId(0, 3))), 3);
        publish(0, LobbyEvent.OWNER_CHANGED, Optional.of(Ids.playerId(clientId(0, 5))), 5);
        publish(1, LobbyEvent.CLOSED, Optional.empty(), 0);
        assertThat(players.runUntil(() -> connectedCount() == 7, 3_000)).isTrue();
        assertThat(kicked.isConnected()).isFalse();

        sender.say(new byte[] {42});
        assertThat(players.runUntil(() -> newHost.received.contains("01002a"), 3_000)).isTrue();
        SessionChanged closed =
                new SessionChanged(
                        lobby(0).toString(), Ids.playerId(clientId(0, 3)), 3, false, "closed");
        assertThat(players.runUntil(() -> sessions.contains(closed), 3_000)).isTrue();
    }

    @Test
    void whoIsBannedOrComesFromADeniedBlockIsOutWithinASecondAndTheOthersRaceOn() throws Exception {
        connectAll(Forwarding.RAW);
        long beganMs = UdpPlayers.nowMs();
        bus.publish(
                BusContract.BANS_CHANGED,
                new BansChanged(
                        List.of(new Ban(1, "player", Ids.playerId(clientId(0, 3)), "cheat", 0))));
        assertThat(players.runUntil(() -> connectedCount() == 15, 1_000)).isTrue();
        assertThat(players.all().get(3).isConnected()).isFalse();
        assertThat(UdpPlayers.nowMs() - beganMs).isLessThan(1_000);
        SessionChanged banned =
                new SessionChanged(
                        lobby(0).toString(), Ids.playerId(clientId(0, 3)), 3, false, "banned");
        await().until(() -> sessions.contains(banned));

        FilterRules rules = filter.get();
        filter.set(
                new FilterRules(
                        rules.order(),
                        rules.rates(),
                        Firewall.of(List.of(), List.of(CidrBlock.parse("127.0.0.0/8")))));
        beganMs = UdpPlayers.nowMs();
        bus.publish(BusContract.FILTER_CHANGED, new FilterChanged());
        assertThat(players.runUntil(() -> connectedCount() == 0, 1_000)).isTrue();
        assertThat(UdpPlayers.nowMs() - beganMs).isLessThan(1_000);
    }

    private long connectedCount() {
        return players.all().stream().filter(Player::isConnected).count();
    }

    private void publish(int lobby, String type, Optional<String> playerId, int slot) {
        bus.publish(
                BusContract.LOBBY_EVENTS,
                new LobbyEvent(
                        lobby(lobby).toString(),
                        1,
                        1,
                        UdpPlayers.nowMs(),
                        type,
                        playerId,
                        Optional.empty(),
                        Optional.of(slot),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void stoppingTellsEveryPlayerAndFreesThePort() throws Exception {
        connectAll(Forwarding.FRAMED);
        int port = relay.port();

        result(vertx.undeploy(deployment));

        assertThat(players.runUntil(() -> connectedCount() == 0, 2_000)).isTrue();
        await().until(
                        () ->
                                sessions.stream().filter(s -> s.reason().equals("closed")).count()
                                        == 16);
        try (DatagramSocket again = new DatagramSocket(port, InetAddress.getByName("127.0.0.1"))) {
            assertThat(again.isBound()).isTrue();
        }
    }

    @Test
    void aPortThatIsTakenFailsTheDeployment() throws Exception {
        RelayConfig taken =
                new ConfigLoader()
                        .assignments(List.of("relay.host=127.0.0.1", "relay.port=" + relay.port()))
                        .load()
                        .relay();
        RelayVerticle second =
                new RelayVerticle(
                        new RelayVerticle.Settings(
                                RelayLoop.all(taken).get(0),
                                key102,
                                key101,
                                "127.0.0.1",
                                Set.of(),
                                1,
                                PacketCiphers.fastest(),
                                TestRules::ofDefaults),
                        new Ground(
                                bus, new MicrometerMetrics(registry), new EpochClock(), entropy));

        Future<String> deployed = vertx.deployVerticle(second);
        await().until(deployed::isComplete);

        assertThat(deployed.failed()).isTrue();
        assertThat(deployed.cause()).hasMessageContaining("in use");
    }
}
