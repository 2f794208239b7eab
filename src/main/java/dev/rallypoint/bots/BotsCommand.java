package dev.rallypoint.bots;

import dev.rallypoint.client.RelayLoop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rallypoint bots}: simulated players against running nodes. */
@Command(
        name = "bots",
        mixinStandardHelpOptions = true,
        description = {
            "Simulated players: they meet in lobbies over HTTP, race over UDP and count every state.",
            "Exit status: 0 nothing lost, 1 loss or failure, 2 bad use."
        })
public final class BotsCommand implements Callable<Integer> {
    private static final int BAD_USE = 2;

    @Option(
            names = "--url",
            required = true,
            split = ",",
            description = "matchmaking address, such as http://127.0.0.1:25566; several by commas")
    private List<URI> urls = List.of();

    @Option(names = "--players", defaultValue = "16", description = "default ${DEFAULT-VALUE}")
    private int players;

    @Option(
            names = "--lobby-size",
            defaultValue = "8",
            description = "most players of a lobby, 2..64; default ${DEFAULT-VALUE}")
    private int lobbySize;

    @Option(
            names = "--hz",
            defaultValue = "20",
            description = "states a player sends each second; default ${DEFAULT-VALUE}")
    private int hz;

    @Option(
            names = "--cheaters",
            defaultValue = "0",
            description =
                    "players who drive too fast or jump ahead, to see cheat detection at work: they"
                            + " are thrown out, and count as lost seats")
    private int cheaters;

    @Option(names = "--seconds", defaultValue = "30", description = "default ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--matchmaking",
            description = {
                "meet through tickets: players in three simulated regions are matched, race, report"
                        + " the results and come back, twice; --lobby-size is the game mode's"
            })
    private boolean matchmaking;

    @Mixin private HttpsOptions https;

    @Option(names = "--json", description = "write the figures to this file")
    private Optional<Path> json = Optional.empty();

    @Override
    public Integer call() throws InterruptedException, IOException {
        try {
            requireHttp(urls);
            json.ifPresent(RaceReport::checkWritable);
            return run(
                    new RacePlan(urls, players, lobbySize, hz, seconds, cheaters),
                    https.httpClient(urls));
        } catch (IllegalArgumentException badUse) {
            System.err.println(badUse.getMessage());
            return BAD_USE;
        } catch (BotRun.FailedException failed) {
            System.err.println("The run failed: " + failed.getMessage());
            if (failed.isUnreachable()) {
                System.err.println(
                        "Is a node running there? java -jar target/rallypoint.jar starts one on this"
                                + " machine: --url http://127.0.0.1:25566");
            }
            return 1;
        }
    }

    private int matchmade(MatchmadeRun run, Screen screen)
            throws InterruptedException, IOException {
        MatchmadeReport report = run.run();
        screen.line("");
        screen.line(report.summary());
        if (json.isPresent()) {
            report.writeTo(json.get());
        }
        return report.exitCode();
    }

    private static void requireHttp(List<URI> urls) {
        for (URI url : urls) {
            if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
                throw new IllegalArgumentException(
                        "--url: " + url + " is not of the form http://host:25566");
            }
        }
    }

    private int run(RacePlan plan, HttpClient http) throws InterruptedException, IOException {
        Screen screen = ConsoleScreen.ofThisProcess();
        try (RelayLoop loop = RelayLoop.start("bots")) {
            int number = ThreadLocalRandom.current().nextInt();
            if (matchmaking) {
                return matchmade(new MatchmadeRun(plan, http, screen, loop, number), screen);
            }
            RaceReport report = BotRun.overNetwork(plan, http, screen, loop, number).run();
            screen.line("");
            screen.line(report.summary());
            if (json.isPresent()) {
                report.writeTo(json.get());
            }
            return report.exitCode();
        }
    }
}
