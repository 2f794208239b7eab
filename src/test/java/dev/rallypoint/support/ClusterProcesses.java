package dev.rallypoint.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallypoint.client.RallypointClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The nodes of one cluster as their operator runs them: processes that join by the project's {@code
 * cluster.xml}, on this machine or on those of a {@link NetworkLab}. A node keeps its number, its
 * data and its ports over restarts. Logs stay in {@code target/cluster-logs} and grow from run to
 * run of the same name.
 */
public final class ClusterProcesses implements AutoCloseable {
    private static final Path LOGS = Path.of("target", "cluster-logs");

    private static final String OPERATOR_TOKEN = "RALLYPOINT_OPS_TOKEN";

    private static final List<String> KEYS =
            List.of(
                    "RALLYPOINT_KEYS_NETCODE102",
                    "RALLYPOINT_KEYS_NETCODE101",
                    "RALLYPOINT_KEYS_ACCESS_TOKEN",
                    OPERATOR_TOKEN);

    /** Below those that the system gives to clients. */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 12_000;

    /** Serial and quickly compiled: many nodes share two cores with their players. */
    private static final String JVM =
            "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx384m -Xlog:disable";

    /** Where a node runs and what it listens on. */
    private record Site(NodeProcess.Place place, int relayPort, int httpPort, int opsPort) {}

    private final Path directory;
    private final HttpClient http = RallypointClient.newHttpClient();
    private final String name;
    private final List<Site> sites;
    private final List<String> clusterHosts;
    private final List<String> settings = new ArrayList<>();
    private final Map<Integer, List<String>> ownSettings = new TreeMap<>();
    private final Map<String, String> keys;
    private final Map<Integer, NodeProcess> nodes = new TreeMap<>();
    private boolean hasTurn;

    private ClusterProcesses(
            Path directory, String name, List<Site> sites, List<String> clusterHosts)
            throws IOException {
        this.directory = directory;
        this.name = name;
        this.sites = sites;
        this.clusterHosts = clusterHosts;
        this.keys = keys();
        Files.createDirectories(LOGS);
        for (int node = 0; node < sites.size(); node++) {
            Files.deleteIfExists(log(name, node));
        }
    }

    /**
     * On the loopback interface of this machine.
     *
     * @param directory for data
     * @param name of the test, for logs
     * @param most nodes at a time
     */
    public static ClusterProcesses onLoopback(Path directory, String name, int most)
            throws IOException {
        List<Integer> ports = freePorts(4 * most);
        List<Site> sites = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        for (int node = 0; node < most; node++) {
            NodeProcess.Place place =
                    new NodeProcess.Place(List.of(), "127.0.0.1", Optional.of(log(name, node)));
            int first = 4 * node;
            sites.add(
                    new Site(place, ports.get(first), ports.get(first + 1), ports.get(first + 2)));
            hosts.add("127.0.0.1:" + ports.get(first + 3));
        }
        ClusterProcesses cluster = new ClusterProcesses(directory, name, sites, hosts);
        return cluster.with("security.exemptRanges=[127.0.0.0/8]");
    }

    /** One node on each machine of the lab. */
    public static ClusterProcesses inLab(NetworkLab lab, Path directory, String name)
            throws IOException {
        List<Site> sites = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        for (int node = 0; node < lab.nodes(); node++) {
            NodeProcess.Place place =
                    new NodeProcess.Place(
                            lab.on(node), lab.playersAddress(node), Optional.of(log(name, node)));
            sites.add(new Site(place, 25_565, 25_566, 25_567));
            hosts.add(lab.clusterAddress(node) + ":5701");
        }
        ClusterProcesses cluster = new ClusterProcesses(directory, name, sites, hosts);
        return cluster.with("security.exemptRanges=[" + lab.block() + "]");
    }

    private static Path log(String name, int node) {
        return LOGS.resolve(name + "-node-" + node + ".log");
    }

    private static Map<String, String> keys() {
        RandomGenerator random = RandomGenerator.getDefault();
        return KEYS.stream().collect(Collectors.toMap(key -> key, key -> key(random)));
    }

    private static String key(RandomGenerator random) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static List<Integer> freePorts(int count) throws IOException {
        RandomGenerator random = RandomGenerator.getDefault();
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < count) {
            int port = FIRST_PORT + random.nextInt(PORTS);
            if (!ports.contains(port) && isFree(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    private static boolean isFree(int port) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
                DatagramSocket udp = new DatagramSocket(port, loopback)) {
            return tcp.getLocalPort() == udp.getLocalPort();
        } catch (IOException taken) {
            return false;
        }
    }

    /** The nodes have the keys of the files in their data directories. */
    public ClusterProcesses withKeyFiles() {
        keys.clear();
        return this;
    }

    /** A setting of all nodes that are started from now on, {@code key=value}. */
    public ClusterProcesses with(String setting) {
        settings.add(setting);
        return this;
    }

    /** A setting of one node. */
    public ClusterProcesses with(int node, String setting) {
        ownSettings.computeIfAbsent(node, number -> new ArrayList<>()).add(setting);
        return this;
    }

    /** Starts the nodes 0 to count - 1: the first alone, then the others together. */
    public ClusterProcesses startFirst(int count) throws IOException {
        start(0);
        start(IntStream.range(1, count).boxed().toArray(Integer[]::new));
        return this;
    }

    /** Starts these nodes together, again or for the first time, and waits until they are ready. */
    public void start(Integer... numbers) throws IOException {
        if (!hasTurn) {
            ClusterTurn.take();
            hasTurn = true;
        }
        List<CompletableFuture<NodeProcess>> starts = new ArrayList<>();
        for (int number : numbers) {
            Path xml = clusterFile(number);
            starts.add(CompletableFuture.supplyAsync(() -> process(number, xml)));
        }
        AssertionError failure = null;
        for (int i = 0; i < numbers.length; i++) {
            try {
                nodes.put(numbers[i], starts.get(i).join());
            } catch (RuntimeException e) {
                failure = new AssertionError("node " + numbers[i], e);
            }
        }
        if (failure != null) {
            // Who gets this from startFirst has nothing to close.
            close();
            throw failure;
        }
    }

    private NodeProcess process(int number, Path xml) {
        Site site = sites.get(number);
        List<String> more = new ArrayList<>(List.of("--cluster", xml.toString()));
        List<String> all = new ArrayList<>(settings);
        all.addAll(ownSettings.getOrDefault(number, List.of()));
        all.add("relay.port=" + site.relayPort());
        all.add("http.port=" + site.httpPort());
        all.add("ops.port=" + site.opsPort());
        all.add("store.enabled=" + (number == 0));
        all.add("lobby.emptyTimeoutSeconds=600");
        // Every player of a test has the same address.
        all.add("filter.handshakesPerSource=100000");
        all.add("filter.datagramsPerSource=1000000");
        all.forEach(setting -> more.addAll(List.of("--set", setting)));
        Map<String, String> environment = new TreeMap<>(keys);
        environment.put("JDK_JAVA_OPTIONS", JVM);
        try {
            return NodeProcess.start(
                    site.place(), directory.resolve("node-" + number), environment, more);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The project's file with this cluster's name, members and ports. */
    private Path clusterFile(int number) throws IOException {
        String host = clusterHosts.get(number);
        int colon = host.indexOf(':');
        String members =
                clusterHosts.stream()
                        .map(member -> "<member>" + member + "</member>")
                        .collect(Collectors.joining());
        String xml = Files.readString(Path.of("cluster.xml"));
        xml = put(xml, "(<tcp-ip enabled=\"true\">).*?(</tcp-ip>)", members);
        xml = put(xml, "(<interface>).*?(</interface>)", host.substring(0, colon));
        xml = put(xml, "(<port [^>]*>).*?(</port>)", host.substring(colon + 1));
        xml = put(xml, "(<cluster-name>).*?(</cluster-name>)", "rallypoint-" + clusterId());
        return Files.writeString(directory.resolve("cluster-" + number + ".xml"), xml);
    }

    /** Of this directory, so that clusters of other tests stay among themselves. */
    private String clusterId() {
        return UUID.nameUUIDFromBytes(directory.toString().getBytes(UTF_8)).toString();
    }

    private static String put(String xml, String between, String content) {
        Matcher place = Pattern.compile("(?s)" + between).matcher(xml);
        assertThat(place.find()).as("cluster.xml has " + between).isTrue();
        return place.replaceFirst("$1" + content + "$2");
    }

    public NodeProcess node(int number) {
        NodeProcess node = nodes.get(number);
        assertThat(node).as("node " + number).isNotNull();
        return node;
    }

    /** The numbers of all nodes whose process is alive. */
    public List<Integer> alive() {
        return nodes.entrySet().stream()
                .filter(entry -> entry.getValue().isAlive())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Of all nodes there may ever be, up or not. */
    public List<URI> urls() {
        return IntStream.range(0, sites.size()).mapToObj(this::url).toList();
    }

    public URI url(int number) {
        Site site = sites.get(number);
        return URI.create("http://" + site.place().host() + ":" + site.httpPort() + "/");
    }

    public URI operatorUrl(int number) {
        Site site = sites.get(number);
        return URI.create("http://" + site.place().host() + ":" + site.opsPort() + "/");
    }

    /** Whether a node lists every node that is alive, and no other. */
    public boolean wholeAsSeenBy(int number) {
        Set<String> listed = new TreeSet<>();
        LiveApi.Answer regions = new LiveApi(url(number), http).call("GET", "/v1/regions", "", "");
        regions.body()
                .forEach(
                        region ->
                                region.path("nodes")
                                        .forEach(node -> listed.add(node.path("relay").asText())));
        return listed.equals(alive().stream().map(this::relay).collect(Collectors.toSet()));
    }

    /** Waits until all nodes that are alive list each other. */
    public void awaitWhole() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> alive().stream().allMatch(this::wholeAsSeenBy));
    }

    /**
     * Waits until lobbies can be made through every node that is alive.
     *
     * @return how long that took
     */
    public long awaitWritesMs() {
        long beganNanos = System.nanoTime();
        for (int number : alive()) {
            LiveApi api = new LiveApi(url(number), http);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> isWriting(api));
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
    }

    /** A login is a change as well. */
    private static boolean isWriting(LiveApi api) {
        LiveApi.Answer login =
                api.call("POST", "/v1/auth/guest", "", "{\"displayName\":\"Prober\"}");
        if (login.status() != 201) {
            return false;
        }
        String token = login.body().get("accessToken").asText();
        String settings = "{\"name\":\"Probe\",\"gameMode\":\"probe\",\"capacity\":2}";
        LiveApi.Answer made = api.call("POST", "/v1/lobbies", token, settings);
        if (made.status() != 201) {
            return false;
        }
        String lobby = "/v1/lobbies/" + made.body().get("lobbyId").asText();
        return api.call("DELETE", lobby + "/members/me", token, "").status() == 204;
    }

    /** What the cluster calls a node. */
    public String nodeId(int number) {
        JsonNode regions = new LiveApi(url(number), http).call("GET", "/v1/regions", "", "").body();
        for (JsonNode region : regions) {
            for (JsonNode node : region.get("nodes")) {
                if (node.get("relay").asText().equals(relay(number))) {
                    return node.get("nodeId").asText();
                }
            }
        }
        throw new AssertionError("node " + number + " does not list itself: " + regions);
    }

    /** Asks a node's operator port to have another one drained. */
    public void drain(int number, int asked) {
        LiveApi.Answer answer =
                new LiveApi(operatorUrl(asked), http)
                        .call(
                                "POST",
                                "/admin/v1/nodes/" + nodeId(number) + "/drain",
                                keys.get(OPERATOR_TOKEN),
                                "");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    /** The node whose relay has this address, {@code ip:port}. */
    public int byRelay(String address) {
        for (int node = 0; node < sites.size(); node++) {
            if (relay(node).equals(address)) {
                return node;
            }
        }
        throw new AssertionError(address + " is no relay of this cluster");
    }

    /** Where players reach the relay of a node, {@code ip:port}. */
    public String relay(int number) {
        Site site = sites.get(number);
        return site.place().host() + ":" + site.relayPort();
    }

    /** SIGKILL. */
    public void kill(int number) throws InterruptedException {
        node(number).kill();
    }

    /** SIGTERM; waits for the end, which must be clean. */
    public void stop(int number) throws InterruptedException {
        assertThat(node(number).stop()).as("exit status of node " + number).isZero();
    }

    @Override
    public void close() throws IOException {
        for (NodeProcess node : nodes.values()) {
            node.close();
        }
        if (hasTurn) {
            hasTurn = false;
            ClusterTurn.giveBack();
        }
    }

    @Override
    public String toString() {
        return name + alive();
    }
}
