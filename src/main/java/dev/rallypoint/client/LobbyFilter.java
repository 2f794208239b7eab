package dev.rallypoint.client;

import java.util.Optional;
import java.util.StringJoiner;

/**
 * What the server browser shows; empty = all.
 *
 * @param hasRoom only lobbies with a free seat
 * @param limit lobbies a page, 1..100
 * @param cursor of the page before
 */
public record LobbyFilter(
        Optional<String> region,
        Optional<String> gameMode,
        boolean hasRoom,
        int limit,
        Optional<String> cursor) {
    /** The first 50 of all public lobbies. */
    public static final LobbyFilter ALL =
            new LobbyFilter(Optional.empty(), Optional.empty(), false, 50, Optional.empty());

    /** The same for the page that begins at the cursor. */
    public LobbyFilter after(String nextCursor) {
        return new LobbyFilter(region, gameMode, hasRoom, limit, Optional.of(nextCursor));
    }

    String query() {
        StringJoiner query = new StringJoiner("&", "?", "");
        region.ifPresent(id -> query.add("region=" + RallypointClient.encode(id)));
        gameMode.ifPresent(mode -> query.add("gameMode=" + RallypointClient.encode(mode)));
        if (hasRoom) {
            query.add("hasRoom=true");
        }
        query.add("limit=" + limit);
        cursor.ifPresent(text -> query.add("cursor=" + RallypointClient.encode(text)));
        return query.toString();
    }
}
