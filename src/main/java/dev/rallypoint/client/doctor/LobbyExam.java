package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.RallypointException;
import dev.rallypoint.client.RegionPing;
import dev.rallypoint.contract.Api;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Whether a player can log in, make a lobby, and be joined. */
final class LobbyExam implements Exam {
    private final Visit visit;

    LobbyExam(Visit visit) {
        this.visit = visit;
    }

    @Override
    public String name() {
        return "lobby";
    }

    @Override
    public List<String> needs() {
        return List.of("http");
    }

    @Override
    public List<Finding> examine() {
        try {
            RallypointClient one = visit.newPlayer();
            RallypointClient other = visit.newPlayer();
            logIn(one, "-1").join();
            logIn(other, "-2").join();
            List<Api.RegionRtt> measured = RegionPing.measured(visit.pings);
            Api.Lobby lobby = one.createLobby(settings(), measured).join();
            visit.seats = Optional.of(new Seats(one, other, lobby));
            lobby = other.joinLobby(lobby.lobbyId(), measured).join();
            return List.of(
                    Finding.ok(
                            name(),
                            "Two guests logged in and met in a lobby of region "
                                    + lobby.region()
                                    + ".",
                            Json.object()
                                    .with("lobbyId", lobby.lobbyId())
                                    .with("region", lobby.region())));
        } catch (CompletionException failure) {
            return List.of(explain(failure));
        }
    }

    private CompletableFuture<Api.Session> logIn(RallypointClient player, String which) {
        return visit.settings
                .deviceId()
                .map(device -> player.loginAsGuest("Doctor", device + which))
                .orElseGet(() -> player.loginAsGuest("Doctor"));
    }

    private static Api.CreateLobby settings() {
        return new Api.CreateLobby(
                "Doctor",
                "doctor",
                Optional.empty(),
                2,
                "private",
                Optional.empty(),
                Optional.empty(),
                "framed");
    }

    private Finding explain(CompletionException failure) {
        if (!(failure.getCause() instanceof RallypointException refusal)) {
            return Finding.failed(name(), String.valueOf(failure.getCause()), "Try again.");
        }
        Json details = Json.object().with("code", refusal.code()).with("status", refusal.status());
        String nextStep =
                switch (refusal.code()) {
                    case "rate_limited" ->
                            "Wait a minute: this address made too many calls. A household or LAN"
                                    + " party that meets a limit: the operator can raise it"
                                    + " (security.) or exempt the range.";
                    case "banned" -> "This address or player is banned: ask the operator.";
                    case "no_relay" -> "All nodes are full or draining: try again later.";
                    case "store_unavailable" ->
                            "The server's database is away: try again later, and tell its operator.";
                    case "cluster_minority" ->
                            "This node is cut off from its cluster: try another node.";
                    default -> "The table of problem codes in the operations guide explains it.";
                };
        return Finding.failed(
                name(), "The server refuses: " + refusal.getMessage(), nextStep, details);
    }
}
