package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rallypoint.support.NatLab;
import dev.rallypoint.support.NatLab.Client;
import dev.rallypoint.support.NatRacerProcess;
import dev.rallypoint.support.NatType;
import dev.rallypoint.support.NodeProcess;
import dev.rallypoint.support.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way between a player and his relay changes in the middle of a race, with 40 ms each way and 1
 * % of loss: he goes on in the session he has.
 */
class PathChangeIT {
    private static final int SEED = 5;
    private static final int TARGET_MS = 1_000;
    private static final Duration RACE = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir private static Path directory;
    private static NatLab lab;
    private static NodeProcess node;
    private static NatRacerProcess moving;
    private static NatRacerProcess still;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        lab = NatLab.open(directory, SEED);
        node =
                NodeProcess.start(
                        new NodeProcess.Place(
                                lab.onServer(), lab.serverAddress(), Optional.empty()),
                        directory.resolve("node"),
                        Map.of(),
                        List.of());
        lab.nat(Client.A, NatType.PORT_RESTRICTED);
        lab.nat(Client.B, NatType.PORT_RESTRICTED);
        lab.internet().delayAllMs(40);
        lab.internet().lossAllPercent(1);
        moving = NatRacerProcess.start(lab.on(Client.A));
        still = NatRacerProcess.start(lab.on(Client.B));
    }

    @AfterAll
    static void close() throws IOException {
        if (moving != null) {
            moving.close();
        }
        if (still != null) {
            still.close();
        }
        if (node != null) {
            node.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    @BeforeEach
    void race() {
        // Anew: a router that forgot everything has reset the connections of the race before.
        moving.ask("login " + node.apiUrl(), "in");
        still.ask("login " + node.apiUrl(), "in");
        String lobby = moving.ask("create relay-only", "lobby").more();
        still.ask("join " + lobby, "joined");
        moving.tell("race");
        still.tell("race");
        moving.await("state", LIMIT);
        still.await("state", LIMIT);
    }

    @Test
    void aRouterThatForgetsItsMappingsCostsLessThanASecond() throws Exception {
        long changedNanos = System.nanoTime();
        lab.rebind(Client.A);
        assertGoesOn("NAT rebinding", changedNanos);
    }

    @Test
    void fromWifiToMobileAndBackCostsLessThanASecondEach() throws Exception {
        long mobileNanos = System.nanoTime();
        lab.goMobile();
        assertGoesOn("Wi-Fi to mobile", mobileNanos);
        long homeNanos = System.nanoTime();
        lab.goHome();
        assertGoesOn("mobile to Wi-Fi", homeNanos);
    }

    /** Both hear each other again, and go on for a while without another break. */
    private static void assertGoesOn(String what, long sinceNanos) {
        for (NatRacerProcess racer : List.of(moving, still)) {
            await().atMost(LIMIT).until(() -> lastNanos(racer) - sinceNanos > RACE.toNanos());
            long gapMs = longestGapMs(racer, sinceNanos);
            System.out.printf(
                    "%s: %s heard nothing for %d ms at most; it said %s%n",
                    what, racer == moving ? "who moved" : "the other", gapMs, racer.notable());
            Targets.assertBelow("longest gap", gapMs, TARGET_MS);
            assertThat(racer.notable())
                    .as("a session that ended or began")
                    .allMatch(
                            line ->
                                    line.word().equals("racing")
                                            || line.word().equals("interrupted")
                                            || line.more().endsWith(" 0"));
        }
    }

    private static long lastNanos(NatRacerProcess racer) {
        List<Long> heard = racer.statesNanos();
        return heard.get(heard.size() - 1);
    }

    /** From the last state before the change on. */
    private static long longestGapMs(NatRacerProcess racer, long sinceNanos) {
        List<Long> heard = racer.statesNanos();
        return LongStream.range(1, heard.size())
                .filter(i -> heard.get((int) i) > sinceNanos)
                .map(i -> (heard.get((int) i) - heard.get((int) i - 1)) / 1_000_000)
                .max()
                .orElseThrow();
    }
}
