package dev.rallypoint.store;

import dev.rallypoint.contract.LobbyKind;
import dev.rallypoint.contract.MatchOrigin;
import dev.rallypoint.rating.RacedMatch;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads a match from its row and those of its members. */
final class VertxMatchRows {
    private VertxMatchRows() {}

    /**
     * @param members of {@link RatingSql#MEMBERS}
     */
    static MatchRow match(String matchId, Row row, RowSet<Row> members) {
        return new MatchRow(
                matchId,
                row.getString("region"),
                raced(row, members),
                Optional.ofNullable(row.getLong("ended_at_ms")));
    }

    private static RacedMatch raced(Row row, RowSet<Row> members) {
        Map<String, MatchOrigin> origins = new HashMap<>();
        Map<String, String> parties = new HashMap<>();
        for (Row member : members) {
            origins.put(
                    member.getString("player_id"), MatchOrigin.ofWord(member.getString("origin")));
            VertxMatchViews.text(member, "party")
                    .ifPresent(party -> parties.put(member.getString("player_id"), party));
        }
        return new RacedMatch(
                row.getString("game_mode"),
                Optional.ofNullable(row.getString("track")).orElse(""),
                row.getLong("started_at_ms"),
                Optional.ofNullable(row.getString("lobby_kind"))
                        .map(LobbyKind::ofWord)
                        .orElse(LobbyKind.PRIVATE),
                origins,
                parties,
                Optional.ofNullable(row.getString("owner")));
    }
}
