package dev.rallypoint.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.rallypoint.bench.process.Cores;
import dev.rallypoint.bench.turn.LoadCount;
import dev.rallypoint.bench.turn.Lobbies;
import dev.rallypoint.bench.turn.PacedLoad;
import dev.rallypoint.bench.turn.TurnPath;
import dev.rallypoint.bench.turn.TurnPlayers;
import dev.rallypoint.runtime.LogbackLogging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code rallypoint bench-turn}. */
@Command(
        name = "bench-turn",
        mixinStandardHelpOptions = true,
        description = {
            "Measures what our TURN server and coturn cost for a relayed datagram, at equal rates and"
                    + " in turns, and 5,000 allocations on ours.",
            "Exit status: 0 done, 1 more than the target or datagrams lost, 2 bad use."
        })
public final class TurnBenchCommand implements Callable<Integer> {
    /** Of the issue: at most so many times coturn's CPU. */
    private static final double MOST_RATIO = 1.5;

    private static final double MOST_LOSS = 0.001;
    private static final int PAYLOAD_BYTES = 100;
    private static final int PLAYERS = 2;
    private static final int WARM_UP_SECONDS = 4;
    private static final int ROUNDS = 3;
    private static final int MANY = 2_500;
    private static final long SEED = 8;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "each measurement lasts; default ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--rates",
            split = ",",
            defaultValue = "5000,20000,60000",
            description = "relayed datagrams a second; default ${DEFAULT-VALUE}")
    private List<Integer> rates = List.of();

    @Option(names = "--json", description = "write the figures to this file")
    private Optional<Path> json = Optional.empty();

    private final Cores cores = Cores.ofThisMachine();

    /** A load: pairs of players. */
    private record Plan(TurnPath path, int pairs, int hz) {
        int rate() {
            return pairs * PLAYERS * hz;
        }

        static Plan of(TurnPath path, int rate) {
            int hz = 50;
            return new Plan(path, Math.max(1, rate / (PLAYERS * hz)), hz);
        }
    }

    /**
     * What one of them needed, the median of the rounds.
     *
     * @param ratio to coturn's; 0 of coturn itself and where there is none beside it
     */
    public record Figure(
            String server,
            String path,
            int allocations,
            int rate,
            double cpuNsPerDatagram,
            double lossShare,
            double ratio) {}

    private record Sample(double cpuNs, double lossShare) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        LogbackLogging.configureQuiet();
        Optional<String> missing = Coturn.senderRelayed().missing();
        if (missing.isPresent()) {
            System.err.println(missing.get());
            return ExitCode.USAGE;
        }
        System.out.println(cores.note());
        List<Figure> figures = new ArrayList<>();
        for (TurnPath path : TurnPath.values()) {
            for (int rate : rates) {
                figures.addAll(compare(Plan.of(path, rate)));
            }
        }
        figures.add(many());
        if (json.isPresent()) {
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValue(json.get().toFile(), figures);
        }
        boolean isGood =
                figures.stream()
                        .allMatch(
                                one ->
                                        one.ratio() <= MOST_RATIO
                                                && (one.ratio() == 0
                                                        || one.lossShare() <= MOST_LOSS));
        return isGood ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private List<Figure> compare(Plan plan) throws IOException, InterruptedException {
        List<Sample> theirs = new ArrayList<>();
        List<Sample> ours = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            theirs.add(measure(TurnRelay::coturn, plan));
            ours.add(measure(TurnRelay::ours, plan));
        }
        Figure coturn = figure("coturn", plan, median(theirs), 0);
        Sample our = median(ours);
        Figure own = figure("rallypoint", plan, our, our.cpuNs() / coturn.cpuNsPerDatagram());
        say(coturn);
        say(own);
        return List.of(coturn, own);
    }

    /** As many allocations as the issue asks for, at a rate that a game has. */
    private Figure many() throws IOException, InterruptedException {
        Plan plan = new Plan(TurnPath.BOTH_RELAYED, MANY, 4);
        Figure figure = figure("rallypoint", plan, measure(TurnRelay::ours, plan), 0);
        say(figure);
        return figure;
    }

    private Sample measure(TurnRelay.Start server, Plan plan)
            throws IOException, InterruptedException {
        Lobbies lobbies = new Lobbies(plan.pairs(), PLAYERS, PAYLOAD_BYTES);
        try (TemporaryFolder folder = TemporaryFolder.create();
                TurnRelay relay = server.in(folder.path(), cores.relay())) {
            return ThisProcess.on(cores.load(), () -> measure(relay, lobbies, plan));
        }
    }

    private Sample measure(TurnRelay relay, Lobbies lobbies, Plan plan) throws IOException {
        try (TurnPlayers players =
                new TurnPlayers(relay.address(), relay.login(), lobbies, plan.path())) {
            List<Long> cpuNanos = new ArrayList<>();
            LoadCount count =
                    new PacedLoad(players, plan.hz(), SEED)
                            .run(
                                    WARM_UP_SECONDS,
                                    seconds,
                                    () -> cpuNanos.add(relay.process().cpuNanos()));
            return new Sample(
                    (double) (cpuNanos.get(1) - cpuNanos.get(0)) / Math.max(1, count.arrived()),
                    count.lossShare());
        }
    }

    private static Sample median(List<Sample> samples) {
        return samples.stream()
                .sorted(Comparator.comparingDouble(Sample::cpuNs))
                .toList()
                .get(samples.size() / 2);
    }

    private static Figure figure(String server, Plan plan, Sample sample, double ratio) {
        return new Figure(
                server,
                plan.path().name().toLowerCase(Locale.ROOT),
                plan.pairs() * PLAYERS,
                plan.rate(),
                sample.cpuNs(),
                sample.lossShare(),
                ratio);
    }

    private static void say(Figure figure) {
        System.out.println(
                String.format(
                        Locale.ROOT,
                        "%-10s %-14s %5d allocations %6d/s  %6.0f ns CPU a datagram  %5.2f %% lost%s",
                        figure.server(),
                        figure.path(),
                        figure.allocations(),
                        figure.rate(),
                        figure.cpuNsPerDatagram(),
                        100 * figure.lossShare(),
                        figure.ratio() == 0
                                ? ""
                                : String.format(Locale.ROOT, "  %.2fx coturn", figure.ratio())));
    }
}
