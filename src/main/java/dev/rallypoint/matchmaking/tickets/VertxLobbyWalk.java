package dev.rallypoint.matchmaking.tickets;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.JoinLobby;
import dev.rallypoint.contract.LobbyMessage.ListLobbies;
import dev.rallypoint.contract.LobbyMessage.LobbyPageReply;
import dev.rallypoint.contract.LobbyMessage.LobbyReply;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RatingMessage.GetRatings;
import dev.rallypoint.contract.RatingMessage.PlayerRating;
import dev.rallypoint.contract.RatingMessage.Ratings;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.TicketMessage.QuickJoin;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One player's way from the nearest lobbies to farther ones, until one gives him a seat or enough
 * were looked at. Lives within one call; one loop's.
 */
final class VertxLobbyWalk {
    /** Lobbies listed at a time, from all regions of a ring together. */
    private static final int LISTED_AT_ONCE = 100;

    private static final int LEAST_OF_A_REGION = 10;

    /** Lobbies listed for one player, of however many there are. */
    private static final int MOST_LISTED = 400;

    /** Of a portion whose members' ratings and blocks are asked for together. */
    private static final int PORTION_LOBBIES = 16;

    private static final int PORTION_MEMBERS = 64;

    /** Portions asked about for one player: so many full ones in a row suit hardly anybody. */
    private static final int MOST_PORTIONS = 8;

    /** Somebody else may take the last seat of the best ones. */
    private static final int MOST_TRIES = 8;

    /** No seat is asked for later: who asked would have gone before it is there. */
    private static final long PATIENCE_MS = 3_000;

    private static final Set<ProblemCode> TAKEN_MEANWHILE =
            Set.of(
                    ProblemCode.LOBBY_FULL,
                    ProblemCode.LOBBY_CLOSED,
                    ProblemCode.LOBBY_NOT_FOUND,
                    ProblemCode.INVALID_PASSWORD,
                    ProblemCode.CONFLICT);

    private final QuickJoin call;
    private final LobbyFit fit;
    private final VertxBus bus;
    private final EpochClock clock;
    private final long untilMs;
    private final Deque<Set<String>> rings;

    /** Regions of the ring at hand that may have more lobbies, and where to go on in each. */
    private final Map<String, Optional<String>> listings = new HashMap<>();

    private final Deque<Api.Lobby> candidates = new ArrayDeque<>();
    private int listed;
    private int portions;
    private int tries;

    VertxLobbyWalk(
            QuickJoin call, LobbyFit fit, List<Set<String>> rings, VertxBus bus, EpochClock clock) {
        this.call = call;
        this.fit = fit;
        this.bus = bus;
        this.clock = clock;
        this.untilMs = clock.nowMs() + PATIENCE_MS;
        this.rings = new ArrayDeque<>(rings);
    }

    Future<LobbyReply> go() {
        if (isSpent()) {
            return nothing();
        }
        if (!candidates.isEmpty()) {
            return portions++ < MOST_PORTIONS ? tryPortion(nextPortion()) : nothing();
        }
        if (listings.isEmpty() && !rings.isEmpty()) {
            rings.poll().forEach(region -> listings.put(region, Optional.empty()));
        }
        return listings.isEmpty() || listed >= MOST_LISTED
                ? nothing()
                : list().compose(done -> go());
    }

    private boolean isSpent() {
        return tries >= MOST_TRIES || clock.nowMs() >= untilMs;
    }

    private Future<LobbyReply> tryPortion(List<Api.Lobby> portion) {
        return ratings(portion).compose(ratings -> tryInTurn(fit.rank(portion, ratings)));
    }

    private Future<LobbyReply> nothing() {
        String mode = call.request().gameMode().map(name -> " of mode " + name).orElse("");
        return Future.failedFuture(
                new RejectedException(
                        new Rejection(
                                ProblemCode.NO_FITTING_LOBBY,
                                "no public lobby"
                                        + mode
                                        + " without a password has a seat for you within "
                                        + fit.mostRttMs()
                                        + " ms")));
    }

    /** The next page of each region of the ring. */
    private Future<Void> list() {
        int limit = Math.max(LEAST_OF_A_REGION, LISTED_AT_ONCE / listings.size());
        Map<String, Future<LobbyPageReply>> pages = new HashMap<>();
        listings.forEach((region, from) -> pages.put(region, page(region, limit, from)));
        return Future.all(List.copyOf(pages.values()))
                .map(
                        all -> {
                            pages.forEach((region, page) -> take(region, page.result().page()));
                            sortCandidates();
                            return null;
                        });
    }

    private Future<LobbyPageReply> page(String region, int limit, Optional<String> from) {
        return bus.request(
                BusContract.LIST_LOBBIES,
                new ListLobbies(Optional.of(region), call.request().gameMode(), true, limit, from));
    }

    private void take(String region, Api.LobbyPage page) {
        listed += page.lobbies().size();
        candidates.addAll(page.lobbies());
        if (page.nextCursor().isPresent()) {
            listings.put(region, page.nextCursor());
        } else {
            listings.remove(region);
        }
    }

    private void sortCandidates() {
        List<Api.Lobby> possible = fit.possible(List.copyOf(candidates));
        candidates.clear();
        candidates.addAll(possible);
    }

    /** At least one, and no more than may be asked about together. */
    private List<Api.Lobby> nextPortion() {
        List<Api.Lobby> portion = new ArrayList<>();
        int members = 0;
        do {
            members += candidates.peek().members().size();
            portion.add(candidates.poll());
        } while (!candidates.isEmpty()
                && portion.size() < PORTION_LOBBIES
                && members + candidates.peek().members().size() <= PORTION_MEMBERS);
        return portion;
    }

    /** The player's and the members', each in the mode of the lobby; by mode and player. */
    private Future<Map<String, Map<String, PlayerRating>>> ratings(List<Api.Lobby> portion) {
        Map<String, Set<String>> playersByMode = new HashMap<>();
        for (Api.Lobby lobby : portion) {
            Set<String> players =
                    playersByMode.computeIfAbsent(lobby.gameMode(), mode -> new LinkedHashSet<>());
            players.add(call.playerId());
            lobby.members().forEach(member -> players.add(member.playerId()));
        }
        Map<String, Future<Ratings>> asked = new HashMap<>();
        playersByMode.forEach(
                (mode, players) ->
                        asked.put(
                                mode,
                                bus.request(
                                        BusContract.GET_RATINGS,
                                        new GetRatings(List.copyOf(players), mode))));
        return Future.all(List.copyOf(asked.values()))
                .map(
                        all ->
                                asked.entrySet().stream()
                                        .collect(
                                                Collectors.toMap(
                                                        Map.Entry::getKey,
                                                        mode -> byPlayer(mode.getValue()))));
    }

    private static Map<String, PlayerRating> byPlayer(Future<Ratings> answer) {
        return answer.result().ratings().stream()
                .collect(Collectors.toMap(PlayerRating::playerId, Function.identity()));
    }

    private Future<LobbyReply> tryInTurn(List<Api.Lobby> ranked) {
        if (ranked.isEmpty() || isSpent()) {
            return go();
        }
        tries++;
        JoinLobby join =
                new JoinLobby(
                        ranked.get(0).lobbyId(),
                        call.playerId(),
                        call.displayName(),
                        Optional.empty(),
                        call.request().regions());
        return bus.request(BusContract.JOIN_LOBBY, join)
                .recover(
                        refusal ->
                                isTaken(refusal)
                                        ? tryInTurn(ranked.subList(1, ranked.size()))
                                        : Future.failedFuture(refusal));
    }

    private static boolean isTaken(Throwable refusal) {
        return refusal instanceof RejectedException rejected
                && TAKEN_MEANWHILE.contains(rejected.rejection().code());
    }
}
