package dev.rallypoint.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node as its own process, started from the jar as an operator would, on free loopback ports. */
public final class NodeProcess implements AutoCloseable {
    private static final int READY_SECONDS = 60;

    /** TCP_LISTEN in {@code /proc/net/tcp}. */
    private static final String LISTEN = "0A";

    private final Process process;
    private final Path errors;
    private final List<String> lines = new ArrayList<>();

    private NodeProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /** Starts and waits until the node says it is ready. */
    public static NodeProcess start(Path data, String... more) throws IOException {
        return start(data, Map.of(), more);
    }

    public static NodeProcess start(Path data, Map<String, String> environment, String... more)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(java(), "-jar", jar(), "serve"));
        for (String setting :
                List.of(
                        "node.dataDirectory=" + data,
                        "relay.host=127.0.0.1",
                        "relay.port=0",
                        "relay.publicAddress=127.0.0.1",
                        "http.host=127.0.0.1",
                        "http.port=0",
                        "ops.port=0",
                        "stun.host=127.0.0.1",
                        "stun.port=0",
                        "stun.discoveryServers=[]")) {
            command.addAll(List.of("--set", setting));
        }
        command.addAll(List.of(more));
        Path errors = Files.createTempFile("rallypoint-node", ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        NodeProcess node = new NodeProcess(builder.start(), errors);
        node.awaitReady();
        return node;
    }

    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public static String jar() {
        String jar = System.getProperty("rallypoint.jar");
        assertThat(jar).as("failsafe sets rallypoint.jar").isNotNull();
        return jar;
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            lines.add(line);
            if (line.startsWith("ready")) {
                return;
            }
            assertThat(System.nanoTime()).as("ready in time: %s", lines).isLessThan(deadline);
        }
        throw new AssertionError(
                "the node ended before it was ready: " + lines + Files.readString(errors));
    }

    /** The port in the line that begins with this word: relay, stun, matchmaking or operator. */
    public int port(String name) {
        List<Integer> all = ports(name);
        assertThat(all).as("lines for %s in %s", name, lines).isNotEmpty();
        return all.get(0);
    }

    /** The ports in all lines that begin with this word, in their order. */
    public List<Integer> ports(String name) {
        Pattern port = Pattern.compile("^" + name + "\\s.*?:(\\d+)");
        return lines.stream()
                .map(port::matcher)
                .filter(Matcher::find)
                .map(found -> Integer.parseInt(found.group(1)))
                .toList();
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    public String apiUrl() {
        return "http://127.0.0.1:" + port("matchmaking");
    }

    public String operatorUrl() {
        return "http://127.0.0.1:" + port("operator");
    }

    public long pid() {
        return process.pid();
    }

    /**
     * The addresses of its listening TCP sockets as Linux writes them: hex, colon, port. Read from
     * {@code /proc}.
     */
    public List<String> listeningTo() throws IOException {
        Set<String> files = new HashSet<>();
        try (DirectoryStream<Path> links =
                Files.newDirectoryStream(Path.of("/proc/" + pid() + "/fd"))) {
            for (Path link : links) {
                files.add(Files.readSymbolicLink(link).toString());
            }
        }
        List<String> addresses = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net/" + table))) {
                String[] words = line.trim().split("\\s+");
                if (words[3].equals(LISTEN) && files.contains("socket:[" + words[9] + "]")) {
                    addresses.add(words[1]);
                }
            }
        }
        return addresses;
    }

    /** SIGTERM, then the exit status. */
    public int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends after SIGTERM").isTrue();
        return process.exitValue();
    }

    /** SIGKILL: nothing is saved or said. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public String errors() throws IOException {
        return Files.readString(errors);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(errors);
    }
}
