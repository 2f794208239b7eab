package dev.rallypoint.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A Colyseus server whose rooms send each message on to the other members, over WebSocket. Server
 * and load are Node scripts, which the jar carries and which print a line of JSON an event.
 */
final class Colyseus implements Rival {
    private static final String NODE = "node";
    private static final String SERVER = "/bench/colyseus/server.mjs";
    private static final String LOAD = "/bench/colyseus/load.mjs";
    private static final String PACKAGES = "/bench/colyseus/package.json";

    /** V8 compiles what is hot while it runs. */
    private static final int WARM_UP_SECONDS = 5;

    /** Open files of the two Node processes are limited. */
    private static final int MAX_PLAYERS = 4_000;

    /** Share of its schedule that a load must keep. */
    private static final double ON_TIME = 0.98;

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    /** For thousands of players to join. */
    private static final Duration JOIN_LIMIT = Duration.ofSeconds(120);

    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final String NOTE =
            "Colyseus 0.16 over WebSocket (TCP) without TLS, bytes only, no state. A message counts"
                    + " as lost that has not arrived 0.3 s after the window.";

    private final Path folder;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * @param folder where npm installed the packages
     */
    Colyseus(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    @Override
    public String name() {
        return "colyseus";
    }

    @Override
    public Optional<String> missing() {
        return RivalNeeds.linux()
                .or(() -> RivalNeeds.program(NODE, "nodejs npm (Node 18 or newer)"))
                .or(this::missingPackages);
    }

    private Optional<String> missingPackages() {
        if (Files.isDirectory(folder.resolve("node_modules/@colyseus/core"))) {
            return Optional.empty();
        }
        return Optional.of(
                "no Colyseus in "
                        + folder
                        + ": npm install --prefix "
                        + folder
                        + " --no-audit --no-fund "
                        + String.join(" ", packages()));
    }

    /** Name and version of each, as npm takes them. */
    private List<String> packages() {
        try {
            List<String> packages = new ArrayList<>();
            JsonNode dependencies = json.readTree(Resources.text(PACKAGES)).get("dependencies");
            dependencies
                    .fields()
                    .forEachRemaining(
                            one -> packages.add(one.getKey() + "@" + one.getValue().asText()));
            return packages;
        } catch (IOException e) {
            throw new IllegalStateException("the jar carries " + PACKAGES, e);
        }
    }

    @Override
    public Baseline run(RivalPlan plan, Consumer<String> progress)
            throws IOException, InterruptedException {
        return new Raise(this::measure, progress)
                .run(name(), plan, MAX_PLAYERS / plan.lobbySize(), NOTE);
    }

    RivalStep measure(RivalPlan step) throws IOException, InterruptedException {
        Path serverScript = Resources.copy(SERVER, folder);
        Path loadScript = Resources.copy(LOAD, folder);
        try (RivalProcess server =
                RivalProcess.start(
                        step.rivalCore(), folder, node(serverScript, step.lobbySize()))) {
            int port = await(server, "ready", START_LIMIT).get("port").asInt();
            List<String> players =
                    node(
                            loadScript,
                            port,
                            step.lobbies(),
                            step.lobbySize(),
                            step.hz(),
                            step.payloadBytes(),
                            WARM_UP_SECONDS,
                            step.seconds());
            try (RivalProcess load = RivalProcess.start(step.loadCore(), folder, players)) {
                return measure(server, load, step);
            }
        }
    }

    private static List<String> node(Path script, int... numbers) {
        List<String> command = new ArrayList<>(List.of(NODE, script.toString()));
        for (int number : numbers) {
            command.add(String.valueOf(number));
        }
        return command;
    }

    private RivalStep measure(RivalProcess server, RivalProcess load, RivalPlan step)
            throws IOException, InterruptedException {
        await(load, "joined", JOIN_LIMIT);
        Duration limit = MARGIN.plusSeconds(WARM_UP_SECONDS + step.seconds());
        await(load, "open", limit);
        long before = server.cpuNanos();
        await(load, "close", limit);
        long cpuNanos = server.cpuNanos() - before;
        JsonNode done = await(load, "done", limit);
        long due = Math.max(1, done.get("due").asLong());
        return new RivalStep(
                step.lobbies(),
                done.get("arrived").asLong(),
                Math.max(0, 1 - done.get("delivered").asDouble() / due),
                done.get("turns").asDouble() < ON_TIME * done.get("turnsDue").asDouble(),
                cpuNanos,
                step.seconds());
    }

    /** The next line about that event; a failure of the script ends it, with its last words. */
    private JsonNode await(RivalProcess process, String event, Duration limit)
            throws IOException, InterruptedException {
        String start = "{\"event\":\"" + event + "\"";
        return json.readTree(process.awaitLine(line -> line.startsWith(start), limit));
    }
}
