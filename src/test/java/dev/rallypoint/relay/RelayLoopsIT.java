package dev.rallypoint.relay;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.RelayConfig;
import dev.rallypoint.contract.RelayMessage.RelayLoad;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.ConnectToken;
import dev.rallypoint.protocol.netcode.NetcodeClient;
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
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three relays of one node, which takes six players: two each. */
class RelayLoopsIT {
    private static final int RELAYS = 3;

    /** One event loop for all, so that a test can hold it up. */
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));

    private final VertxBus bus = new VertxBus(vertx);
    private final Queue<RelayLoad> loads = new ConcurrentLinkedQueue<>();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final SecureEntropy entropy = new SecureEntropy();
    private final byte[] key = new byte[32];
    private List<RelayVerticle> relays;
    private RelayConfig config;
    private UdpPlayers players;

    @BeforeEach
    void deploy() throws Exception {
        entropy.fill(key);
        result(bus.subscribe(BusContract.RELAY_LOAD, loads::add));
        config =
                new ConfigLoader()
                        .assignments(
                                List.of(
                                        "relay.host=127.0.0.1",
                                        "relay.port=0",
                                        "relay.loops=" + RELAYS,
                                        "relay.socketBufferBytes=65536",
                                        "relay.maxSessions=6"))
                        .load()
                        .relay();
        Ground ground = new Ground(bus, new MicrometerMetrics(registry), new EpochClock(), entropy);
        relays =
                RelayLoop.all(config).stream()
                        .map(loop -> new RelayVerticle(settings(loop), ground))
                        .toList();
        for (RelayVerticle relay : relays) {
            result(vertx.deployVerticle(relay));
        }
        players = new UdpPlayers();
    }

    private RelayVerticle.Settings settings(RelayLoop loop) {
        return new RelayVerticle.Settings(
                loop,
                key,
                new byte[32],
                "127.0.0.1",
                Set.of(),
                1,
                PacketCiphers.fastest(),
                TestRules::ofDefaults);
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        players.close();
        result(vertx.close());
    }

    private PeerAddress address(int relay) {
        return PeerAddress.parse("127.0.0.1:" + relays.get(relay).port());
    }

    private static UUID lobby(int number) {
        return new UUID(5, number);
    }

    /**
     * @param accepting the relay that the token is for
     * @param knockingAt the relay that the player goes to
     */
    private Player connect(int lobby, int slot, int accepting, int knockingAt) throws Exception {
        long nowSeconds = UdpPlayers.nowMs() / 1_000;
        MatchTicket ticket =
                new MatchTicket(
                        lobby(lobby), Forwarding.RAW, slot == 0, slot, 8, UdpPlayers.nowMs());
        return players.connect(
                ConnectToken.mint102(
                        new ConnectToken.Contents(
                                config.protocolId(),
                                nowSeconds,
                                nowSeconds + 45,
                                100L * (lobby + 1) + slot,
                                5,
                                List.of(address(knockingAt)),
                                List.of(address(accepting)),
                                ticket.encode()),
                        key,
                        entropy));
    }

    private double metric(String series) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no series " + series));
    }

    private double dropped(String reason) {
        return metric(
                "rallypoint_relay_datagrams_total{outcome=\"dropped\",reason=\"" + reason + "\"}");
    }

    @Test
    void eachHasAPortOfItsOwn() {
        assertThat(relays).extracting(RelayVerticle::port).doesNotHaveDuplicates();
    }

    @Test
    void aTokenForOneIsNotAcceptedByItsNeighbour() throws Exception {
        Player lost = connect(0, 0, 0, 1);
        Player right = connect(0, 1, 0, 0);
        assertThat(players.runUntil(() -> right.isConnected(), 5_000)).isTrue();
        assertThat(players.runUntil(() -> dropped("not_my_address") > 0, 5_000)).isTrue();
        assertThat(lost.isConnected()).isFalse();
    }

    @Test
    void aFullOneDeniesAndItsNeighbourStillTakesPlayers() throws Exception {
        Player first = connect(0, 0, 0, 0);
        Player second = connect(0, 1, 0, 0);
        assertThat(players.runUntil(() -> first.isConnected() && second.isConnected(), 5_000))
                .isTrue();

        Player third = connect(0, 2, 0, 0);
        Player elsewhere = connect(1, 0, 1, 1);
        assertThat(players.runUntil(() -> elsewhere.isConnected(), 5_000)).isTrue();
        assertThat(
                        players.runUntil(
                                () -> third.client.state() == NetcodeClient.State.DENIED, 5_000))
                .isTrue();

        assertThat(dropped("sessions_full")).isPositive();
        assertThat(metric("rallypoint_relay_sessions{loop=\"0\"}")).isEqualTo(2);
        assertThat(metric("rallypoint_relay_sessions{loop=\"1\"}")).isEqualTo(1);
        assertThat(metric("rallypoint_relay_sessions{loop=\"2\"}")).isZero();
        assertThat(metric("rallypoint_relay_handshakes_total")).isEqualTo(3);
        assertThat(
                        players.runUntil(
                                () ->
                                        loads.containsAll(
                                                List.of(
                                                        new RelayLoad(0, 2, 1),
                                                        new RelayLoad(1, 1, 1),
                                                        new RelayLoad(2, 0, 0))),
                                5_000))
                .isTrue();
    }

    @Test
    void lobbyEventsReachEachOfThem() throws Exception {
        for (int relay = 0; relay < RELAYS; relay++) {
            connect(relay, 0, relay, relay);
        }
        assertThat(players.runUntil(() -> connectedCount() == RELAYS, 5_000)).isTrue();
        for (int lobby = 0; lobby < RELAYS; lobby++) {
            publishClosed(lobby);
        }
        assertThat(players.runUntil(() -> connectedCount() == 0, 5_000)).isTrue();
    }

    private long connectedCount() {
        return players.all().stream().filter(Player::isConnected).count();
    }

    private void publishClosed(int lobby) {
        bus.publish(
                BusContract.LOBBY_EVENTS,
                new LobbyEvent(
                        lobby(lobby).toString(),
                        1,
                        1,
                        UdpPlayers.nowMs(),
                        LobbyEvent.CLOSED,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void whatTheKernelDropsIsCountedForTheOneThatWasTooSlow() throws Exception {
        Assumptions.assumeTrue(vertx.isNativeTransportEnabled(), "other platforms do not say");
        int flood = 1_000;
        CountDownLatch flooded = new CountDownLatch(1);
        vertx.runOnContext(
                held -> {
                    try {
                        flooded.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress loopback = InetAddress.getByName("127.0.0.1");
            for (int i = 0; i < flood; i++) {
                socket.send(
                        new DatagramPacket(new byte[1_000], 1_000, loopback, address(1).port()));
            }
        }
        flooded.countDown();

        String received = "rallypoint_relay_datagrams_total{outcome=\"received\",reason=\"none\"}";
        await().untilAsserted(
                        () -> {
                            assertThat(queueDrops(1)).isPositive();
                            assertThat(queueDrops(1) + metric(received)).isEqualTo(flood);
                        });
        assertThat(queueDrops(0)).isZero();
    }

    private double queueDrops(int loop) {
        return metric("rallypoint_relay_receive_queue_drops_total{loop=\"" + loop + "\"}");
    }
}
