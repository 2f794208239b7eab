package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The way between a player and his relay changes in the middle of a race, with 40 ms each way and 1
 * % of loss: he goes on in the session he has.
 */
class PathChangeIT {
    private static final int SEED = 5;
    private static final int TARGET_MS = 1_000;
    private static final Duration RACE = Duration.ofSeconds(2);
    private static final String RELAYED = "relay-only";
    private static final String DIRECT = "prefer-direct";
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

    /** Anew each time: a router that forgot everything has reset the connections of before. */
    private static void race(String paths) {
        moving.ask("login " + node.apiUrl(), "in");
        still.ask("login " + node.apiUrl(), "in");
        String lobby = moving.ask("create " + paths, "lobby").more();
        still.ask("join " + lobby, "joined");
        moving.tell("race");
        still.tell("race");
        for (NatRacerProcess racer : List.of(moving, still)) {
            racer.await("racing", LIMIT);
            racer.await(paths.equals(DIRECT) ? "direct" : "state", LIMIT);
        }
    }

    /** Who has direct paths has the relay's, too; both kinds with {@code -Dtargets=true}. */
    static Stream<String> paths() {
        return Boolean.getBoolean("targets") ? Stream.of(RELAYED, DIRECT) : Stream.of(DIRECT);
    }

    @AfterEach
    void leave() {
        moving.ask("leave", "left");
        still.ask("leave", "left");
    }

    @ParameterizedTest
    @MethodSource("paths")
    void aRouterThatForgetsItsMappingsCostsLessThanASecond(String paths) throws Exception {
        race(paths);
        long changedNanos = System.nanoTime();
        lab.rebind(Client.A);
        assertGoesOn("NAT rebinding, " + paths, changedNanos);
    }

    @ParameterizedTest
    @MethodSource("paths")
    void fromWifiToMobileAndBackCostsLessThanASecondEach(String paths) throws Exception {
        race(paths);
        long mobileNanos = System.nanoTime();
        lab.goMobile();
        assertGoesOn("Wi-Fi to mobile, " + paths, mobileNanos);
        long homeNanos = System.nanoTime();
        lab.goHome();
        assertGoesOn("mobile to Wi-Fi, " + paths, homeNanos);
    }

    /** Both hear each other again, and go on for a while without another break. */
    private static void assertGoesOn(String what, long sinceNanos) {
        for (NatRacerProcess racer : List.of(moving, still)) {
            long gapMs = racer.longestGapMs(sinceNanos, RACE);
            System.out.printf(
                    "%s: %s heard nothing for %d ms at most; it said %s%n",
                    what, racer == moving ? "who moved" : "the other", gapMs, racer.notable());
            Targets.assertBelow("longest gap", gapMs, TARGET_MS);
            assertThat(racer.notable())
                    .as("a session that ended or began")
                    .noneMatch(
                            line -> line.word().equals("resumed") && !line.more().endsWith(" 0"));
        }
    }
}
