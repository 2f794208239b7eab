package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.support.ForeignTool;
import dev.rallypoint.support.NatLab;
import dev.rallypoint.support.NatLab.Client;
import dev.rallypoint.support.NatType;
import dev.rallypoint.support.NodeProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ice4j, an ICE stack in Java, behind a symmetric router and with what the API of a whole node
 * hands out. Over UDP: over TCP it puts every message into a frame of RFC 4571, as ICE does between
 * peers but no STUN or TURN server.
 */
class Ice4jInteropIT {
    private static final int SEED = 4;
    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** What the agents said. */
    private static String said;

    @BeforeAll
    static void runAgents(@TempDir Path folder) throws IOException, InterruptedException {
        try (NatLab lab = NatLab.open(folder, SEED);
                NodeProcess node =
                        NodeProcess.start(
                                new NodeProcess.Place(
                                        lab.onServer(), lab.serverAddress(), Optional.empty()),
                                folder.resolve("node"),
                                Map.of(),
                                List.of())) {
            lab.nat(Client.A, NatType.SYMMETRIC);
            List<String> command = new ArrayList<>(lab.on(Client.A));
            command.addAll(
                    List.of(
                            NodeProcess.java(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx128m",
                            // Else it asks Amazon's metadata service whether it runs there.
                            "-Dice4j.harvest.mapping.aws.enabled=false",
                            // Nothing is behind its other card, and asking there takes seconds.
                            "-Dice4j.harvest.allowed-interfaces.0=home",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Ice4jAgents.class.getName(),
                            node.apiUrl()));
            ForeignTool ip = ForeignTool.require(command.remove(0), "iproute2");
            said = ip.run(LIMIT, command.toArray(String[]::new)).output();
            said += "\nreflexive addresses are of " + lab.outerAddress(Client.A);
        }
    }

    @Test
    void anAgentLearnsTheAddressOfItsRouter() {
        assertThat(said).containsPattern("(?s)\nreflexive (\\S+)\n.*are of \\1$");
    }

    @Test
    void twoAgentsFindEachOtherThroughTurn() {
        assertThat(said)
                // Their log may stand between the lines.
                .containsPattern("(?s)pair relay relay\n.*pair relay relay\n.*arrived 20 and 20")
                .doesNotContain("no connection");
    }
}
