package dev.rallypoint.ops;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.LobbyMessage.FindSeats;
import dev.rallypoint.contract.LobbyMessage.RemoveMember;
import dev.rallypoint.contract.LobbyMessage.Seats;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.SecurityMessage.Bans;
import dev.rallypoint.contract.SecurityMessage.GetBans;
import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.contract.StoreMessage.FindPlayer;
import dev.rallypoint.contract.StoreMessage.KnownPlayer;
import dev.rallypoint.contract.StoreMessage.KnownPlayers;
import dev.rallypoint.contract.StoreMessage.ListPlayers;
import dev.rallypoint.contract.StoreMessage.PlayerReply;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /admin/v1/players}: who they are, where they play, and out of there. */
final class AdminPlayerRoutes implements MountedRoutes {
    private static final String PLAYERS = "/admin/v1/players";
    private static final String PLAYER_ID = "playerId";
    private static final int MAX_NAME = 64;
    private static final int MAX_REASON = 200;

    /** What members are told. */
    private static final String REMOVED = "removed";

    private record Row(
            String playerId,
            String displayName,
            String createdAt,
            String lastSeenAt,
            boolean hasDevice,
            List<String> lobbies,
            List<AdminBan> bans) {}

    private record Page(List<Row> players, Optional<String> nextCursor) {}

    private record Profile(Api.Player player, List<String> lobbies, List<AdminBan> bans) {}

    private record Kicked(String playerId, List<String> lobbies) {}

    private final VertxBus bus;
    private final VertxAuditTrail trail;

    AdminPlayerRoutes(VertxBus bus, VertxAuditTrail trail) {
        this.bus = bus;
        this.trail = trail;
    }

    @Override
    public void mountOn(Router router) {
        router.get(PLAYERS).handler(this::list);
        router.get(PLAYERS + "/:playerId").handler(this::show);
        router.post(PLAYERS + "/:playerId/kick").handler(this::kick);
    }

    private void list(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        int limit = call.limit();
        Optional<String> name = call.query("name").filter(text -> text.length() <= MAX_NAME);
        String after = call.query("cursor").map(AdminPlayerRoutes::cursor).orElse("");
        call.answer(
                200,
                bus.request(BusContract.LIST_PLAYERS, new ListPlayers(name, after, limit + 1))
                        .compose(found -> page(found, limit)));
    }

    private static String cursor(String text) {
        if (Ids.clientId(text).isEmpty()) {
            throw new RejectedException(ProblemCode.INVALID_CURSOR);
        }
        return text;
    }

    private Future<Page> page(KnownPlayers found, int limit) {
        List<KnownPlayer> players = found.players().stream().limit(limit).toList();
        List<String> ids = players.stream().map(KnownPlayer::playerId).toList();
        Optional<String> next =
                found.players().size() > limit ? Optional.of(ids.get(limit - 1)) : Optional.empty();
        Future<Seats> seats = bus.request(BusContract.FIND_SEATS, new FindSeats(ids));
        Future<Bans> bans = bus.request(BusContract.GET_BANS, new GetBans());
        return Future.all(seats, bans)
                .map(
                        both ->
                                new Page(
                                        players.stream()
                                                .map(p -> row(p, seats.result(), bans.result()))
                                                .toList(),
                                        next));
    }

    private static Row row(KnownPlayer player, Seats seats, Bans bans) {
        return new Row(
                player.playerId(),
                player.displayName(),
                Instant.ofEpochMilli(player.createdAtMs()).toString(),
                Instant.ofEpochMilli(player.lastSeenAtMs()).toString(),
                player.hasDevice(),
                seats.lobbies().getOrDefault(player.playerId(), List.of()),
                of(player.playerId(), bans));
    }

    private static List<AdminBan> of(String playerId, Bans bans) {
        return bans.bans().stream()
                .filter(ban -> ban.subject().equals(Ban.PLAYER) && ban.value().equals(playerId))
                .map(AdminBan::of)
                .toList();
    }

    private void show(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        String playerId = playerId(call);
        FindPlayer wanted = new FindPlayer(playerId);
        Future<PlayerReply> player =
                bus.request(BusContract.FIND_WAITING_PLAYER, wanted)
                        .recover(written -> bus.request(BusContract.FIND_PLAYER, wanted));
        Future<Seats> seats = bus.request(BusContract.FIND_SEATS, new FindSeats(List.of(playerId)));
        Future<Bans> bans = bus.request(BusContract.GET_BANS, new GetBans());
        call.answer(
                200,
                Future.all(player, seats, bans)
                        .map(
                                all ->
                                        new Profile(
                                                player.result().player(),
                                                seats.result()
                                                        .lobbies()
                                                        .getOrDefault(playerId, List.of()),
                                                of(playerId, bans.result()))));
    }

    private static String playerId(VertxOperatorCall call) {
        String playerId = call.path(PLAYER_ID);
        if (Ids.clientId(playerId).isEmpty()) {
            throw new RejectedException(ProblemCode.PLAYER_NOT_FOUND);
        }
        return playerId;
    }

    private void kick(RoutingContext ctx) {
        VertxOperatorCall call = new VertxOperatorCall(ctx);
        String playerId = playerId(call);
        Optional<String> reason = call.body(Set.of("reason")).text("reason", MAX_REASON);
        call.answer(
                200,
                bus.request(BusContract.FIND_SEATS, new FindSeats(List.of(playerId)))
                        .map(seats -> seats.lobbies().getOrDefault(playerId, List.of()))
                        .compose(lobbyIds -> remove(playerId, lobbyIds).map(lobbyIds))
                        .compose(
                                lobbyIds ->
                                        note(call, playerId, lobbyIds, reason)
                                                .map(new Kicked(playerId, lobbyIds))));
    }

    private Future<?> remove(String playerId, List<String> lobbyIds) {
        List<Future<?>> removals = new ArrayList<>();
        for (String lobbyId : lobbyIds) {
            removals.add(
                    bus.request(
                            BusContract.REMOVE_MEMBER,
                            new RemoveMember(lobbyId, playerId, REMOVED)));
        }
        return Future.join(removals);
    }

    private Future<Void> note(
            VertxOperatorCall call,
            String playerId,
            List<String> lobbyIds,
            Optional<String> reason) {
        String detail =
                "lobbies="
                        + String.join(",", lobbyIds)
                        + reason.map(text -> " reason=" + text).orElse("");
        return trail.note(call, "player.kick", playerId, detail);
    }
}
