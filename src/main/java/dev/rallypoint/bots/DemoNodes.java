package dev.rallypoint.bots;

import dev.rallypoint.protocol.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** The nodes of one demo, which end and leave nothing behind when it does, also on Ctrl-C. */
final class DemoNodes implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final int KEY_BYTES = 32;
    private static final int LAST_FIRST_PORT = 65_000;

    private final Screen screen;
    private final Optional<Path> tls;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final Thread cleanUp = new Thread(this::abandon, "demo-clean-up");

    /**
     * @param tls directory of their certificate; empty = plain HTTP
     */
    DemoNodes(Screen screen, Optional<Path> tls) {
        this.screen = screen;
        this.tls = tls;
        Runtime.getRuntime().addShutdownHook(cleanUp);
    }

    /**
     * Starts them one after the other: two at once would take longer to find each other.
     *
     * @param clusterFile how nodes of a cluster speak; empty = one node alone
     */
    void start(int count, Optional<Path> clusterFile) throws IOException, InterruptedException {
        Map<String, String> keys = freshKeys();
        Optional<String> cluster = Optional.empty();
        if (clusterFile.isPresent()) {
            String xml = Files.readString(clusterFile.get());
            cluster = Optional.of(DemoCluster.of(xml, UUID.randomUUID(), firstPort(), count));
        }
        for (int number = 1; number <= count; number++) {
            screen.line("Starting node " + number + " of " + count + " …");
            Path data = Files.createTempDirectory("rallypoint-demo-");
            List<String> command = NodeCommandLine.of(data, write(cluster, data), tls);
            NodeProcess node = NodeProcess.start(number, command, keys, data, screen);
            synchronized (nodes) {
                nodes.add(node);
            }
            long startNanos = System.nanoTime();
            node.awaitReady(READY_LIMIT);
            screen.line(
                    String.format(
                            "  ready after %.1f s: relay udp %d, matchmaking %s",
                            (System.nanoTime() - startNanos) / 1e9,
                            port(node, NodeLine.RELAY),
                            url(node)));
        }
    }

    /** Beside the node's data, so that it goes with it. */
    private static Optional<Path> write(Optional<String> cluster, Path data) throws IOException {
        return cluster.isEmpty()
                ? Optional.empty()
                : Optional.of(Files.writeString(data.resolve("cluster.xml"), cluster.get()));
    }

    /** Those after it are most probably free as well; a node skips one that is not. */
    private static int firstPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Math.min(socket.getLocalPort(), LAST_FIRST_PORT);
        }
    }

    /** The nodes of a cluster accept each other's tokens. */
    private static Map<String, String> freshKeys() {
        SecureRandom random = new SecureRandom();
        return Map.of(
                "RALLYPOINT_KEYS_NETCODE102", key(random),
                "RALLYPOINT_KEYS_NETCODE101", key(random),
                "RALLYPOINT_KEYS_ACCESS_TOKEN", key(random));
    }

    private static String key(SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    List<URI> urls() {
        return nodes.stream().map(this::url).toList();
    }

    /** CPU time of all nodes that are alive. */
    Duration cpu() {
        return nodes.stream().map(NodeProcess::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    Optional<NodeProcess> byRelayPort(int relayPort) {
        return nodes.stream().filter(node -> port(node, NodeLine.RELAY) == relayPort).findFirst();
    }

    /** For the live line: {@code · node 1: 72 · node 2: 80}. */
    String players(Map<PeerAddress, Long> byRelay) {
        Map<Integer, Long> byNode = new TreeMap<>();
        byRelay.forEach(
                (relay, players) ->
                        byRelayPort(relay.port())
                                .ifPresent(
                                        node -> byNode.merge(node.number(), players, Long::sum)));
        StringBuilder words = new StringBuilder();
        byNode.forEach(
                (node, players) ->
                        words.append(" · node ").append(node).append(": ").append(players));
        return words.toString();
    }

    private URI url(NodeProcess node) {
        String scheme = tls.isPresent() ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + port(node, NodeLine.MATCHMAKING) + "/");
    }

    private static int port(NodeProcess node, String name) {
        return node.port(name)
                .orElseThrow(
                        () ->
                                new BotRun.FailedException(
                                        "node " + node.number() + " named no port for " + name,
                                        new IllegalStateException(name)));
    }

    /**
     * Stops all nodes and removes their data.
     *
     * @return whether each that was still alive ended cleanly
     */
    boolean stop() throws InterruptedException, IOException {
        boolean clean = true;
        for (NodeProcess node : nodes) {
            clean &= node.stop();
            remove(node.dataDirectory());
        }
        return clean;
    }

    /** Ends what {@link #stop} did not. */
    @Override
    public void close() {
        abandon();
        Runtime.getRuntime().removeShutdownHook(cleanUp);
    }

    private void abandon() {
        synchronized (nodes) {
            for (NodeProcess node : nodes) {
                try {
                    node.stop();
                    remove(node.dataDirectory());
                } catch (InterruptedException e) {
                    node.kill();
                    Thread.currentThread().interrupt();
                } catch (IOException e) {
                    screen.line("Could not remove " + node.dataDirectory() + ": " + e);
                }
            }
        }
    }

    private static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            // Files come before the folder that holds them.
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
