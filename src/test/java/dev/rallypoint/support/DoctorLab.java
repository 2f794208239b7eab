package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One server with two addresses and players behind routers of every kind, in network namespaces of
 * their own: nothing of it touches this machine's network. Needs root, {@code ip} and {@code nft};
 * without them the test is skipped aloud, and fails where the environment says {@code CI=true}.
 */
public final class DoctorLab implements AutoCloseable {
    public static final String SERVER = "203.0.113.10";
    public static final String SECOND = "203.0.113.11";

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int PORTS = 8_192;

    /** What a router does (RFC 4787), or drops. */
    public enum Router {
        OPEN,
        FULL_CONE,
        ADDRESS_RESTRICTED,
        /** The plain masquerade of home routers. */
        PORT_RESTRICTED,
        SYMMETRIC,
        UDP_BLOCKED,
        /** UDP passes, but nothing to the relay's port. */
        RELAY_BLOCKED,
        /** Datagrams leave, but what the relay answers does not come in. */
        RELAY_DEAF,
        /** Packets of more than 900 bytes vanish, as in a badly set tunnel. */
        SMALL_PACKETS
    }

    private final String prefix = "rpd" + ProcessHandle.current().pid() % 100_000;
    private final ForeignTool ip;

    private DoctorLab(ForeignTool ip) {
        this.ip = ip;
    }

    public static DoctorLab open(int relayPort) throws IOException, InterruptedException {
        requireRoot();
        ForeignTool ip = ForeignTool.require("ip", "iproute2");
        ForeignTool.require("nft", "nftables");
        DoctorLab lab = new DoctorLab(ip);
        try {
            lab.build(relayPort);
        } catch (IOException | RuntimeException | Error failure) {
            lab.close();
            throw failure;
        }
        return lab;
    }

    private static void requireRoot() throws IOException {
        boolean root =
                Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        if (!root) {
            String advice = "a network of its own needs root";
            if ("true".equals(System.getenv("CI"))) {
                fail(advice);
            }
            abort("SKIPPED: " + advice);
        }
    }

    /** What a command begins with that is to run on the server. */
    public List<String> onServer() {
        return in("srv");
    }

    /** What a command begins with that is to run behind that router. */
    public List<String> behind(Router router) {
        return in("c" + router.ordinal());
    }

    private List<String> in(String namespace) {
        return List.of("ip", "netns", "exec", prefix + namespace);
    }

    private void build(int relayPort) throws IOException, InterruptedException {
        List<String> script = new ArrayList<>();
        script.add("set -e");
        namespace(script, "net");
        namespace(script, "srv");
        script.add("ip -n %net link add br0 type bridge stp_state 0 forward_delay 0");
        script.add("ip -n %net link set br0 up");
        plug(script, "srv", "eth0");
        script.add("ip -n %srv addr add " + SERVER + "/24 dev eth0");
        script.add("ip -n %srv addr add " + SECOND + "/24 dev eth0");
        for (Router router : Router.values()) {
            site(script, router, relayPort);
        }
        Path file = Files.createTempFile("doctor-lab", ".sh");
        try {
            Files.writeString(
                    file, String.join("\n", script).replaceAll("%(?=[a-z])", prefix) + "\n");
            ForeignTool.Run run =
                    ForeignTool.require("sh", "dash").run(LIMIT, file.toAbsolutePath().toString());
            assertThat(run.exitCode()).as(run.output()).isZero();
        } finally {
            Files.delete(file);
        }
    }

    private static void namespace(List<String> script, String name) {
        script.add("ip netns add %" + name);
        script.add("ip -n %" + name + " link set lo up");
        script.add(
                "ip netns exec %"
                        + name
                        + " sysctl -qw net.ipv6.conf.all.disable_ipv6=1"
                        + " net.ipv6.conf.default.disable_ipv6=1");
    }

    /** A cable from a namespace to the bridge. */
    private static void plug(List<String> script, String name, String end) {
        script.add(
                "ip -n %net link add p-%1$s type veth peer name %2$s netns %%%1$s"
                        .replace("%%%1$s", "%" + name)
                        .replace("%1$s", name)
                        .replace("%2$s", end));
        script.add("ip -n %net link set p-" + name + " master br0 up");
        script.add("ip -n %" + name + " link set " + end + " up");
    }

    private static void site(List<String> script, Router router, int relayPort) {
        int number = router.ordinal() + 1;
        String r = "r" + router.ordinal();
        String c = "c" + router.ordinal();
        String wan = "203.0.113." + (100 + number);
        namespace(script, r);
        namespace(script, c);
        plug(script, r, "wan");
        script.add("ip -n %" + r + " addr add " + wan + "/24 dev wan");
        script.add("ip -n %" + r + " link add lan type veth peer name eth0 netns %" + c);
        script.add("ip -n %" + r + " addr add 10." + number + ".0.1/24 dev lan");
        script.add("ip -n %" + r + " link set lan up");
        script.add("ip -n %" + c + " addr add 10." + number + ".0.2/24 dev eth0");
        script.add("ip -n %" + c + " link set eth0 up");
        script.add("ip -n %" + c + " route add default via 10." + number + ".0.1");
        script.add("ip netns exec %" + r + " sysctl -qw net.ipv4.ip_forward=1");
        if (router == Router.OPEN) {
            script.add("ip -n %srv route add 10." + number + ".0.0/24 via " + wan);
        }
        script.add("ip netns exec %" + r + " nft -f - <<'RULES'");
        script.add(rules(router, wan, relayPort));
        script.add("RULES");
    }

    private static String rules(Router router, String wan, int relayPort) {
        String mapped =
                "snat to "
                        + wan
                        + ":jhash ip saddr . udp sport mod "
                        + PORTS
                        + " seed 0x5eed map { "
                        + permutedPorts()
                        + " }";
        boolean isCone = router == Router.FULL_CONE || router == Router.ADDRESS_RESTRICTED;
        String post =
                switch (router) {
                    case OPEN -> "";
                    case FULL_CONE, ADDRESS_RESTRICTED ->
                            "oifname wan meta l4proto udp " + mapped + "\noifname wan masquerade";
                    case SYMMETRIC ->
                            "oifname wan meta l4proto udp masquerade fully-random\n"
                                    + "oifname wan masquerade";
                    default -> "oifname wan masquerade";
                };
        String pre =
                switch (router) {
                    case FULL_CONE -> "iifname wan meta l4proto udp dnat to udp dport map @eim";
                    case ADDRESS_RESTRICTED ->
                            "iifname wan udp dport . ip saddr @allowed dnat to udp dport map @eim";
                    default -> "";
                };
        String forward =
                switch (router) {
                    case OPEN -> "accept";
                    case UDP_BLOCKED -> "meta l4proto udp drop";
                    case RELAY_BLOCKED -> "udp dport " + relayPort + " drop";
                    case RELAY_DEAF -> "iifname wan udp sport " + relayPort + " drop";
                    case SMALL_PACKETS -> "meta l4proto udp meta length > 900 drop";
                    default -> "";
                };
        String learn =
                isCone
                        ? "oifname wan ct direction original ct status snat meta l4proto udp"
                                + " update @eim { udp sport : ct original ip saddr . ct original"
                                + " proto-src } update @allowed { udp sport . ip daddr }"
                        : "";
        return """
                table ip nat {
                  map eim {
                    type inet_service : ipv4_addr . inet_service
                    size 4096
                    flags dynamic,timeout
                    timeout 60s
                  }
                  set allowed {
                    type inet_service . ipv4_addr
                    size 4096
                    flags dynamic,timeout
                    timeout 60s
                  }
                  chain post { type nat hook postrouting priority 100; %s
                  }
                  chain pre { type nat hook prerouting priority -100; %s
                  }
                  chain learn { type filter hook postrouting priority 300; %s
                  }
                  chain input { type filter hook input priority 0
                    iifname wan meta l4proto { udp, tcp } drop
                  }
                  chain forward { type filter hook forward priority 0; %s
                    iifname lan accept
                    ct state established,related accept
                    ct status dnat accept
                    drop
                  }
                }"""
                .formatted(post, pre, learn, forward);
    }

    /** The outer port of a cone: of a hash of the inner address and port. */
    private static String permutedPorts() {
        return IntStream.range(0, PORTS)
                .mapToObj(i -> i + " : " + (32_768 + (i * 2_749 + 17) % PORTS))
                .collect(Collectors.joining(", "));
    }

    /** All processes in there must have been ended before. */
    @Override
    public void close() throws IOException {
        try {
            List<String> names = new ArrayList<>(List.of("net", "srv"));
            for (Router router : Router.values()) {
                names.add("r" + router.ordinal());
                names.add("c" + router.ordinal());
            }
            for (String name : names) {
                ip.run(LIMIT, "netns", "delete", prefix + name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
