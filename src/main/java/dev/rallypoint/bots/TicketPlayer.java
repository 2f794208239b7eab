package dev.rallypoint.bots;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.contract.Api;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A simulated player of {@code bots --matchmaking}: somewhere in one of three regions, and as good
 * as chance has made him.
 *
 * @param strength the true one, on the rating's scale; the server never hears of it
 */
record TicketPlayer(
        int number,
        RallypointClient client,
        Patience patience,
        List<Api.RegionRtt> rttMs,
        double strength) {
    CompletableFuture<Api.Session> login() {
        return patience.call(() -> client.loginAsGuest("Bot " + (number + 1)));
    }

    String playerId() {
        return client.session().orElseThrow().playerId();
    }

    CompletableFuture<Api.Ticket> ask(String gameMode) {
        return patience.call(() -> client.tickets().create(gameMode, rttMs));
    }

    CompletableFuture<Api.Ticket> look(String ticketId) {
        return patience.call(() -> client.tickets().ticket(ticketId));
    }

    CompletableFuture<Api.Lobby> lobby(String lobbyId) {
        return patience.call(() -> client.lobby(lobbyId));
    }

    CompletableFuture<String> report(String matchId, Api.MatchReport report) {
        return patience.call(() -> client.races().report(matchId, report));
    }

    /** What the server believes of his strength; empty before the first rated race. */
    CompletableFuture<Optional<Double>> rating(String gameMode) {
        return patience.call(client::me)
                .thenApply(
                        me ->
                                me.ratings().stream()
                                        .filter(rating -> rating.gameMode().equals(gameMode))
                                        .map(Api.ModeRating::mu)
                                        .findFirst());
    }
}
