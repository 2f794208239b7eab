package dev.rallypoint.edge;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.LobbyMessage.FindSeats;
import dev.rallypoint.contract.ResultMessage.ExportPart;
import dev.rallypoint.contract.ResultMessage.ExportPlace;
import dev.rallypoint.contract.ResultMessage.ExportPlayer;
import dev.rallypoint.contract.TicketMessage.GetMyTicket;
import dev.rallypoint.runtime.EpochClock;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Answers with what is known about a player, but for evidence of cheating, as one JSON document of
 * any size: each part is asked for when the one before has left, so that no more than one is in
 * memory.
 */
public final class VertxExport {
    private static final String TICKETS = "tickets";
    private static final String LOBBIES = "lobbies";

    private final VertxBus bus;
    private final EpochClock clock;

    public VertxExport(VertxBus bus, EpochClock clock) {
        this.bus = bus;
        this.clock = clock;
    }

    /**
     * Answers, or fails the call while nothing is sent. What fails later cuts the connection: a
     * document that ends is whole.
     */
    public void send(RoutingContext ctx, String playerId) {
        Future.all(ask(playerId, ExportPlace.BEGINNING), tickets(playerId), lobbies(playerId))
                .onFailure(ctx::fail)
                .onSuccess(
                        all -> {
                            HttpServerResponse response = ctx.response();
                            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                                    .setChunked(true)
                                    .write(beginning(playerId, all.resultAt(1), all.resultAt(2)))
                                    .compose(
                                            begun ->
                                                    send(
                                                            response,
                                                            playerId,
                                                            all.resultAt(0),
                                                            LOBBIES))
                                    .onFailure(cut -> response.reset());
                        });
    }

    private Future<ExportPart> ask(String playerId, ExportPlace from) {
        return bus.request(BusContract.EXPORT_PLAYER, new ExportPlayer(playerId, from));
    }

    /** An id needs no escapes. */
    private String beginning(
            String playerId, List<Map<String, String>> tickets, List<Map<String, String>> lobbies) {
        return "{\"playerId\":\""
                + playerId
                + "\",\"exportedAt\":\""
                + Instant.ofEpochMilli(clock.nowMs())
                + "\",\"sections\":{\""
                + TICKETS
                + "\":["
                + rows(tickets)
                + "],\""
                + LOBBIES
                + "\":["
                + rows(lobbies);
    }

    /** Within the brackets of a list. */
    private static String rows(List<Map<String, String>> rows) {
        List<String> texts = new ArrayList<>();
        rows.forEach(row -> texts.add(new JsonObject(Map.copyOf(row)).encode()));
        return String.join(",", texts);
    }

    /**
     * @param open the section that is being written
     */
    private Future<Void> send(
            HttpServerResponse response, String playerId, ExportPart part, String open) {
        String between = part.section().equals(open) ? "," : "],\"" + part.section() + "\":[";
        return response.write(between + rows(part.rows()))
                .compose(
                        written ->
                                part.next()
                                        .map(
                                                next ->
                                                        ask(playerId, next)
                                                                .compose(
                                                                        more ->
                                                                                send(
                                                                                        response,
                                                                                        playerId,
                                                                                        more,
                                                                                        part
                                                                                                .section())))
                                        .orElseGet(() -> response.end("]}}")));
    }

    private Future<List<Map<String, String>>> tickets(String playerId) {
        return bus.request(BusContract.GET_MY_TICKET, new GetMyTicket(playerId))
                .map(
                        reply ->
                                Stream.concat(
                                                reply.mine().ticket().stream(),
                                                reply.mine().invitations().stream())
                                        .map(VertxExport::row)
                                        .toList());
    }

    private static Map<String, String> row(Api.Ticket ticket) {
        return Map.of(
                "ticketId",
                ticket.ticketId(),
                "gameMode",
                ticket.gameMode(),
                "state",
                ticket.state(),
                "createdAt",
                ticket.createdAt());
    }

    private Future<List<Map<String, String>>> lobbies(String playerId) {
        return bus.request(BusContract.FIND_SEATS, new FindSeats(List.of(playerId)))
                .map(
                        seats ->
                                seats.lobbies().getOrDefault(playerId, List.of()).stream()
                                        .map(lobbyId -> Map.of("lobbyId", lobbyId))
                                        .toList());
    }
}
