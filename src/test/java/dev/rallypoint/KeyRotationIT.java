package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.contract.KeysConfig;
import dev.rallypoint.runtime.KeyFiles;
import dev.rallypoint.runtime.KeyRotation;
import dev.rallypoint.runtime.SecureEntropy;
import dev.rallypoint.support.ClusterProcesses;
import dev.rallypoint.support.LiveApi;
import dev.rallypoint.support.Racers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All keys of two nodes are rotated as the operations guide says, while players race. */
class KeyRotationIT {
    private static final KeysConfig BY_FILES = new KeysConfig("", "", "", "");
    private static final int NODES = 2;
    private static final int TOKEN_LIFETIME_SECONDS = 5;

    /** More than the life of a connect token and the time in which files are read. */
    private static final long USED_AFTER_MS = 9_000;

    @TempDir Path directory;

    private KeyFiles files(int node) {
        return new KeyFiles(BY_FILES, directory.resolve("node-" + node));
    }

    /** As {@code scp} and {@code mv} would. */
    private void copyToNode1() throws IOException {
        for (String name : KeyFiles.NAMES) {
            Path target = files(1).file(name);
            Files.createDirectories(target.getParent());
            Path draft = target.resolveSibling(name + ".new");
            Files.copy(files(0).file(name), draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void rotate(KeyRotation rotation, int node) {
        for (String name : KeyFiles.NAMES) {
            files(node)
                    .change(
                            name,
                            ring -> rotation.rotate("keys." + name, ring, new SecureEntropy()));
        }
    }

    private static LiveApi api(ClusterProcesses cluster, int node) {
        return new LiveApi(cluster.node(node));
    }

    private static void awaitMissing(ClusterProcesses cluster, String keys) {
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                api(cluster, 1)
                                        .metrics(cluster.node(1))
                                        .contains("rallypoint_keys_missing " + keys));
    }

    private String kidAt(ClusterProcesses cluster, int node) {
        String token = api(cluster, node).token("Newcomer");
        String header = token.substring(0, token.indexOf('.'));
        return new String(Base64.getUrlDecoder().decode(header));
    }

    @Test
    void nobodyIsDisconnectedAndEverybodyComesIn() throws Exception {
        for (String name : KeyFiles.NAMES) {
            files(0).readOrMake(name, new SecureEntropy());
        }
        copyToNode1();
        ClusterProcesses nodes =
                ClusterProcesses.onLoopback(directory, "keys", NODES)
                        .withKeyFiles()
                        .with("relay.tokenLifetimeSeconds=" + TOKEN_LIFETIME_SECONDS);
        try (ClusterProcesses cluster = nodes.startFirst(NODES);
                Racers racers = Racers.race(new Racers.Plan(4, 4, 20), cluster.urls())) {
            String inHand = api(cluster, 0).token("Ada");
            rotateEverywhere(cluster);
            String newest = newestKey();
            for (int node = 0; node < NODES; node++) {
                int here = node;
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> kidAt(cluster, here).contains(newest));
            }
            for (int node = 0; node < NODES; node++) {
                assertThat(api(cluster, node).call("GET", "/v1/me", inHand, "").status())
                        .as("a token of the key before, at node " + node)
                        .isEqualTo(200);
            }
            assertNewcomersRace(cluster);

            dropTheOldKeys();
            for (int node = 0; node < NODES; node++) {
                int here = node;
                await().atMost(Duration.ofSeconds(20))
                        .until(
                                () ->
                                        api(cluster, here)
                                                        .call("GET", "/v1/me", inHand, "")
                                                        .status()
                                                == 401);
            }
            assertNewcomersRace(cluster);
            racers.awaitAllHeard(System.nanoTime());
            assertThat(racers.interruptions()).isEmpty();
            racers.assertNothingLost();
            for (int node = 0; node < NODES; node++) {
                assertThat(api(cluster, node).metrics(cluster.node(node)))
                        .contains("reason=\"bad_token\"} 0.0");
            }
        }
    }

    private void rotateEverywhere(ClusterProcesses cluster) throws IOException {
        rotate(new KeyRotation(System.currentTimeMillis(), USED_AFTER_MS, USED_AFTER_MS), 0);
        awaitMissing(cluster, "3.0");
        copyToNode1();
        awaitMissing(cluster, "0.0");
    }

    private String newestKey() {
        return files(0).read("accessToken").at(Long.MAX_VALUE).id();
    }

    /** On each node as an operator would, much later: what nobody needs any more goes. */
    private void dropTheOldKeys() throws IOException {
        for (String name : KeyFiles.NAMES) {
            List<String> lines = Files.readAllLines(files(0).file(name));
            assertThat(lines).as(name).hasSize(2);
            Path draft = Files.writeString(directory.resolve(name), lines.get(1) + "\n");
            Files.move(draft, files(0).file(name), StandardCopyOption.ATOMIC_MOVE);
        }
        copyToNode1();
    }

    private static void assertNewcomersRace(ClusterProcesses cluster) {
        try (Racers newcomers = Racers.race(new Racers.Plan(2, 2, 10), cluster.urls())) {
            newcomers.awaitAllHeard(System.nanoTime());
            assertThat(newcomers.interruptions()).isEmpty();
        }
    }
}
