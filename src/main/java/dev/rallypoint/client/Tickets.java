package dev.rallypoint.client;

import dev.rallypoint.contract.Api;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A player's calls to be matched. What matching goes by are the measured round trips, {@link
 * RallypointClient#measureRegions}; without them a match may be far away.
 */
public final class Tickets {
    private final HttpCalls calls;

    Tickets(HttpCalls calls) {
        this.calls = calls;
    }

    /**
     * Waits for a match; with a party as soon as all its members have confirmed. Not to be repeated
     * blindly: if it fails with {@code unreachable} or {@code outcome_unknown}, look at {@link
     * #mine}.
     */
    public CompletableFuture<Api.Ticket> create(Api.TicketRequest request) {
        return calls.once("POST", "v1/tickets", toJson(request), Tickets::ticket);
    }

    /** The same alone and without attributes. */
    public CompletableFuture<Api.Ticket> create(String gameMode, List<Api.RegionRtt> measured) {
        return create(new Api.TicketRequest(gameMode, measured, List.of(), Map.of()));
    }

    /** Comes along with the party that invited this player. */
    public CompletableFuture<Api.Ticket> confirm(String ticketId, List<Api.RegionRtt> measured) {
        Json body = ApiJson.withRegions(Json.object(), measured);
        return calls.ensure("POST", path(ticketId, "/confirm"), body, Tickets::ticket);
    }

    /**
     * As it is now, and why it is not matched yet. A ticket that is neither looked at nor followed
     * by {@link #events} for a minute (as the server is set) ends with the reason {@code silent}.
     */
    public CompletableFuture<Api.Ticket> ticket(String ticketId) {
        return calls.get(path(ticketId, ""), Tickets::ticket);
    }

    /** The ticket this player stands in, and those he is invited to. */
    public CompletableFuture<Api.MyTicket> mine() {
        return calls.get("v1/me/ticket", Tickets::mine);
    }

    /**
     * Ends the ticket for all of its members; fails with ticket_matched if that was faster. Who is
     * invited and has not confirmed declines by it.
     */
    public CompletableFuture<Api.Ticket> cancel(String ticketId) {
        return calls.ensure("DELETE", path(ticketId, ""), Json.object(), Tickets::ticket);
    }

    /** Leaves, or declines; the others go on. */
    public CompletableFuture<Void> leave(String ticketId) {
        return calls.delete(path(ticketId, "/members/me"));
    }

    /**
     * Follows a ticket from its first event to {@code matched}, {@code expired} or {@code
     * cancelled}; resumes where it was after a break. The end is told as any other event, and then
     * as a refusal with {@code ticket_ended}.
     */
    public LobbyEvents events(String ticketId, LobbyEvents.Listener listener) {
        return new LobbyEvents(calls, path(ticketId, "/events"), listener, LobbyEvents.MAX_SILENCE)
                .start();
    }

    /**
     * Joins the open lobby that fits this player best; fails with no_fitting_lobby if there is
     * none.
     *
     * @param gameMode empty = any
     */
    public CompletableFuture<Api.Lobby> quickJoin(
            Optional<String> gameMode, List<Api.RegionRtt> measured) {
        Json body = ApiJson.withRegions(Json.object().withText("gameMode", gameMode), measured);
        return calls.once("POST", "v1/lobbies/quick-join", body, ApiJson::lobby);
    }

    private static String path(String ticketId, String rest) {
        return "v1/tickets/" + RallypointClient.encode(ticketId) + rest;
    }

    private static Json toJson(Api.TicketRequest request) {
        Json json = Json.object().with("gameMode", request.gameMode());
        json = ApiJson.withRegions(json, request.regions());
        if (!request.party().isEmpty()) {
            json = json.with("party", Json.array(request.party().stream().map(Json::of).toList()));
        }
        Json attributes = Json.object();
        for (Map.Entry<String, String> attribute : request.attributes().entrySet()) {
            attributes = attributes.with(attribute.getKey(), attribute.getValue());
        }
        return json.with("attributes", attributes);
    }

    private static Api.MyTicket mine(Json json) {
        return new Api.MyTicket(
                json.find("ticket").map(Tickets::ticket),
                ApiJson.list(json, "invitations", Tickets::ticket),
                json.find("lastMatch").map(Tickets::match));
    }

    private static Api.Ticket ticket(Json json) {
        return new Api.Ticket(
                json.get("ticketId").text(),
                json.get("gameMode").text(),
                json.get("state").text(),
                json.get("createdAt").text(),
                json.get("expiresAt").text(),
                ApiJson.list(json, "members", Tickets::seat),
                json.findText("lobbyId"),
                json.find("match").map(Tickets::match),
                json.findText("reason"),
                json.find("explanation").map(Tickets::explanation));
    }

    private static Api.TicketSeat seat(Json json) {
        return new Api.TicketSeat(
                json.get("playerId").text(),
                json.findText("displayName"),
                json.get("confirmed").truth());
    }

    private static Api.TicketMatch match(Json json) {
        return new Api.TicketMatch(
                json.get("matchId").text(),
                json.get("lobbyId").text(),
                json.get("region").text(),
                ApiJson.list(json, "teams", team -> team.items().stream().map(Json::text).toList()),
                json.get("backfill").truth());
    }

    private static Api.TicketExplanation explanation(Json json) {
        return new Api.TicketExplanation(
                json.get("text").text(),
                json.get("waitedSeconds").doubleValue(),
                json.get("searchingPlayers").intValue(),
                json.get("compatiblePlayers").intValue(),
                json.get("neededPlayers").intValue(),
                json.get("openSeats").intValue(),
                ApiJson.list(json, "excluded", Tickets::obstacle),
                json.findText("decisive"),
                number(json, "ratingWindow"),
                json.get("latencyWindowMs").intValue(),
                json.find("nextWidening").map(Tickets::widening),
                json.get("boundSeconds").doubleValue(),
                json.find("estimate").map(Tickets::estimate));
    }

    private static Api.TicketObstacle obstacle(Json json) {
        return new Api.TicketObstacle(
                json.get("constraint").text(), json.get("players").intValue());
    }

    private static Api.TicketWidening widening(Json json) {
        return new Api.TicketWidening(
                json.get("inSeconds").doubleValue(),
                number(json, "ratingWindow"),
                json.get("latencyWindowMs").intValue(),
                json.get("neededPlayers").intValue());
    }

    private static Api.TicketEstimate estimate(Json json) {
        return new Api.TicketEstimate(
                json.get("typicalSeconds").doubleValue(),
                json.get("likelySeconds").doubleValue(),
                json.get("samples").intValue(),
                number(json, "hitRate"));
    }

    private static Optional<Double> number(Json json, String name) {
        Function<Json, Double> value = Json::doubleValue;
        return json.find(name).map(value);
    }
}
