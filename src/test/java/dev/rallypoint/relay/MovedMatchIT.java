package dev.rallypoint.relay;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.RelayConfig;
import dev.rallypoint.contract.RelayMessage.MatchMoved;
import dev.rallypoint.contract.RelayMessage.MatchSessions;
import dev.rallypoint.contract.RelayMessage.RelaySessions;
import dev.rallypoint.contract.RelayMessage.Seat;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
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
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a relay and the lobby room of its node tell each other about matches that move. */
class MovedMatchIT {
    private static final UUID LOBBY = new UUID(5, 6);
    private static final int SEATS = 4;
    private static final PeerAddress ELSEWHERE = PeerAddress.parse("203.0.113.9:25565");

    private final Queue<SessionChanged> changes = new ConcurrentLinkedQueue<>();
    private final Queue<RelaySessions> sessions = new ConcurrentLinkedQueue<>();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final byte[] key = new byte[32];
    private final SecureEntropy entropy = new SecureEntropy();
    private final Vertx vertx = Vertx.vertx();
    private final VertxBus bus = new VertxBus(vertx);
    private RelayConfig config;
    private RelayVerticle relay;
    private UdpPlayers players;

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    @BeforeEach
    void deploy() throws Exception {
        entropy.fill(key);
        config =
                new ConfigLoader()
                        .assignments(List.of("relay.host=127.0.0.1", "relay.port=0"))
                        .load()
                        .relay();
        result(bus.subscribe(BusContract.SESSION_CHANGED, changes::add));
        result(bus.subscribe(BusContract.RELAY_SESSIONS, sessions::add));
        relay =
                new RelayVerticle(
                        new RelayVerticle.Settings(
                                RelayLoop.all(config).get(0),
                                key,
                                new byte[32],
                                "127.0.0.1",
                                Set.of("127.0.0.1"),
                                1,
                                PacketCiphers.fastest(),
                                TestRules::ofDefaults),
                        new Ground(
                                bus, new MicrometerMetrics(registry), new EpochClock(), entropy));
        result(vertx.deployVerticle(relay));
        players = new UdpPlayers();
    }

    @AfterEach
    void close() throws Exception {
        players.close();
        result(vertx.close());
    }

    private Player connect(int slot, long ageSeconds, boolean isHome) throws Exception {
        long mintedMs = UdpPlayers.nowMs() - 1_000 * ageSeconds;
        PeerAddress address = PeerAddress.parse("127.0.0.1:" + relay.port());
        MatchTicket ticket =
                new MatchTicket(LOBBY, Forwarding.FRAMED, slot == 0, slot, SEATS, mintedMs);
        ConnectToken.Contents contents =
                new ConnectToken.Contents(
                        config.protocolId(),
                        mintedMs / 1_000,
                        mintedMs / 1_000 + 45,
                        100 + slot,
                        5,
                        List.of(address),
                        isHome ? List.of(address) : List.of(ELSEWHERE, address),
                        ticket.encode());
        return players.connect(ConnectToken.mint102(contents, key, entropy));
    }

    private static List<Seat> seats() {
        return IntStream.range(0, SEATS)
                .mapToObj(slot -> new Seat(Ids.playerId(100 + slot), slot))
                .toList();
    }

    private void say(boolean here) {
        bus.publish(
                BusContract.MATCH_MOVED,
                new MatchMoved(
                        LOBBY.toString(), here, UdpPlayers.nowMs(), seats(), Optional.empty()));
    }

    private boolean areAllConnected() {
        return players.all().stream().allMatch(Player::isConnected);
    }

    private boolean isNobodyConnected() {
        return players.all().stream().noneMatch(Player::isConnected);
    }

    @Test
    void tellsAtOnceAndEveryFewSecondsWhoIsConnected() throws Exception {
        assertThat(players.runUntil(() -> !sessions.isEmpty(), 3_000)).isTrue();
        assertThat(sessions).containsExactly(new RelaySessions(0, List.of()));
        for (int slot = 0; slot < SEATS; slot++) {
            connect(slot, 0, true);
        }
        RelaySessions all =
                new RelaySessions(0, List.of(new MatchSessions(LOBBY.toString(), seats())));

        assertThat(players.runUntil(() -> sessions.contains(all), 20_000)).isTrue();
    }

    @Test
    void sendsTheMembersOfAMatchThatLeftOn() throws Exception {
        for (int slot = 0; slot < SEATS; slot++) {
            connect(slot, 0, true);
        }
        assertThat(players.runUntil(this::areAllConnected, 10_000)).isTrue();

        say(false);

        assertThat(players.runUntil(this::isNobodyConnected, 3_000)).isTrue();
        SessionChanged moved =
                new SessionChanged(LOBBY.toString(), Ids.playerId(102), 2, false, "moved");
        assertThat(players.runUntil(() -> changes.contains(moved), 3_000)).isTrue();
        assertThat(registry.scrape())
                .contains("rallypoint_relay_session_ends_total{reason=\"moved\"} 4");
    }

    @Test
    void takesTheMembersOfAMatchThatCameWithTheTokensTheyHave() throws Exception {
        for (int slot = 0; slot < SEATS; slot++) {
            connect(slot, 3_600, false);
        }
        players.runUntil(() -> registry.scrape().contains("reason=\"expired_token\"} 4"), 3_000);
        assertThat(isNobodyConnected()).isTrue();

        say(true);

        assertThat(players.runUntil(this::areAllConnected, 10_000)).isTrue();
        assertThat(IntStream.range(0, SEATS))
                .allMatch(slot -> players.all().get(slot).client.clientIndex() == slot);
    }
}
