package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.RelayEndpoint;
import dev.rallypoint.support.ForeignTool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that others wrote, against our STUN port on loopback. */
class StunInteropIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern OPENED = Pattern.compile("Opened port (\\d+)");

    @ParameterizedTest
    @CsvSource({"127.0.0.1, IPv4", "::1, IPv6"})
    void coturnsClientLearnsItsAddress(String host, String family)
            throws IOException, InterruptedException {
        ForeignTool tool = ForeignTool.require("turnutils_stunclient", "coturn");
        try (StunNode node = StunNode.on(host)) {
            ForeignTool.Run run = tool.run(LIMIT, "-p", String.valueOf(node.port()), host);

            assertThat(run.output())
                    .containsPattern(
                            family + "\\. UDP reflexive addr: " + Pattern.quote(host) + ":\\d+");
            assertThat(run.exitCode()).isZero();
            assertThat(node.count("answered", "none")).isPositive();
        }
    }

    @Test
    void debiansClientOfRfc3489LearnsItsAddressAndPort() throws IOException, InterruptedException {
        ForeignTool tool = ForeignTool.require("stun", "stun-client");
        try (StunNode node = StunNode.on("127.0.0.1")) {
            ForeignTool.Run run = tool.run(LIMIT, "127.0.0.1:" + node.port(), "1", "-v");

            Matcher opened = OPENED.matcher(run.output());
            assertThat(opened.find()).as(run.output()).isTrue();
            assertThat(run.output())
                    .contains("ok=1", "mappedAddr=127.0.0.1:" + opened.group(1) + "\n");
            assertThat(node.count("answered", "none")).isPositive();
        }
    }

    /** Its other tests ask for answers from a second address, which we refuse with 420. */
    @Test
    void debiansClientFindsNoNatOnLoopback() throws IOException, InterruptedException {
        ForeignTool tool = ForeignTool.require("stun", "stun-client");
        try (StunNode node = StunNode.on("127.0.0.1")) {
            ForeignTool.Run run = tool.run(LIMIT, "127.0.0.1:" + node.port(), "-v");

            assertThat(run.timedOut()).as(run.output()).isFalse();
            assertThat(run.output())
                    .contains("ErrorCode = 4 20", "is nat  = 0", "mapped IP same = 1");
        }
    }

    /** Two addresses and two ports: both clients see that nothing is between us. */
    @Test
    void coturnsNatDiscoveryFindsNoNatWithTwoAddresses() throws IOException, InterruptedException {
        ForeignTool tool = ForeignTool.require("turnutils_natdiscovery", "coturn");
        try (StunNode node = StunNode.withTwoAddresses("127.0.0.1", "127.0.0.2")) {
            ForeignTool.Run run =
                    tool.run(
                            LIMIT,
                            "-m",
                            "-f",
                            "-P",
                            "-L",
                            "127.0.0.1",
                            "-p",
                            String.valueOf(node.port()),
                            "127.0.0.1");

            assertThat(run.output())
                    .contains(
                            "Other addr: : 127.0.0.2:" + node.alternatePort(),
                            "NAT with Endpoint Independent Filtering!");
            assertThat(run.output())
                    .containsAnyOf("No NAT detected", "Endpoint Independent Mapping");
        }
    }

    @Test
    void debiansClientFindsAnOpenHostWithTwoAddresses() throws IOException, InterruptedException {
        ForeignTool tool = ForeignTool.require("stun", "stun-client");
        try (StunNode node = StunNode.withTwoAddresses("127.0.0.1", "127.0.0.2")) {
            ForeignTool.Run run = tool.run(LIMIT, "127.0.0.1:" + node.port());

            assertThat(run.timedOut()).as(run.output()).isFalse();
            assertThat(run.output()).contains("Primary: Open");
        }
    }

    /** A cluster has two addresses for free. */
    @Test
    void coturnsNatDiscoveryFindsNoNatWithTheAddressOfAnotherNode()
            throws IOException, InterruptedException {
        ForeignTool tool = ForeignTool.require("turnutils_natdiscovery", "coturn");
        List<StunNode> both = StunNode.twoOfCluster("127.0.0.1", "127.0.0.2");
        try (StunNode first = both.get(0);
                StunNode second = both.get(1)) {
            List<NodeInfo> nodes = List.of(info("a", first), info("b", second));
            first.connect(second, "b");
            second.connect(first, "a");
            first.know("a", nodes);
            second.know("b", nodes);

            ForeignTool.Run run =
                    tool.run(
                            LIMIT,
                            "-m",
                            "-f",
                            "-L",
                            "127.0.0.1",
                            "-p",
                            String.valueOf(first.port()),
                            "127.0.0.1");

            assertThat(run.output())
                    .contains(
                            "Other addr: : 127.0.0.2:" + first.alternatePort(),
                            "NAT with Endpoint Independent Filtering!");
            assertThat(second.count("answered", "none")).as("asked directly").isPositive();
        }
    }

    private static NodeInfo info(String nodeId, StunNode node) {
        String host = nodeId.equals("a") ? "127.0.0.1" : "127.0.0.2";
        RelayEndpoint relay = new RelayEndpoint(host + ":25565", List.of(), "");
        return new NodeInfo(
                        nodeId,
                        "local",
                        List.of(relay),
                        host + ":" + node.port(),
                        0,
                        1,
                        false,
                        0,
                        "1")
                .withIce(node.alternatePort(), List.of());
    }
}
