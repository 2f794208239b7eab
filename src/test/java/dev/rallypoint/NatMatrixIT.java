package dev.rallypoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.support.NatLab;
import dev.rallypoint.support.NatLab.Client;
import dev.rallypoint.support.NatRacerProcess;
import dev.rallypoint.support.NatRacerProcess.Line;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two players, each behind a router of some type, with 40 ms each way and 1 % of loss: both race
 * over the relay at once, and directly where that can be. All pairs with {@code -Dtargets=true},
 * else some.
 */
class NatMatrixIT {
    private static final int SEED = 9;
    private static final int RACING_MS = 1_500;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** What a direct path may take (the mission's limit), and where there is none, to see that. */
    private static final Duration PUNCH = Duration.ofSeconds(5);

    private static final Duration NO_PATH = Targets.atLength(PUNCH, Duration.ofSeconds(2));

    @TempDir private static Path directory;
    private static NatLab lab;
    private static NodeProcess node;
    private static NatRacerProcess ann;
    private static NatRacerProcess bob;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        lab = NatLab.open(directory, SEED);
        node =
                NodeProcess.start(
                        new NodeProcess.Place(
                                lab.onServer(), lab.serverAddress(), Optional.empty()),
                        directory.resolve("node"),
                        Map.of(),
                        List.of("--set", "security.exemptRanges=[203.0.113.0/24,10.0.0.0/8]"));
        lab.internet().delayAllMs(40);
        lab.internet().lossAllPercent(1);
        ann = NatRacerProcess.start(lab.on(Client.A));
        bob = NatRacerProcess.start(lab.on(Client.B));
    }

    @AfterAll
    static void close() throws IOException {
        if (ann != null) {
            ann.close();
        }
        if (bob != null) {
            bob.close();
        }
        if (node != null) {
            node.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    static Stream<Arguments> pairs() {
        if (!Boolean.getBoolean("targets")) {
            return Stream.of(
                    Arguments.of(NatType.PORT_RESTRICTED, NatType.PORT_RESTRICTED),
                    Arguments.of(NatType.ADDRESS_RESTRICTED, NatType.SYMMETRIC),
                    Arguments.of(NatType.SYMMETRIC, NatType.PORT_RESTRICTED),
                    Arguments.of(NatType.OPEN, NatType.UDP_BLOCKED));
        }
        return Stream.of(NatType.values())
                .flatMap(one -> Stream.of(NatType.values()).map(other -> Arguments.of(one, other)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyoneRacesAndDirectlyWhereThatCanBe(NatType ofAnn, NatType ofBob) throws Exception {
        meet(ofAnn, ofBob);
        String row =
                "%s x %s: A %s, B %s"
                        .formatted(ofAnn, ofBob, startOf(ann, ofAnn), startOf(bob, ofBob));
        boolean canMeet = ofAnn.canReachDirectly(ofBob);
        Duration patience = canMeet ? PUNCH : NO_PATH;
        Optional<Line> annDirect = ann.await(line -> line.word().equals("direct"), patience);
        Optional<Line> bobDirect = bob.await(line -> line.word().equals("direct"), patience);
        System.out.printf("nat matrix: %s; direct %s, %s%n", row, ms(annDirect), ms(bobDirect));
        assertThat(annDirect.isPresent()).as("A hears B directly").isEqualTo(canMeet);
        assertThat(bobDirect.isPresent()).as("B hears A directly").isEqualTo(canMeet);
        ann.ask("leave", "left");
        bob.ask("leave", "left");
    }

    /**
     * The way between the two homes is cut, that to the relay is not. What the target says is the
     * path's round trip and margin, a state's period, and the way of the news to the relay and of a
     * state from there.
     */
    @Test
    void aDirectPathThatDiesIsReplacedByTheRelay() throws Exception {
        meet(NatType.PORT_RESTRICTED, NatType.ADDRESS_RESTRICTED);
        ann.await("direct", PUNCH);
        bob.await("direct", PUNCH);
        long cutNanos = System.nanoTime();
        lab.cutClientsApart();
        for (NatRacerProcess racer : List.of(ann, bob)) {
            racer.await("relayed", LIMIT);
            long gapMs = racer.longestGapMs(cutNanos, Duration.ofSeconds(2));
            System.out.printf("direct path cut: nothing for %d ms at most%n", gapMs);
            Targets.assertBelow("longest gap", gapMs, 80 + 150 + 50 + 80 + 100);
            assertThat(racer.notable()).noneMatch(line -> line.word().equals("interrupted"));
        }
        lab.internet().heal();
        assertThat(
                        ann.await(
                                line -> line.word().equals("direct") && line.atNanos() > cutNanos,
                                LIMIT))
                .as("a path again")
                .isPresent();
        ann.ask("leave", "left");
        bob.ask("leave", "left");
    }

    private static String ms(Optional<Line> line) {
        return line.map(said -> said.ms() + " ms").orElse("never");
    }

    private static void meet(NatType ofAnn, NatType ofBob)
            throws IOException, InterruptedException {
        lab.nat(Client.A, ofAnn);
        lab.nat(Client.B, ofBob);
        ann.ask("login " + node.apiUrl(), "in");
        bob.ask("login " + node.apiUrl(), "in");
        String lobby = ann.ask("create prefer-direct", "lobby").more();
        bob.ask("join " + lobby, "joined");
        ann.tell("race");
        bob.tell("race");
    }

    /** Racing in time; or, without UDP, a cause that has a name. */
    private static String startOf(NatRacerProcess racer, NatType type) {
        if (type == NatType.UDP_BLOCKED) {
            Line cause = racer.await("struggling", LIMIT);
            assertThat(cause.more()).startsWith("udp_blocked ").contains("firewall");
            return "udp_blocked after " + cause.ms() + " ms";
        }
        Line racing = racer.await("racing", LIMIT);
        Targets.assertBelow("racing after", racing.ms(), RACING_MS);
        return "racing after " + racing.ms() + " ms";
    }
}
