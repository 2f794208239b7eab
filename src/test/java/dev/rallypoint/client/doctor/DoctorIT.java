package dev.rallypoint.client.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.doctor.Check.Status;
import dev.rallypoint.client.doctor.Doctor.Settings;
import dev.rallypoint.contract.Api;
import dev.rallypoint.support.ClusterProcesses;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor against a cluster of two, well and ill: it names the true cause. */
class DoctorIT {
    private static final long HOUR_MS = 3_600_000;

    private final HttpClient http = RallypointClient.newHttpClient();
    @TempDir Path directory;

    private static CompletableFuture<Diagnosis> examine(Settings settings) {
        return CompletableFuture.supplyAsync(
                () -> Doctor.examine(settings, new Doctor.Listener() {}));
    }

    private Settings settings(URI url) {
        return Settings.of(url, http);
    }

    private static Check check(Diagnosis found, String name) {
        return found.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> failed(Diagnosis found) {
        return found.checks().stream()
                .filter(check -> check.status() == Status.FAILED)
                .map(Check::name)
                .toList();
    }

    /** Two thousand bytes of it matter to nobody but its expiry. */
    private static String expiredToken(Api.Connection given) {
        byte[] token = Base64.getDecoder().decode(given.connectToken());
        long anHourAgo = System.currentTimeMillis() / 1_000 - HOUR_MS / 1_000;
        for (int i = 0; i < Long.BYTES; i++) {
            token[29 + i] = (byte) (anHourAgo >> Byte.SIZE * i);
        }
        return Base64.getEncoder().encodeToString(token);
    }

    private Api.Connection token(URI url) {
        RallypointClient player = new RallypointClient(List.of(url), http);
        player.loginAsGuest("Ann").join();
        Api.Lobby lobby =
                player.createLobby(
                                new Api.CreateLobby(
                                        "Token",
                                        "bots",
                                        Optional.empty(),
                                        2,
                                        "public",
                                        Optional.empty(),
                                        Optional.empty(),
                                        "framed"))
                        .join();
        return player.openConnection(lobby.lobbyId()).join();
    }

    @Test
    void namesTheTrueCause() throws Exception {
        try (ClusterProcesses cluster =
                ClusterProcesses.onLoopback(directory, "doctor", 2).startFirst(2)) {
            cluster.awaitWhole();
            URI url = cluster.url(0);
            CompletableFuture<Diagnosis> well = examine(settings(url));
            CompletableFuture<Diagnosis> wrongClock =
                    examine(
                            new Settings(
                                    url,
                                    http,
                                    Optional.empty(),
                                    () -> System.currentTimeMillis() - HOUR_MS,
                                    Optional.empty(),
                                    Optional.of(expiredToken(token(url)))));
            assertWell(well.join());
            assertWrongClockAndExpiredToken(wrongClock.join());

            cluster.node(1).pause();
            CompletableFuture<Diagnosis> deadNeighbour = examine(settings(url));
            CompletableFuture<Diagnosis> dead = examine(settings(cluster.url(1)));
            assertDeadNeighbour(deadNeighbour.join());
            assertThat(failed(dead.join())).containsExactly("http");
            assertThat(check(dead.join(), "http").cause()).contains("says nothing", "hangs");
            cluster.node(1).goOn();
        }
    }

    private static void assertWell(Diagnosis found) {
        assertThat(failed(found)).isEmpty();
        assertThat(found.isOk()).isTrue();
        assertThat(found.checks())
                .extracting(Check::name)
                .contains("dns", "tcp", "http", "clock", "stun local", "nat", "lobby")
                .contains("relay-udp", "mtu", "websocket", "turn", "direct");
        assertThat(check(found, "relay-udp").status()).isNotEqualTo(Status.SKIPPED);
        assertThat(check(found, "mtu").details().get("largestBodyBytes").intValue())
                .isEqualTo(1_173);
        assertThat(check(found, "websocket").status()).isEqualTo(Status.NOT_OFFERED);
        assertThat(check(found, "direct").status()).isEqualTo(Status.NOT_OFFERED);
        assertThat(check(found, "stun local").details().get("nodes").items()).hasSize(2);
    }

    private static void assertWrongClockAndExpiredToken(Diagnosis found) {
        assertThat(failed(found)).containsExactly("clock", "connect-token");
        assertThat(check(found, "clock").cause()).contains("behind").containsPattern("59 min|1 h");
        assertThat(check(found, "clock").nextStep()).contains("automatic time");
        assertThat(check(found, "connect-token").cause()).contains("expired 3");
    }

    private static void assertDeadNeighbour(Diagnosis found) {
        assertThat(found.firstFailure().map(Check::name)).contains("stun local");
        assertThat(check(found, "stun local").cause()).contains("does not answer STUN", "dead");
    }

    @Test
    void aClosedPortAnUnknownNameAndAnotherServerAreNamed() {
        Diagnosis closed = Doctor.examine(settings(URI.create("http://127.0.0.1:1")), noListener());
        assertThat(failed(closed)).containsExactly("tcp");
        assertThat(check(closed, "tcp").cause()).contains("nothing listens on TCP port 1");
        assertThat(check(closed, "relay-udp").cause()).isEqualTo("Not tried, because tcp failed.");

        Diagnosis unknown =
                Doctor.examine(settings(URI.create("http://no-such-host.invalid")), noListener());
        assertThat(failed(unknown)).containsExactly("dns");
        assertThat(unknown.toJson().get("checks").items().get(0).get("ok").truth()).isFalse();
    }

    private static Doctor.Listener noListener() {
        return new Doctor.Listener() {};
    }
}
