package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.client.Trust;
import dev.rallypoint.support.ForeignTool;
import dev.rallypoint.support.HonestCallers;
import dev.rallypoint.support.NodeProcess;
import dev.rallypoint.support.TestAuthority;
import dev.rallypoint.support.TestAuthority.Key;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * slowhttptest against a node while honest players call. All addresses of loopback are exempt from
 * the limits of an address here: as if each connection of the attack came from another one.
 *
 * <p>In the suite the three attacks run at once, for a few seconds; with {@code -Dtargets=true} one
 * after the other at full size, over HTTP and over TLS, against the target of three times quiet.
 */
class SlowHttpInteropIT {
    private static final double MOST_TIMES_QUIET = 3;

    /** At full size, of which the median counts. */
    private static final int ROUNDS = 3;

    /** When no target is asked for only this: nobody hangs. */
    private static final double BUSY_MS = 2_000;

    private static final List<String> HEADERS = List.of("-H", "-i", "2", "-x", "10");
    private static final List<String> BODY =
            List.of("-B", "-i", "2", "-x", "10", "-f", "application/json");
    private static final List<String> READ =
            List.of("-X", "-k", "3", "-w", "10", "-y", "20", "-n", "2", "-z", "16");

    @TempDir private Path folder;
    private final ForeignTool attacker = ForeignTool.require("slowhttptest", "slowhttptest");
    private SSLContext trust;
    private NodeProcess node;
    private String url;

    private HonestCallers start(boolean overTls, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(more));
        settings.addAll(List.of("--set", "security.exemptRanges=[127.0.0.0/8]"));
        if (overTls) {
            TestAuthority authority = new TestAuthority(folder.resolve("authority"));
            authority.renew("node.example", Key.EC, 20);
            trust = Trust.only(authority.certificate());
            settings.addAll(List.of("--set", "tls.directory=" + authority.live()));
        }
        node = NodeProcess.start(folder.resolve("data"), settings.toArray(String[]::new));
        int port = node.port("matchmaking");
        url = (overTls ? "https" : "http") + "://127.0.0.1:" + port;
        InetAddress host = InetAddress.getByName("127.0.0.1");
        return new HonestCallers(
                () ->
                        overTls
                                ? trust.getSocketFactory().createSocket(host, port)
                                : new java.net.Socket(host, port),
                "/v1/regions");
    }

    private CompletableFuture<String> attack(List<String> kind, int connections, int seconds) {
        List<String> arguments = new ArrayList<>(kind);
        String path = kind == READ ? "/openapi.json" : kind == BODY ? "/v1/auth/guest" : "/";
        arguments.addAll(List.of("-c", "" + connections, "-r", "" + connections / 2));
        arguments.addAll(List.of("-l", "" + seconds, "-p", "3", "-u", url + path));
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return attacker.run(
                                        Duration.ofSeconds(seconds + 30L),
                                        arguments.toArray(String[]::new))
                                .output();
                    } catch (IOException | InterruptedException e) {
                        throw new CompletionException(e);
                    }
                });
    }

    /** Looks for so long, while the callers go on. */
    private static double p99AfterSeconds(HonestCallers callers, int seconds) throws Exception {
        callers.takeP99Ms();
        CompletableFuture<Void> end = new CompletableFuture<>();
        end.completeOnTimeout(null, seconds, TimeUnit.SECONDS).get();
        return callers.takeP99Ms();
    }

    private String metrics() throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(node.operatorUrl() + "/metrics")).build(),
                        BodyHandlers.ofString())
                .body();
    }

    private double metric(String series) throws Exception {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private double cut(String reason) throws Exception {
        return metric("rallypoint_http_connections_cut_total{reason=\"" + reason + "\"}");
    }

    @Test
    void honestPlayersAreServedWhileSlowOnesAreCutOff() throws Exception {
        try (HonestCallers callers =
                        start(
                                false,
                                "--set",
                                "http.headerTimeoutSeconds=2",
                                "--set",
                                "http.requestTimeoutSeconds=2");
                NodeProcess running = node) {
            p99AfterSeconds(callers, 1);
            List<CompletableFuture<String>> attacks =
                    List.of(attack(HEADERS, 300, 6), attack(BODY, 300, 6), attack(READ, 300, 6));
            double attackedMs = p99AfterSeconds(callers, 5);
            for (CompletableFuture<String> attack : attacks) {
                assertThat(attack.get(60, TimeUnit.SECONDS)).contains("YES").doesNotContain("NO\n");
            }
            assertThat(callers.failures()).isEmpty();
            assertThat(attackedMs).isLessThan(BUSY_MS);
            assertThat(cut("slow_header")).isGreaterThanOrEqualTo(300);
            assertThat(cut("slow_body")).isGreaterThanOrEqualTo(300);
            await().untilAsserted(
                            () -> assertThat(metric("rallypoint_http_connections")).isLessThan(20));
            assertThat(running.errors()).doesNotContain("ERROR");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "targets", matches = "true")
    void attacksOfFullSizeOverHttp() throws Exception {
        fullSize(false);
    }

    @Test
    @EnabledIfSystemProperty(named = "targets", matches = "true")
    void attacksOfFullSizeOverTls() throws Exception {
        fullSize(true);
    }

    private void fullSize(boolean overTls) throws Exception {
        List<String> slow = new ArrayList<>();
        try (HonestCallers callers = start(overTls);
                NodeProcess running = node) {
            p99AfterSeconds(callers, 10);
            for (List<String> kind : List.of(HEADERS, BODY, READ)) {
                List<Double> quiet = new ArrayList<>();
                List<Double> attacked = new ArrayList<>();
                for (int round = 0; round < ROUNDS; round++) {
                    quiet.add(p99AfterSeconds(callers, 10));
                    CompletableFuture<String> attack = attack(kind, 1_000, 25);
                    attacked.add(p99AfterSeconds(callers, 25));
                    assertThat(attack.get(90, TimeUnit.SECONDS)).doesNotContain("NO\n");
                }
                double factor = median(attacked) / median(quiet);
                String figures =
                        String.format(
                                Locale.ROOT,
                                "slow http%s %s: p99 in ms quiet %s, attacked %s, factor %.1f",
                                overTls ? "s" : "",
                                kind.get(0),
                                quiet,
                                attacked,
                                factor);
                System.out.println(figures);
                if (factor >= MOST_TIMES_QUIET) {
                    slow.add(figures);
                }
            }
            metrics().lines().filter(line -> line.contains("_cut_total{")).forEach(this::say);
            assertThat(callers.failures()).isEmpty();
            assertThat(slow).isEmpty();
            assertThat(running.errors()).doesNotContain("ERROR");
        }
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().skip(figures.size() / 2).findFirst().orElseThrow();
    }

    private void say(String line) {
        System.out.println(line);
    }
}
