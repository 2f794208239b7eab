package dev.rallypoint.support;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node as its own process, started from the jar as an operator would, on free loopback ports. */
public final class NodeProcess implements AutoCloseable {
    private static final int READY_SECONDS = 60;

    /** TCP_LISTEN in {@code /proc/net/tcp}. */
    private static final String LISTEN = "0A";

    /**
     * Where a node runs and what becomes of its log.
     *
     * @param prefix what the command begins with; empty = this machine as it is
     * @param host the address that all its ports are bound to
     * @param log kept, and written on; empty = a file that goes with the node
     */
    public record Place(List<String> prefix, String host, Optional<Path> log) {
        static final Place HERE = new Place(List.of(), "127.0.0.1", Optional.empty());
    }

    private final Process process;
    private final Place place;
    private final Path errors;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

    private NodeProcess(Process process, Place place, Path errors) {
        this.process = process;
        this.place = place;
        this.errors = errors;
    }

    /** Starts and waits until the node says it is ready. */
    public static NodeProcess start(Path data, String... more) throws IOException {
        return start(data, Map.of(), more);
    }

    public static NodeProcess start(Path data, Map<String, String> environment, String... more)
            throws IOException {
        return start(Place.HERE, data, environment, List.of(more));
    }

    public static NodeProcess start(
            Place place, Path data, Map<String, String> environment, List<String> more)
            throws IOException {
        return start(program("serve"), place, data, environment, more);
    }

    /**
     * @param program what comes after the place's own words: Java, its options, the jar, serve
     */
    static NodeProcess start(
            List<String> program,
            Place place,
            Path data,
            Map<String, String> environment,
            List<String> more)
            throws IOException {
        List<String> command = new ArrayList<>(place.prefix());
        command.addAll(program);
        for (String setting :
                List.of(
                        "node.dataDirectory=" + data,
                        "relay.host=" + place.host(),
                        "relay.port=0",
                        "relay.publicAddress=" + place.host(),
                        "http.host=" + place.host(),
                        "http.port=0",
                        "ops.host=" + place.host(),
                        "ops.port=0",
                        "stun.host=" + place.host(),
                        "stun.port=0",
                        "stun.discoveryServers=[]")) {
            command.addAll(List.of("--set", setting));
        }
        command.addAll(more);
        Path errors =
                place.log().isPresent()
                        ? place.log().get()
                        : Files.createTempFile("rallypoint-node", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
        builder.environment().putAll(environment);
        NodeProcess node = new NodeProcess(builder.start(), place, errors);
        try {
            node.awaitReady();
        } catch (IOException | AssertionError notReady) {
            node.process.destroyForcibly();
            throw notReady;
        }
        return node;
    }

    /** The jar with these words, as an operator would start it. */
    public static List<String> program(String... words) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(Targets.jvmOptions());
        command.addAll(ClassArchive.options(Path.of(jar())));
        command.addAll(List.of("-jar", jar()));
        command.addAll(List.of(words));
        return command;
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
        Thread reader = new Thread(this::read, "node-output");
        reader.setDaemon(true);
        reader.start();
        try {
            boolean isReady = ready.get(READY_SECONDS, TimeUnit.SECONDS);
            assertThat(isReady)
                    .as("ready before its end: %s %s", lines, Files.readString(errors))
                    .isTrue();
        } catch (TimeoutException | InterruptedException | ExecutionException e) {
            throw new AssertionError("not ready in time: " + lines, e);
        }
    }

    /** To the end: a node whose output nobody reads would come to a stop one day. */
    private void read() {
        try (BufferedReader out = process.inputReader();
                Writer log = Files.newBufferedWriter(errors, CREATE, APPEND)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                log.write(line + "\n");
                log.flush();
                onLine(line);
            }
        } catch (IOException cutOff) {
            ready.completeExceptionally(cutOff);
        }
        ready.complete(false);
    }

    private void onLine(String line) {
        if (!ready.isDone()) {
            lines.add(line);
            if (line.startsWith("ready")) {
                ready.complete(true);
            }
        }
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
        return "http://" + place.host() + ":" + port("matchmaking");
    }

    public String operatorUrl() {
        return "http://" + place.host() + ":" + port("operator");
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

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGSTOP: silent, with its connections open. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    public void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).inheritIO().start();
        assertThat(kill.waitFor()).as("kill -" + name).isZero();
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
        if (place.log().isEmpty()) {
            Files.deleteIfExists(errors);
        }
    }
}
