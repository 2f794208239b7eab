package dev.rallypoint.bench.lobbies;

import dev.rallypoint.client.LobbyFilter;
import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.contract.Api;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Players log in, a few lobbies are made, joins and lists are measured, the other lobbies are made,
 * joins and lists are measured again. Everything through all nodes in turn. Nodes that have just
 * started are slow for some thousand calls, whatever is asked: the first joins and lists are shown
 * apart.
 */
final class LobbyBench {
    /** A player may be a member of eight lobbies; two are left for joining. */
    private static final int LOBBIES_PER_OWNER = 6;

    private static final int JOINS_PER_PLAYER = 6;
    private static final int FEW_LOBBIES = 1_000;
    private static final int CAPACITY = 8;

    /** Into the first lobbies, one seat of each left for those of the second time. */
    private static final int MAX_JOINS = FEW_LOBBIES * (CAPACITY - 2);

    /**
     * @param lobbies open at the end, at least 1000
     * @param atOnce calls under way
     * @param calls joins and lists measured each time
     * @param warmUp joins and lists before anything of them is measured
     */
    record Plan(List<URI> urls, int lobbies, int atOnce, int calls, int warmUp) {
        Plan {
            require("--lobbies", lobbies, FEW_LOBBIES, 1_000_000);
            require("--at-once", atOnce, 1, 1_000);
            require("--calls", calls, 100, MAX_JOINS);
            require("--warm-up", warmUp, 0, MAX_JOINS);
            require("--calls and --warm-up together", calls + warmUp, 100, MAX_JOINS);
        }

        private static void require(String option, int value, int min, int max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(
                        option + ": " + value + " is out of " + min + ".." + max);
            }
        }
    }

    private final Plan plan;
    private final Consumer<String> screen;
    private final HttpClient http = RallypointClient.newHttpClient();
    private final List<LobbyFigures> figures = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> lobbyIds = new ConcurrentLinkedQueue<>();
    private final List<RallypointClient> owners;
    private final List<RallypointClient> joiners;

    LobbyBench(Plan plan, Consumer<String> screen) {
        this.plan = plan;
        this.screen = screen;
        owners = players(plan.lobbies() / LOBBIES_PER_OWNER + 1);
        joiners = players(joiners(plan.warmUp()) + 2 * joiners(plan.calls()));
    }

    private static int joiners(int joins) {
        return joins == 0 ? 0 : joins / JOINS_PER_PLAYER + 1;
    }

    private List<RallypointClient> players(int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        number -> {
                            List<URI> rotated = new ArrayList<>(plan.urls());
                            Collections.rotate(rotated, number);
                            return new RallypointClient(rotated, http);
                        })
                .toList();
    }

    List<LobbyFigures> run() {
        screen.accept(LobbyFigures.head());
        List<RallypointClient> all = new ArrayList<>(owners);
        all.addAll(joiners);
        measure("login", all.size(), number -> all.get(number).loginAsGuest("Bench " + number));
        create(0, FEW_LOBBIES);
        int cold = joiners(plan.warmUp());
        int warm = cold + joiners(plan.calls());
        joinAndList(", cold", plan.warmUp(), joiners.subList(0, cold));
        joinAndList("", plan.calls(), joiners.subList(cold, warm));
        create(FEW_LOBBIES, plan.lobbies());
        joinAndList("", plan.calls(), joiners.subList(warm, joiners.size()));
        return figures;
    }

    private void create(int from, int to) {
        measure(
                "create",
                to - from,
                number -> {
                    int lobby = from + number;
                    return owners.get(lobby % owners.size())
                            .createLobby(settings(lobby))
                            .thenAccept(made -> lobbyIds.add(made.lobbyId()));
                });
    }

    private static Api.CreateLobby settings(int number) {
        return new Api.CreateLobby(
                "Bench " + number,
                number % 2 == 0 ? "race" : "derby",
                Optional.empty(),
                CAPACITY,
                "public",
                Optional.empty(),
                Optional.empty(),
                "framed");
    }

    private void joinAndList(String suffix, int calls, List<RallypointClient> players) {
        List<String> open = new ArrayList<>(lobbyIds);
        measure(
                "join" + suffix,
                calls,
                number ->
                        players.get(number % players.size())
                                .joinLobby(open.get(number % open.size())));
        measure(
                "list" + suffix,
                calls,
                number -> players.get(number % players.size()).lobbies(filter(number)));
    }

    /** Half of them the whole browser, half one game mode with room. */
    private static LobbyFilter filter(int number) {
        return number % 2 == 0
                ? LobbyFilter.ALL
                : new LobbyFilter(
                        Optional.empty(), Optional.of("derby"), true, 50, Optional.empty());
    }

    private void measure(String operation, int calls, IntFunction<CompletableFuture<?>> call) {
        if (calls == 0) {
            return;
        }
        LobbyFigures found =
                new ClosedLoop(plan.atOnce(), calls, call).run(operation, lobbyIds.size());
        figures.add(found);
        screen.accept(found.row());
    }
}
