package dev.rallypoint.bots;

import dev.rallypoint.client.RelayLoop;
import dev.rallypoint.protocol.PeerAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The demo: nodes on this machine, simulated players, figures, an orderly end. */
final class DemoRun {
    /**
     * What the newcomer asked for.
     *
     * @param killAfterSeconds kills the node that hosts most players so long after the start
     * @param tls directory of the nodes' certificate; empty = plain HTTP
     */
    record Plan(
            int nodes,
            int players,
            int seconds,
            OptionalInt killAfterSeconds,
            Optional<Path> tls,
            Optional<Path> json) {}

    private static final int LOBBY_SIZE = 8;
    private static final int HZ = 20;

    private final Plan plan;
    private final HttpClient http;
    private final Screen screen;
    private final int run;
    private Duration cpuAtStart = Duration.ZERO;
    private Optional<Kill> kill = Optional.empty();
    private int kills;

    /** A node that was killed and whose players are being watched. */
    private record Kill(int node, KilledNode killed, int saidInSecond) {}

    /**
     * @param run a random number
     */
    DemoRun(Plan plan, HttpClient http, Screen screen, int run) {
        this.plan = plan;
        this.http = http;
        this.screen = screen;
        this.run = run;
    }

    /**
     * @throws IllegalArgumentException naming the option that is out of range
     */
    static RacePlan racePlan(List<URI> urls, int players, int seconds) {
        return new RacePlan(urls, players, LOBBY_SIZE, HZ, seconds);
    }

    /**
     * @return the exit status, 0 or 1
     */
    int run() throws InterruptedException, IOException {
        Optional<Path> cluster =
                plan.nodes() > 1 ? NodeCommandLine.clusterFile() : Optional.empty();
        if (plan.nodes() > 1 && cluster.isEmpty()) {
            throw new IllegalArgumentException(
                    "--nodes: cluster.xml was not found here nor beside the target folder");
        }
        try (DemoNodes nodes = new DemoNodes(screen, plan.tls());
                RelayLoop loop = RelayLoop.start("demo")) {
            nodes.start(plan.nodes(), cluster);
            return race(nodes, loop);
        }
    }

    private int race(DemoNodes nodes, RelayLoop loop) throws InterruptedException, IOException {
        List<URI> urls = nodes.urls();
        screen.line("Open " + urls.get(0) + " in a browser while it runs.");
        RacePlan race = racePlan(urls, plan.players(), plan.seconds());
        BotRun bots = BotRun.overNetwork(race, http, screen, loop, run);
        bots.onSecond(second -> onSecond(second, nodes, bots));
        if (plan.nodes() > 1) {
            bots.saying(nodes::players);
            screen.line("Press Enter during the race to kill the node that hosts most players.");
        }
        RaceReport report = bots.run();
        Duration cpu = nodes.cpu().minus(cpuAtStart);
        screen.line("");
        screen.line(report.summary());
        sayCpu(cpu, report);
        screen.line("Stopping the node" + (plan.nodes() > 1 ? "s" : "") + " …");
        boolean stopped = nodes.stop();
        if (plan.json().isPresent()) {
            report.writeTo(plan.json().get());
        }
        return verdict(report, stopped);
    }

    private void onSecond(int second, DemoNodes nodes, BotRun bots) {
        if (second == 0) {
            cpuAtStart = nodes.cpu();
        }
        kill.filter(watched -> second > watched.saidInSecond()).ifPresent(this::watch);
        boolean isTime = plan.killAfterSeconds().orElse(-1) == second && second > 0;
        if (isTime || wasEnterPressed() && second > 0 && mayKill()) {
            kill(second, nodes, bots);
        }
    }

    /** One node must be left to go on, and what became of the last one be said. */
    private boolean mayKill() {
        return kill.isEmpty() && kills + 1 < plan.nodes();
    }

    /** Never waits; a run without a keyboard has nothing to read. */
    private static boolean wasEnterPressed() {
        try {
            int typed = System.in.available();
            return typed > 0 && System.in.readNBytes(typed).length > 0;
        } catch (IOException noKeyboard) {
            return false;
        }
    }

    private void kill(int second, DemoNodes nodes, BotRun bots) {
        bots.playersByRelay().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .ifPresent(
                        most ->
                                nodes.byRelayPort(most.getKey().port())
                                        .ifPresent(node -> kill(second, node, most, bots)));
    }

    private void kill(
            int second, NodeProcess node, Map.Entry<PeerAddress, Long> players, BotRun bots) {
        screen.line(
                "Killing node "
                        + node.number()
                        + ", which hosts "
                        + players.getValue()
                        + " of the players, without any warning to it.");
        node.kill();
        kills++;
        kill = Optional.of(new Kill(node.number(), bots.onNodeKilled(players.getKey()), second));
    }

    /** Once everybody is back: how long each player of the dead node heard nothing. */
    private void watch(Kill watched) {
        if (!watched.killed().isReplaced().join()) {
            return;
        }
        kill = Optional.empty();
        screen.line(
                "The players of node "
                        + watched.node()
                        + " race on elsewhere. The longest time each heard nothing, a line a lobby:");
        watched.killed().gaps().join().forEach(screen::line);
    }

    /** Meaningless after a kill: the dead node's share cannot be read any more. */
    private void sayCpu(Duration cpu, RaceReport report) {
        if (kills > 0 || report.delivered() == 0 || cpu.isZero()) {
            return;
        }
        double seconds = cpu.toMillis() / 1e3;
        screen.line(
                String.format(
                        Locale.ROOT,
                        "CPU of the node%s during the race: %.2f s = %.1f s per million delivered"
                                + " messages",
                        plan.nodes() > 1 ? "s" : "",
                        seconds,
                        seconds / report.delivered() * 1e6));
    }

    private int verdict(RaceReport report, boolean stopped) {
        if (!stopped) {
            screen.line("A node did not end by itself with status 0.");
        }
        boolean good = report.isClean() && stopped;
        screen.line(good ? good(report) : "NOT clean: " + losses(report));
        return good ? 0 : 1;
    }

    private String good(RaceReport report) {
        return kills == 0
                ? "Nothing was lost."
                : String.format(
                        Locale.ROOT,
                        "No lobby and no seat was lost; %,d deliveries were, on their way through"
                                + " the node that was killed.",
                        report.lost());
    }

    private static String losses(RaceReport report) {
        return report.lost()
                + " of "
                + report.expected()
                + " deliveries were lost, "
                + report.seatsLost()
                + " seats were lost.";
    }
}
