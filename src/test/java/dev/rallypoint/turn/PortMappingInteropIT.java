package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rallypoint.support.ForeignTool;
import dev.rallypoint.support.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node at home and miniupnpd on its router, in network namespaces: what the router forwards is
 * reached from the internet, and gone with the node. Needs root; by {@code -Dtargets=true}, because
 * the library looks for routers for 20 s.
 */
class PortMappingInteropIT {
    private static final String PREFIX = "rpm" + ProcessHandle.current().pid() % 100_000;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** miniupnpd serves no address that it knows to be private or reserved. */
    private static final String OUTSIDE = "11.0.0.101";

    private static final String HOME = "10.77.0.2";

    private static final String NETWORK =
            """
            set -e
            for n in r c w; do ip netns add %1$s$n; ip -n %1$s$n link set lo up; done
            ip -n %1$sr link add wan type veth peer name eth0 netns %1$sw
            ip -n %1$sr addr add 11.0.0.101/24 dev wan
            ip -n %1$sr link set wan up
            ip -n %1$sw addr add 11.0.0.10/24 dev eth0
            ip -n %1$sw link set eth0 up
            ip -n %1$sr link add lan type veth peer name eth0 netns %1$sc
            ip -n %1$sr addr add 10.77.0.1/24 dev lan
            ip -n %1$sr link set lan up
            ip -n %1$sc addr add 10.77.0.2/24 dev eth0
            ip -n %1$sc link set eth0 up
            ip -n %1$sc route add default via 10.77.0.1
            ip netns exec %1$sr sysctl -qw net.ipv4.ip_forward=1
            ip netns exec %1$sr nft -f - <<'RULES'
            table inet filter {
              chain forward {
                type filter hook forward priority 0; policy drop;
                ct state established,related accept
                iifname "lan" accept
                jump miniupnpd
              }
              chain miniupnpd {
              }
              chain prerouting {
                type nat hook prerouting priority -100;
                jump prerouting_miniupnpd
              }
              chain prerouting_miniupnpd {
              }
              chain postrouting {
                type nat hook postrouting priority 99;
                jump postrouting_miniupnpd
                oifname "wan" masquerade
              }
              chain postrouting_miniupnpd {
              }
            }
            RULES
            """;

    private static final String ROUTER =
            """
            ext_ifname=wan
            listening_ip=lan
            ext_ip=11.0.0.101
            enable_natpmp=yes
            enable_upnp=yes
            secure_mode=yes
            uuid=00000000-0000-0000-0000-000000000001
            allow 1024-65535 10.77.0.0/24 1024-65535
            deny 0-65535 0.0.0.0/0 0-65535
            """;

    @TempDir Path folder;

    private static List<String> in(String name, String... command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", PREFIX + name));
        words.addAll(List.of(command));
        return words;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        List<String> arguments = command.subList(1, command.size());
        return ForeignTool.require("ip", "iproute2")
                .run(LIMIT, arguments.toArray(String[]::new))
                .output();
    }

    private Process router() throws IOException {
        Path conf = Files.writeString(folder.resolve("miniupnpd.conf"), ROUTER);
        return new ProcessBuilder(
                        in(
                                "r",
                                "miniupnpd",
                                "-d",
                                "-f",
                                conf.toString(),
                                "-P",
                                folder.resolve("pid").toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("miniupnpd.log").toFile())
                .start();
    }

    private NodeProcess node() throws IOException {
        NodeProcess.Place place = new NodeProcess.Place(in("c"), HOME, Optional.empty());
        List<String> settings =
                List.of(
                        "relay.publicAddress=" + OUTSIDE,
                        "relay.port=25565",
                        "stun.port=3478",
                        "http.port=25566",
                        "node.portMapping=true");
        List<String> more = new ArrayList<>();
        settings.forEach(setting -> more.addAll(List.of("--set", setting)));
        return NodeProcess.start(place, folder.resolve("node"), Map.of(), more);
    }

    @Test
    void theRouterForwardsThePortsAndForgetsThemWithTheNode() throws Exception {
        assumeTrue(Boolean.getBoolean("targets"), "by -Dtargets=true");
        assumeTrue(
                Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
                "a network of its own needs root");
        ForeignTool.require("miniupnpd", "miniupnpd-nftables");
        Path script = Files.writeString(folder.resolve("lab.sh"), NETWORK.formatted(PREFIX));
        try {
            ForeignTool.Run built = ForeignTool.require("sh", "dash").run(LIMIT, script.toString());
            assertThat(built.exitCode()).as(built.output()).isZero();
            Process router = router();
            try (NodeProcess node = node()) {
                assertForwarded(node);
                assertThat(node.stop()).isZero();
                assertThat(run(in("r", "nft", "list", "ruleset"))).doesNotContain("25565");
            } finally {
                router.destroy();
                router.waitFor();
            }
        } finally {
            for (String name : List.of("r", "c", "w")) {
                run(List.of("ip", "netns", "delete", PREFIX + name));
            }
        }
    }

    private static void assertForwarded(NodeProcess node) throws Exception {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> node.errors().contains("port mapping: 25566/tcp matchmaking"));
        assertThat(node.errors())
                .contains(
                        "port mapping: 25565/udp relay: forwarded from " + OUTSIDE + ":25565 by ");
        assertThat(node.lines())
                .anyMatch(line -> line.contains("if the router forwards 25565/udp to " + HOME));
        ForeignTool.require("turnutils_stunclient", "coturn");
        String answer = run(in("w", "timeout", "5", "turnutils_stunclient", "-p", "3478", OUTSIDE));
        assertThat(answer).contains("UDP reflexive addr: 11.0.0.10:");
    }
}
