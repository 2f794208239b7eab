package dev.rallypoint.store;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RatingMessage.SavedRating;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.StoreMessage.DeviceReply;
import dev.rallypoint.contract.StoreMessage.FindDevice;
import dev.rallypoint.contract.StoreMessage.FindPlayer;
import dev.rallypoint.contract.StoreMessage.KnownPlayer;
import dev.rallypoint.contract.StoreMessage.KnownPlayers;
import dev.rallypoint.contract.StoreMessage.ListPlayers;
import dev.rallypoint.contract.StoreMessage.PlayerReply;
import dev.rallypoint.contract.StoreMessage.RegisterGuest;
import dev.rallypoint.rating.Rating;
import dev.rallypoint.rating.RatingTerms;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Table {@code players}, with the matches of each. */
final class VertxPlayers {
    private static final int RECENT_MATCHES = 10;

    private final JdbcStorePool pool;
    private final RatingTerms terms;

    VertxPlayers(JdbcStorePool pool, RatingTerms terms) {
        this.pool = pool;
        this.terms = terms;
    }

    /**
     * Answers who he is, without his matches and ratings. A throw-away player may have been erased
     * since; then he is not written.
     */
    Future<PlayerReply> register(RegisterGuest guest) {
        return guest.deviceHash()
                .map(hash -> registerDevice(guest, hash).map(VertxPlayers::registered))
                .orElseGet(() -> registerThrowAway(guest));
    }

    private static PlayerReply registered(RowSet<Row> rows) {
        return VertxSql.first(rows)
                .map(row -> player(row, List.of(), List.of()))
                .map(PlayerReply::new)
                .orElseThrow(() -> new RejectedException(ProblemCode.CONFLICT));
    }

    private Future<RowSet<Row>> registerDevice(RegisterGuest guest, String deviceHash) {
        Tuple parameters =
                Tuple.of(
                        guest.newPlayerId(),
                        guest.displayName(),
                        deviceHash,
                        guest.nowMs(),
                        guest.nowMs());
        return pool.write(StoreSql.REGISTER_DEVICE, parameters);
    }

    private Future<PlayerReply> registerThrowAway(RegisterGuest guest) {
        String key = ErasedNames.keyOf(guest.newPlayerId());
        Tuple parameters =
                Tuple.of(
                        guest.newPlayerId(),
                        guest.displayName(),
                        guest.nowMs(),
                        guest.nowMs(),
                        key);
        return pool.write(StoreSql.REGISTER_THROW_AWAY, parameters)
                .compose(
                        rows ->
                                rows.size() > 0
                                        ? Future.succeededFuture(registered(rows))
                                        : unlessErased(guest, key));
    }

    private Future<PlayerReply> unlessErased(RegisterGuest guest, String key) {
        return pool.read(PrivacySql.FIND_ERASED.formatted("?"), Tuple.of(key))
                .compose(
                        rows ->
                                rows.size() > 0
                                        ? Future.succeededFuture(unwritten(guest))
                                        : Future.failedFuture(
                                                new RejectedException(ProblemCode.CONFLICT)));
    }

    private static PlayerReply unwritten(RegisterGuest guest) {
        return new PlayerReply(
                new Api.Player(
                        guest.newPlayerId(),
                        guest.displayName(),
                        instant(guest.nowMs()),
                        Optional.empty(),
                        List.of()));
    }

    /** Fails with PLAYER_NOT_FOUND. A replica may not know a new player yet. */
    Future<PlayerReply> find(FindPlayer wanted) {
        Tuple parameters = Tuple.of(wanted.playerId());
        return pool.readLagging(StoreSql.FIND_PLAYER, parameters)
                .compose(
                        rows ->
                                rows.size() == 0
                                        ? pool.read(StoreSql.FIND_PLAYER, parameters)
                                        : Future.succeededFuture(rows))
                .compose(
                        rows ->
                                rows.size() == 0
                                        ? Future.failedFuture(
                                                new RejectedException(ProblemCode.PLAYER_NOT_FOUND))
                                        : withMatches(rows.iterator().next()));
    }

    private Future<PlayerReply> withMatches(Row player) {
        String playerId = player.getString("player_id");
        Future<RowSet<Row>> matches =
                pool.readLagging(StoreSql.RECENT_MATCHES, Tuple.of(playerId, RECENT_MATCHES));
        Future<RowSet<Row>> ratings = pool.readLagging(RatingSql.RATINGS_OF, Tuple.of(playerId));
        return Future.all(matches, ratings)
                .map(
                        both ->
                                new PlayerReply(
                                        player(
                                                player,
                                                summaries(matches.result()),
                                                modeRatings(ratings.result()))));
    }

    private static Api.Player player(
            Row player, List<Api.MatchSummary> matches, List<Api.ModeRating> ratings) {
        String playerId = player.getString("player_id");
        return new Api.Player(
                playerId,
                player.getString("display_name"),
                instant(player.getLong("created_at_ms")),
                ratings.stream().findFirst().map(Api.ModeRating::rating),
                matches,
                ratings,
                Optional.of(Ids.tag(playerId)),
                Optional.ofNullable(player.getString("region")),
                Optional.of(instant(player.getLong("last_seen_at_ms"))));
    }

    private List<Api.ModeRating> modeRatings(RowSet<Row> rows) {
        return VertxRatings.saved(rows).stream().map(this::modeRating).toList();
    }

    private Api.ModeRating modeRating(SavedRating saved) {
        Rating rating = new Rating(saved.mu(), saved.sigma());
        return new Api.ModeRating(
                saved.gameMode(),
                rating.conservative(),
                rating.mu(),
                rating.sigma(),
                saved.matches(),
                terms.isProvisional(saved.matches()));
    }

    private static List<Api.MatchSummary> summaries(RowSet<Row> rows) {
        List<Api.MatchSummary> summaries = new ArrayList<>();
        for (Row row : rows) {
            summaries.add(
                    new Api.MatchSummary(
                            row.getString("match_id"),
                            row.getString("game_mode"),
                            Optional.ofNullable(row.getString("track")),
                            instant(row.getLong("started_at_ms"))));
        }
        return List.copyOf(summaries);
    }

    /** Of the player or of the device, whichever is given. */
    Future<DeviceReply> findDevice(FindDevice wanted) {
        return wanted.playerId()
                .map(id -> pool.read(StoreSql.FIND_DEVICE_OF_PLAYER, Tuple.of(id)))
                .orElseGet(
                        () ->
                                pool.read(
                                        StoreSql.FIND_PLAYER_OF_DEVICE,
                                        Tuple.of(wanted.deviceHash().orElseThrow())))
                .map(
                        rows ->
                                rows.size() == 0
                                        ? new DeviceReply(Optional.empty(), Optional.empty())
                                        : device(rows.iterator().next()));
    }

    private static DeviceReply device(Row row) {
        return new DeviceReply(
                Optional.of(row.getString("player_id")),
                Optional.ofNullable(row.getString("device_hash")));
    }

    Future<KnownPlayers> list(ListPlayers question) {
        String pattern = "%" + question.name().orElse("").replaceAll("[!%_]", "!$0") + "%";
        return pool.readLagging(
                        StoreSql.LIST_PLAYERS,
                        Tuple.of(question.afterPlayerId(), pattern, question.limit()))
                .map(
                        rows -> {
                            List<KnownPlayer> players = new ArrayList<>();
                            for (Row row : rows) {
                                players.add(known(row));
                            }
                            return new KnownPlayers(players);
                        });
    }

    private static KnownPlayer known(Row row) {
        return new KnownPlayer(
                row.getString("player_id"),
                row.getString("display_name"),
                row.getLong("created_at_ms"),
                row.getLong("last_seen_at_ms"),
                row.getInteger("devices") > 0);
    }

    private static String instant(long epochMs) {
        return Instant.ofEpochMilli(epochMs).toString();
    }
}
