package dev.rallypoint.bots;

import dev.rallypoint.client.RelayLoop;
import dev.rallypoint.protocol.PeerAddress;
import java.io.IOException;
import java.net.URI;
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
     */
    record Plan(
            int nodes,
            int players,
            int seconds,
            OptionalInt killAfterSeconds,
            Optional<Path> json) {}

    private static final int LOBBY_SIZE = 8;
    private static final int HZ = 20;

    private final Plan plan;
    private final Screen screen;
    private final int run;
    private Duration cpuAtStart = Duration.ZERO;

    /**
     * @param run a random number
     */
    DemoRun(Plan plan, Screen screen, int run) {
        this.plan = plan;
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
        try (DemoNodes nodes = new DemoNodes(screen);
                RelayLoop loop = RelayLoop.start("demo")) {
            nodes.start(plan.nodes(), cluster);
            return race(nodes, loop);
        }
    }

    private int race(DemoNodes nodes, RelayLoop loop) throws InterruptedException, IOException {
        List<URI> urls = nodes.urls();
        screen.line("Open " + urls.get(0) + " in a browser while it runs.");
        RacePlan race = racePlan(urls, plan.players(), plan.seconds());
        BotRun bots = BotRun.overNetwork(race, screen, loop, run);
        bots.onSecond(second -> onSecond(second, nodes, bots));
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
        if (plan.killAfterSeconds().orElse(-1) == second && second > 0) {
            kill(nodes, bots.playersByRelay());
        }
    }

    private void kill(DemoNodes nodes, Map<PeerAddress, Long> playersByRelay) {
        playersByRelay.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .ifPresent(
                        most ->
                                nodes.byRelayPort(most.getKey().port())
                                        .ifPresent(node -> kill(node, most.getValue())));
    }

    private void kill(NodeProcess node, long players) {
        screen.line(
                "Killing node "
                        + node.number()
                        + ", which hosts "
                        + players
                        + " of the players, without any warning to it.");
        node.kill();
    }

    /** Meaningless after a kill: the dead node's share cannot be read any more. */
    private void sayCpu(Duration cpu, RaceReport report) {
        if (plan.killAfterSeconds().isPresent() || report.delivered() == 0 || cpu.isZero()) {
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
        screen.line(
                good
                        ? "Nothing was lost."
                        : "NOT clean: "
                                + report.lost()
                                + " of "
                                + report.expected()
                                + " deliveries were lost, "
                                + report.seatsLost()
                                + " seats were lost.");
        return good ? 0 : 1;
    }
}
