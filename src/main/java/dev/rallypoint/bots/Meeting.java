package dev.rallypoint.bots;

import dev.rallypoint.client.RegionPing;
import dev.rallypoint.contract.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * What the players of a run do over HTTP: log in, gather in lobbies, start, and leave at the end.
 */
final class Meeting implements Gathering {
    /** Calls that are under way at the same time. */
    private static final int AT_ONCE = 16;

    private final Race race;
    private final Screen screen;

    Meeting(Race race, Screen screen) {
        this.race = race;
        this.screen = screen;
    }

    /** Until all lobbies race. */
    @Override
    public List<Api.Lobby> meet() {
        List<Bot> bots = race.bots();
        screen.line("Logging in " + bots.size() + " players as guests …");
        inTurns(bots, bot -> bot.login("Bot " + (bots.indexOf(bot) + 1)), "log in");
        List<Api.RegionRtt> measured = measure(bots.get(0));
        screen.line("Meeting in " + RaceReport.lobbies(race.lobbies().size()) + " …");
        List<Api.Lobby> lobbies = new ArrayList<>();
        for (List<Bot> members : race.lobbies()) {
            lobbies.add(gather(members, measured));
        }
        return lobbies;
    }

    /** Once: all players are on this machine. */
    private List<Api.RegionRtt> measure(Bot first) {
        List<RegionPing> regions = await(first.racer().measureRegions(), "measure the regions");
        regions.stream()
                .filter(region -> !region.nodes().isEmpty())
                .map(Meeting::words)
                .forEach(screen::line);
        return RegionPing.measured(regions);
    }

    private static String words(RegionPing region) {
        return region.rttMs()
                .map(
                        rtt ->
                                String.format(
                                        Locale.ROOT,
                                        "Region %s: %.1f ms, %.0f %% lost",
                                        region.id(),
                                        rtt,
                                        100 * region.lossShare()))
                .orElseGet(() -> "Region " + region.id() + " does not answer STUN");
    }

    private Api.Lobby gather(List<Bot> members, List<Api.RegionRtt> measured) {
        Racer owner = members.get(0).racer();
        int number = members.get(0).lobby() + 1;
        Api.Lobby lobby =
                await(
                        owner.create(settings(number, members.size()).withRegions(measured)),
                        "create a lobby");
        List<Bot> others = members.subList(1, members.size());
        inTurns(others, bot -> bot.racer().join(lobby.lobbyId(), measured), "join the lobby");
        inTurns(members, bot -> bot.racer().ready(lobby.lobbyId()), "get ready");
        await(owner.start(lobby.lobbyId()), "start the race");
        return lobby;
    }

    private static Api.CreateLobby settings(int number, int size) {
        return new Api.CreateLobby(
                "Bots " + number,
                "bots",
                Optional.of("circle"),
                size,
                "public",
                Optional.empty(),
                Optional.empty(),
                "framed");
    }

    /** Figures are final by now: what is refused here does not change them. */
    @Override
    public void leave(List<Api.Lobby> lobbies) {
        race.bots().forEach(Bot::leave);
        List<CompletableFuture<Void>> goodbyes = new ArrayList<>();
        for (Bot bot : race.bots()) {
            String lobbyId = lobbies.get(bot.lobby()).lobbyId();
            goodbyes.add(bot.racer().leave(lobbyId).exceptionally(refused -> null));
        }
        all(goodbyes).join();
    }

    private static void inTurns(
            List<Bot> bots, Function<Bot, CompletableFuture<?>> call, String what) {
        for (int from = 0; from < bots.size(); from += AT_ONCE) {
            List<Bot> turn = bots.subList(from, Math.min(bots.size(), from + AT_ONCE));
            await(all(turn.stream().map(call).toList()), what);
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

    static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
    }
}
