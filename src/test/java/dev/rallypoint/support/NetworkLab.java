package dev.rallypoint.support;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Machines in a room of their own, made of Linux network namespaces: each node has an interface in
 * the cluster's network and one in the players', and this process has one in the players'. Both
 * networks are a {@link LanSwitch}, so that delay, loss and cuts are chosen by the test and differ
 * for the two.
 *
 * <p>Needs root and {@code ip}: without them the test is skipped aloud, and fails where the
 * environment says {@code CI=true}. One lab at a time on a machine: the next one waits. It takes
 * everything away at its end, and what a killed run left at its start.
 */
public final class NetworkLab implements AutoCloseable {
    /** What all names of namespaces and interfaces begin with. */
    private static final String PREFIX = "rplab";

    /** Private networks to choose from: the first that this machine has no route into. */
    private static final List<String> RANGES = List.of("10.213", "10.214", "10.215");

    private static final int CLUSTER = 1;
    private static final int PLAYERS = 2;
    private static final int OUTSIDE = 3;

    /** Its namespace, the end of its cable there, and the end that the node has. */
    private static final String OUTSIDE_NAMESPACE = PREFIX + "out";

    private static final String OUTSIDE_END = PREFIX + "o";
    private static final String GATEWAY_END = PREFIX + "x";

    /** The last byte of an address; that of node n is n + 1. */
    private static final int OWN_HOST = 254;

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Path folder;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final ForeignTool ip;
    private final String range;
    private final int nodes;
    private final List<LanSwitch> switches = new ArrayList<>();

    private NetworkLab(Path folder, FileChannel lockFile, ForeignTool ip, int nodes)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lockFile.lock();
        this.ip = ip;
        this.nodes = nodes;
        removeAll();
        String routes = ask("-o", "route", "show", "table", "all");
        this.range = freeRange(routes);
    }

    /**
     * @param folder for the compiled switch and scripts
     * @param seed of the lost frames
     */
    public static NetworkLab open(Path folder, int nodes, long seed)
            throws IOException, InterruptedException {
        requireRoot();
        ForeignTool ip = ForeignTool.require("ip", "iproute2");
        ForeignTool.require("cc", "gcc libc6-dev");
        FileChannel lockFile =
                FileChannel.open(
                        Path.of(System.getProperty("java.io.tmpdir"), PREFIX + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        NetworkLab lab = new NetworkLab(folder, lockFile, ip, nodes);
        try {
            lab.build(seed);
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

    /** What a command begins with that is to run on a node. */
    public List<String> on(int node) {
        return List.of("ip", "netns", "exec", namespace(node));
    }

    public String clusterAddress(int node) {
        return address(CLUSTER, node + 1);
    }

    public String playersAddress(int node) {
        return address(PLAYERS, node + 1);
    }

    /** This process's own, in the players' network; the switch calls its port {@code me}. */
    public String ownAddress() {
        return address(PLAYERS, OWN_HOST);
    }

    /** Both networks as one CIDR block. */
    public String block() {
        return range + ".0.0/16";
    }

    public int nodes() {
        return nodes;
    }

    /** The network between the nodes. */
    public LanSwitch cluster() {
        return switches.get(0);
    }

    /** The network between the nodes and this process. */
    public LanSwitch players() {
        return switches.get(1);
    }

    /**
     * Lays a cable from this node to the rest of the world, where every address is that is nowhere
     * else: what comes from there may have any source, and is answered there.
     */
    public Outside layCableOutside(int node) throws IOException, InterruptedException {
        Path program = folder.resolve("udp_flood");
        compile(Path.of("src", "test", "c", "udp_flood.c"), program);
        run(ip, "netns", "add", OUTSIDE_NAMESPACE);
        batch(
                List.of(),
                "link add " + GATEWAY_END + " type veth peer name " + OUTSIDE_END,
                "link set " + GATEWAY_END + " addrgenmode none netns " + namespace(node),
                "link set " + OUTSIDE_END + " addrgenmode none netns " + OUTSIDE_NAMESPACE);
        batch(
                List.of("-n", namespace(node)),
                "link set " + GATEWAY_END + " address " + mac(OUTSIDE, node + 1),
                "addr add " + address(OUTSIDE, node + 1) + "/24 dev " + GATEWAY_END,
                "link set " + GATEWAY_END + " up",
                String.format(
                        "neigh add %s lladdr %s dev %s nud permanent",
                        address(OUTSIDE, OWN_HOST), mac(OUTSIDE, OWN_HOST), GATEWAY_END),
                "route add default via " + address(OUTSIDE, OWN_HOST));
        batch(
                List.of("-n", OUTSIDE_NAMESPACE),
                "link set " + OUTSIDE_END + " address " + mac(OUTSIDE, OWN_HOST),
                "link set " + OUTSIDE_END + " up");
        return new Outside(
                List.of(
                        "ip",
                        "netns",
                        "exec",
                        OUTSIDE_NAMESPACE,
                        program.toString(),
                        OUTSIDE_END,
                        mac(OUTSIDE, OWN_HOST),
                        mac(OUTSIDE, node + 1)),
                folder);
    }

    private static void compile(Path source, Path program)
            throws IOException, InterruptedException {
        run(
                ForeignTool.require("cc", "gcc libc6-dev"),
                "-O2",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-o",
                program.toString(),
                source.toString());
    }

    private static String freeRange(String routes) {
        return RANGES.stream()
                .filter(range -> !routes.contains(range + "."))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(RANGES + " are all in use here"));
    }

    private static String namespace(int node) {
        return PREFIX + node;
    }

    private String address(int network, int host) {
        return range + "." + network + "." + host;
    }

    private static String mac(int network, int host) {
        return String.format("02:52:50:00:%02x:%02x", network, host);
    }

    /** The end of a cable that a machine has, before it is moved there. */
    private static String machineEnd(int network, String machine) {
        return PREFIX + network + machine;
    }

    /** The end that the switch has. */
    private static String switchEnd(int network, String machine) {
        return PREFIX + "s" + network + machine;
    }

    private void build(long seed) throws IOException, InterruptedException {
        Path program = folder.resolve("lan_switch");
        compile(Path.of("src", "test", "c", "lan_switch.c"), program);
        // Whatever is sent after its cable is gone must not leave through this machine's own card.
        run(ip, "route", "add", "unreachable", block());
        for (int node = 0; node < nodes; node++) {
            run(ip, "netns", "add", namespace(node));
            layCable(program, CLUSTER, String.valueOf(node));
            layCable(program, PLAYERS, String.valueOf(node));
            connect(node);
        }
        layCable(program, PLAYERS, "me");
        connectSelf();
        for (int network : List.of(CLUSTER, PLAYERS)) {
            switches.add(LanSwitch.start(program, seed + network, ports(network)));
        }
    }

    private Map<String, String> ports(int network) {
        Map<String, String> ports = new LinkedHashMap<>();
        for (int node = 0; node < nodes; node++) {
            ports.put(String.valueOf(node), switchEnd(network, String.valueOf(node)));
        }
        if (network == PLAYERS) {
            ports.put("me", switchEnd(PLAYERS, "me"));
        }
        return ports;
    }

    /**
     * Neither end makes IPv6 addresses, which nobody here speaks, and the end of the switch answers
     * no ARP: this machine's own stack must not meddle.
     */
    private void layCable(Path program, int network, String machine)
            throws IOException, InterruptedException {
        String near = machineEnd(network, machine);
        String far = switchEnd(network, machine);
        batch(
                List.of(),
                "link add " + near + " type veth peer name " + far,
                "link set " + near + " addrgenmode none",
                "link set " + far + " addrgenmode none arp off up");
        run(ForeignTool.at(program), "--plain", near, far);
    }

    private void connect(int node) throws IOException, InterruptedException {
        String machine = String.valueOf(node);
        List<String> lines = new ArrayList<>(List.of("link set lo up"));
        for (int network : List.of(CLUSTER, PLAYERS)) {
            run(ip, "link", "set", machineEnd(network, machine), "netns", namespace(node));
            lines.addAll(interfaceLines(network, node + 1, machineEnd(network, machine)));
        }
        batch(List.of("-n", namespace(node)), lines.toArray(String[]::new));
    }

    private void connectSelf() throws IOException, InterruptedException {
        batch(
                List.of(),
                interfaceLines(PLAYERS, OWN_HOST, machineEnd(PLAYERS, "me"))
                        .toArray(String[]::new));
    }

    /** The neighbours are known from the start: a lost ARP frame would cost a second. */
    private List<String> interfaceLines(int network, int host, String device) {
        List<String> lines = new ArrayList<>();
        lines.add("link set " + device + " address " + mac(network, host));
        lines.add("addr add " + address(network, host) + "/24 dev " + device);
        lines.add("link set " + device + " up");
        Stream<Integer> others = Stream.iterate(1, other -> other + 1).limit(nodes);
        if (network == PLAYERS) {
            others = Stream.concat(others, Stream.of(OWN_HOST));
        }
        others.filter(other -> other != host)
                .map(
                        other ->
                                String.format(
                                        "neigh add %s lladdr %s dev %s nud permanent",
                                        address(network, other), mac(network, other), device))
                .forEach(lines::add);
        return lines;
    }

    /** One process for many commands of {@code ip}. */
    private void batch(List<String> options, String... lines)
            throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("ip.batch"), List.of(lines));
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-batch", file.toString()));
        run(ip, arguments.toArray(String[]::new));
    }

    private String ask(String... arguments) throws IOException, InterruptedException {
        return run(ip, arguments);
    }

    private static String run(ForeignTool tool, String... arguments)
            throws IOException, InterruptedException {
        ForeignTool.Run run = tool.run(LIMIT, arguments);
        if (run.exitCode() != 0) {
            throw new IOException(String.join(" ", arguments) + ": " + run.output());
        }
        return run.output();
    }

    /** Of this lab or of a run that was killed; the lock is held. */
    private void removeAll() throws IOException, InterruptedException {
        for (String name : words(ask("netns", "list"), 0)) {
            for (String pid : words(ask("netns", "pids", name), 0)) {
                end(Long.parseLong(pid));
            }
            run(ip, "netns", "delete", name);
        }
        // Its peer goes with it, and the namespace above took others along: failure is no news.
        for (String device : words(ask("-o", "link", "show"), 1)) {
            ip.run(LIMIT, "link", "delete", device.replaceAll("[@:].*", ""));
        }
        for (String line : ask("route", "show", "type", "unreachable").lines().toList()) {
            Optional<String> ours =
                    RANGES.stream().filter(range -> line.contains(range)).findFirst();
            if (ours.isPresent()) {
                run(ip, "route", "delete", "unreachable", ours.get() + ".0.0/16");
            }
        }
    }

    /** The words at that place of all lines, if they are names of a lab or numbers. */
    private static List<String> words(String lines, int place) {
        return lines.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > place)
                .map(words -> words[place])
                .filter(word -> word.startsWith(PREFIX) || word.matches("\\d+"))
                .toList();
    }

    private static void end(long pid) {
        ProcessHandle.of(pid)
                .ifPresent(
                        process -> {
                            process.destroyForcibly();
                            process.onExit().join();
                        });
    }

    @Override
    public void close() throws IOException {
        try {
            for (LanSwitch lan : switches) {
                lan.close();
            }
            removeAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the next lab has to clean up after this one", e);
        } finally {
            lock.release();
            lockFile.close();
        }
    }
}
