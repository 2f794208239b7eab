package dev.rallypoint.bots;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.RelayLoop;
import dev.rallypoint.contract.Api;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Players in three simulated regions who take tickets, race where they are matched, report how the
 * race ended, and come back for the next one. Blocks.
 */
final class MatchmadeRun {
    private static final int ROUNDS = 2;
    private static final String GAME_MODE = "bots";
    private static final String MATCHED = "matched";
    private static final int REGIONS = 3;

    /** Calls that are under way at the same time. */
    private static final int AT_ONCE = 32;

    private static final long LOOK_MS = 500;
    private static final long LONGEST_WAIT_MS = 180_000;
    private static final double MEAN = 25;
    private static final double SPREAD = 25.0 / 6;

    /** What a day is worth: the better one does not always win. */
    private static final double LUCK = 3;

    /** One player with the ticket that was matched. */
    private record Seated(TicketPlayer player, Api.TicketMatch match) {}

    private final RacePlan plan;
    private final Screen screen;
    private final RelayLoop loop;
    private final HttpClient http;
    private final int run;
    private final Random random;
    private final MatchmadeFigures figures = new MatchmadeFigures();
    private List<TicketPlayer> players = List.of();

    /**
     * @param run a random number, so that states of other runs are noticed
     */
    MatchmadeRun(RacePlan plan, HttpClient http, Screen screen, RelayLoop loop, int run) {
        this.plan = plan;
        this.http = http;
        this.screen = screen;
        this.loop = loop;
        this.run = run;
        this.random = new Random(run);
    }

    MatchmadeReport run() throws InterruptedException {
        players = newPlayers();
        screen.line("Logging in " + players.size() + " players as guests …");
        each(players, TicketPlayer::login, "log in");
        List<RaceReport> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            screen.line("Race " + (round + 1) + " of " + ROUNDS + ": taking tickets …");
            rounds.add(race(matched(), round));
        }
        return figures.report(rounds, players, ratings());
    }

    private List<TicketPlayer> newPlayers() {
        RallypointClient first = new RallypointClient(plan.servers(), http);
        List<String> regions =
                await(first.regions(), "list the regions").stream()
                        .map(Api.Region::id)
                        .filter(id -> !id.equals("local"))
                        .limit(REGIONS)
                        .toList();
        Patience patience = new Patience(screen);
        List<TicketPlayer> all = new ArrayList<>();
        for (int number = 0; number < plan.players(); number++) {
            all.add(
                    new TicketPlayer(
                            number,
                            new RallypointClient(plan.serversOf(number), http),
                            patience,
                            roundTrips(regions, number),
                            MEAN + SPREAD * random.nextGaussian()));
        }
        return all;
    }

    /** One region is near, the others are farther away, the last one of all too far. */
    private List<Api.RegionRtt> roundTrips(List<String> regions, int number) {
        List<Api.RegionRtt> measured = new ArrayList<>();
        for (int i = 0; i < regions.size(); i++) {
            int distance = Math.floorMod(i - number, regions.size());
            double rttMs = 20 + 70 * distance + random.nextInt(20);
            measured.add(new Api.RegionRtt(regions.get(i), rttMs));
        }
        return measured;
    }

    /** Everybody takes a ticket and waits for his match. */
    private List<Seated> matched() throws InterruptedException {
        Map<TicketPlayer, String> open = new LinkedHashMap<>();
        Map<TicketPlayer, CompletableFuture<Api.Ticket>> asked = new HashMap<>();
        each(
                players,
                player -> {
                    CompletableFuture<Api.Ticket> ticket = player.ask(GAME_MODE);
                    asked.put(player, ticket);
                    return ticket;
                },
                "take a ticket");
        players.forEach(player -> open.put(player, asked.get(player).join().ticketId()));
        List<Seated> seated = new ArrayList<>();
        long beganNanos = System.nanoTime();
        while (!open.isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            long waitedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
            for (Map.Entry<TicketPlayer, Api.Ticket> seen : look(open).entrySet()) {
                seen.getValue()
                        .match()
                        .ifPresent(
                                match -> {
                                    seated.add(new Seated(seen.getKey(), match));
                                    figures.onMatched(seen.getValue());
                                    open.remove(seen.getKey());
                                });
            }
            screen.live(seated.size() + " of " + players.size() + " players matched");
            if (waitedMs > LONGEST_WAIT_MS) {
                throw new BotRun.FailedException(
                        open.size() + " players were not matched: " + why(open), null);
            }
        }
        return seated;
    }

    private Map<TicketPlayer, Api.Ticket> look(Map<TicketPlayer, String> open) {
        Map<TicketPlayer, CompletableFuture<Api.Ticket>> asked = new LinkedHashMap<>();
        each(
                List.copyOf(open.keySet()),
                player -> {
                    CompletableFuture<Api.Ticket> ticket = player.look(open.get(player));
                    asked.put(player, ticket);
                    return ticket;
                },
                "look at the ticket");
        Map<TicketPlayer, Api.Ticket> seen = new LinkedHashMap<>();
        asked.forEach((player, ticket) -> seen.put(player, ticket.join()));
        return seen;
    }

    private String why(Map<TicketPlayer, String> open) {
        TicketPlayer first = open.keySet().iterator().next();
        Api.Ticket ticket = await(first.look(open.get(first)), "look at the ticket");
        return ticket.explanation()
                .map(Api.TicketExplanation::text)
                .orElseGet(() -> ticket.state().equals(MATCHED) ? "" : ticket.state());
    }

    private RaceReport race(List<Seated> seated, int round) throws InterruptedException {
        Map<String, List<Seated>> byLobby = new LinkedHashMap<>();
        for (Seated one : seated) {
            byLobby.computeIfAbsent(one.match().lobbyId(), id -> new ArrayList<>()).add(one);
        }
        List<List<Seated>> groups = List.copyOf(byLobby.values());
        List<TicketPlayer> inOrder =
                groups.stream().flatMap(List::stream).map(Seated::player).toList();
        List<Api.Lobby> lobbies =
                groups.stream()
                        .map(group -> group.get(0))
                        .map(one -> await(one.player().lobby(one.match().lobbyId()), "look"))
                        .toList();
        screen.line("Racing in " + RaceReport.lobbies(lobbies.size()) + " …");
        RacePlan sized = plan.withLobbies(groups.stream().map(List::size).toList());
        Patience patience = new Patience(screen);
        return BotRun.matched(
                        sized,
                        screen,
                        loop,
                        number -> new SdkRacer(inOrder.get(number).client(), loop, patience),
                        run + round)
                .gathering(race -> new Matched(race, screen, lobbies, () -> report(groups)))
                .run();
    }

    /** All members saw the same; the stronger of two wins more often. */
    private void report(List<List<Seated>> groups) {
        screen.line("Reporting the results …");
        List<CompletableFuture<String>> reports = new ArrayList<>();
        for (List<Seated> group : groups) {
            List<TicketPlayer> finish =
                    figures.finish(
                            group.stream().map(Seated::player).toList(),
                            player -> player.strength() + LUCK * random.nextGaussian());
            List<Api.Placing> placings = new ArrayList<>();
            for (TicketPlayer player : finish) {
                int place = placings.size() + 1;
                placings.add(
                        new Api.Placing(
                                player.playerId(),
                                Optional.of(place),
                                Optional.of(timeMs(place)),
                                Optional.empty()));
            }
            Api.MatchReport report = new Api.MatchReport(placings, Optional.empty());
            // A lobby that was filled up races one match, whoever came when.
            String matchId = matchOf(group);
            for (Seated one : group) {
                reports.add(
                        one.player()
                                .report(matchId, report)
                                .exceptionally(refused -> "refused: " + refused.getMessage()));
            }
        }
        reports.forEach(report -> figures.onReported(report.join()));
    }

    /** Shorter than the race took, or nobody would believe it. */
    private long timeMs(int place) {
        return 500L * plan.seconds() + 10L * place;
    }

    private static String matchOf(List<Seated> group) {
        return group.stream()
                .map(Seated::match)
                .filter(match -> !match.backfill())
                .findFirst()
                .orElse(group.get(0).match())
                .matchId();
    }

    /** Once the last reports are counted. */
    private Map<TicketPlayer, Double> ratings() {
        Map<TicketPlayer, Double> ratings = new LinkedHashMap<>();
        for (TicketPlayer player : players) {
            await(player.rating(GAME_MODE), "read the rating")
                    .ifPresent(mu -> ratings.put(player, mu));
        }
        return ratings;
    }

    private static <P> void each(List<P> all, Function<P, CompletableFuture<?>> call, String what) {
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<P> turn = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            await(Meeting.all(turn.stream().map(call).toList()), what);
        }
    }

    private static <T> T await(CompletableFuture<T> call, String what) {
        try {
            return call.join();
        } catch (CompletionException e) {
            throw new BotRun.FailedException(
                    "a player could not " + what + ": " + e.getCause().getMessage(), e.getCause());
        }
    }
}
