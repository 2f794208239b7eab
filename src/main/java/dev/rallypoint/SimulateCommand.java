package dev.rallypoint;

import dev.rallypoint.bots.ConsoleScreen;
import dev.rallypoint.contract.MatchmakingConfig;
import dev.rallypoint.matchmaking.MatchFunctions;
import dev.rallypoint.matchmaking.ModeRules;
import dev.rallypoint.matchmaking.ModeRulesBook;
import dev.rallypoint.matchmaking.ModeRulesFile;
import dev.rallypoint.matchmaking.Ticket;
import dev.rallypoint.matchmaking.TicketTape;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.simulation.Crowd;
import dev.rallypoint.simulation.Policies;
import dev.rallypoint.simulation.Policy;
import dev.rallypoint.simulation.SimulationReport;
import dev.rallypoint.simulation.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code rallypoint simulate}: a day of matchmaking in virtual time. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Lets the match function and two naive ones match the same made-up or recorded tickets,"
                    + " and shows waiting, rating spread and round trips of each.",
            "--set and --rules add the same with other settings.",
            "Exit status: 0 done, 2 bad use or config."
        })
final class SimulateCommand implements Callable<Integer> {
    private static final double SECOND_NANOS = 1e9;
    private static final String GROUP = "matchmaking.";
    private static final Path USUAL_FILE = Path.of("conf", "server.yaml");

    @Option(names = "--hours", defaultValue = "24", description = "virtual hours; default 24")
    private int hours;

    @Option(
            names = "--players",
            defaultValue = "50000",
            description = "different players in that time; default 50000")
    private int players;

    @Option(names = "--seed", defaultValue = "20261123", description = "of the made-up players")
    private long seed;

    @Option(
            names = "--tickets",
            paramLabel = "FILE",
            description =
                    "recorded tickets in place of made-up ones, one a line as JSON; again for each"
                            + " further file")
    private List<Path> tapes = List.of();

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "write the made-up tickets to this file, in the form of --tickets")
    private Optional<Path> record = Optional.empty();

    @Option(
            names = "--mode",
            paramLabel = "NAME",
            description = "game mode: its rules of matchmaking.modesFile, its tickets of --tickets")
    private Optional<String> mode = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "configuration with the rules; conf/server.yaml if it is there")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "matchmaking.key=value",
            description = "what if that were different: one more policy; may be repeated")
    private List<String> changes = List.of();

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "what if: each entry of this YAML file, as in matchmaking.modesFile")
    private Optional<Path> rules = Optional.empty();

    @Option(names = "--json", description = "write the figures to this file")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--html", description = "write a page with plots to this file")
    private Optional<Path> html = Optional.empty();

    private final ConsoleScreen screen = ConsoleScreen.ofThisProcess();

    @Override
    public Integer call() throws IOException {
        try {
            checkOptions();
            run();
            return ExitCode.OK;
        } catch (IllegalArgumentException badUse) {
            System.err.println(badUse.getMessage());
            return ExitCode.USAGE;
        }
    }

    private void checkOptions() {
        if (hours < 1 || hours > 24 * 31 || players < 1 || players > 5_000_000) {
            throw new IllegalArgumentException("--hours are 1 to 744, --players 1 to 5000000");
        }
        json.ifPresent(file -> checkWritable("--json", file));
        html.ifPresent(file -> checkWritable("--html", file));
        record.ifPresent(file -> checkWritable("--record", file));
    }

    /** Before the run, not after it. */
    private static void checkWritable(String option, Path file) {
        Path directory = file.toAbsolutePath().getParent();
        boolean writable =
                Files.exists(file) ? Files.isWritable(file) : Files.isWritable(directory);
        if (!writable || Files.isDirectory(file)) {
            throw new IllegalArgumentException(option + ": " + file + " cannot be written");
        }
    }

    private void run() throws IOException {
        long startedNanos = System.nanoTime();
        MatchmakingConfig all = loader().load().matchmaking();
        MatchmakingConfig settings =
                mode.map(name -> ModeRulesFile.settings(all, name)).orElse(all);
        ModeRules ours = ModeRulesFile.rules(settings, "the configuration");
        List<Policy> policies = policies(settings, ours);
        List<Ticket> tickets = tickets(ours);
        if (record.isPresent()) {
            Files.write(record.get(), tickets.stream().map(TicketTape::line).toList());
        }
        Trial trial = new Trial(tickets, settings.intervalMs(), hours);
        for (Policy policy : policies) {
            trial.run(
                    policy,
                    (name, hour) ->
                            screen.live(
                                    String.format(
                                            Locale.ROOT,
                                            "%-15s %3d of %d hours, %.1f s",
                                            name,
                                            hour,
                                            hours,
                                            secondsSince(startedNanos))));
        }
        show(trial.report(tapes.isEmpty() ? seed : 0, secondsSince(startedNanos)), trial);
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / SECOND_NANOS;
    }

    private void show(SimulationReport report, Trial trial) throws IOException {
        screen.line("");
        screen.line(
                String.format(
                        Locale.ROOT,
                        "%,d tickets of %,d players in %d virtual hours, in %.1f s:",
                        report.tickets(),
                        report.players(),
                        hours,
                        report.seconds()));
        screen.line(report.table());
        if (json.isPresent()) {
            Files.writeString(json.get(), report.toJson() + System.lineSeparator());
        }
        if (html.isPresent()) {
            Files.writeString(html.get(), trial.page(report, LocalDate.now().toString()));
        }
    }

    private ConfigLoader loader() {
        ConfigLoader loader = new ConfigLoader();
        config.or(() -> Optional.of(USUAL_FILE).filter(Files::exists)).ifPresent(loader::file);
        return loader.environment(System.getenv());
    }

    private List<Policy> policies(MatchmakingConfig settings, ModeRules ours) {
        MatchFunctions functions = MatchFunctions.load();
        List<Policy> policies = new ArrayList<>();
        policies.add(Policies.ours(ours, functions.of(ours)));
        policies.addAll(Policies.naive(ours));
        if (!changes.isEmpty()) {
            ModeRules changed = changed(settings);
            String says = String.join(", ", changes);
            policies.add(Policies.whatIf("what if", says, changed, functions.of(changed)));
        }
        rules.ifPresent(file -> policies.addAll(ofFile(file, settings, functions)));
        return policies;
    }

    private ModeRules changed(MatchmakingConfig settings) {
        Map<String, String> values = new HashMap<>();
        for (String change : changes) {
            int equals = change.indexOf('=');
            if (equals < 0 || !change.startsWith(GROUP)) {
                throw new IllegalArgumentException(
                        "--set wants matchmaking.key=value, not " + change);
            }
            values.put(change.substring(GROUP.length(), equals), change.substring(equals + 1));
        }
        return ModeRulesFile.rules(ConfigLoader.change(settings, values, "--set"), "--set");
    }

    private static List<Policy> ofFile(
            Path file, MatchmakingConfig settings, MatchFunctions functions) {
        Map<String, String> other = Map.of("modesFile", file.toString());
        ModeRulesBook book = ModeRulesFile.load(ConfigLoader.change(settings, other, "--rules"));
        return book.byMode().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(
                        entry ->
                                Policies.whatIf(
                                        entry.getKey(),
                                        "the rules of " + file.getFileName(),
                                        entry.getValue(),
                                        functions.of(entry.getValue())))
                .toList();
    }

    private List<Ticket> tickets(ModeRules ours) throws IOException {
        if (tapes.isEmpty()) {
            return new Crowd(seed, ours).tickets(players, hours);
        }
        List<List<Ticket>> files = new ArrayList<>();
        for (Path tape : tapes) {
            files.add(read(tape));
        }
        List<Ticket> recorded = TicketTape.together(files);
        Set<String> modes = new TreeSet<>();
        recorded.forEach(ticket -> modes.add(ticket.gameMode()));
        String wanted = mode.orElse(modes.size() == 1 ? modes.iterator().next() : "");
        List<Ticket> tickets =
                recorded.stream().filter(ticket -> ticket.gameMode().equals(wanted)).toList();
        if (tickets.isEmpty()) {
            throw new IllegalArgumentException(
                    "there are tickets of the modes " + modes + "; choose by --mode");
        }
        return tickets;
    }

    private static List<Ticket> read(Path tape) throws IOException {
        if (!Files.isRegularFile(tape) || !Files.isReadable(tape)) {
            throw new IllegalArgumentException("--tickets: " + tape + " is no file to read");
        }
        try {
            return TicketTape.read(Files.readAllLines(tape));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(tape + ", " + wrong.getMessage(), wrong);
        }
    }
}
