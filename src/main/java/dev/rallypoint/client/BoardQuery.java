package dev.rallypoint.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which leaderboard, and which rows of it.
 *
 * @param season empty = of all time; {@code current} = the one that counts now
 * @param region empty = of the world
 * @param cursor of the page before; empty = from the first row, or around me
 */
public record BoardQuery(
        String board,
        String gameMode,
        Optional<String> track,
        Optional<String> season,
        Optional<String> region,
        boolean aroundMe,
        int limit,
        Optional<String> cursor) {
    private static final int PAGE = 20;

    /** The best times on a track, of all time, in the world. */
    public static BoardQuery times(String gameMode, String track) {
        return new BoardQuery(
                "times",
                gameMode,
                Optional.of(track),
                Optional.empty(),
                Optional.empty(),
                false,
                PAGE,
                Optional.empty());
    }

    /** The best players of a game mode. */
    public static BoardQuery ratings(String gameMode) {
        return new BoardQuery(
                "rating",
                gameMode,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                PAGE,
                Optional.empty());
    }

    public BoardQuery ofSeason(String id) {
        return new BoardQuery(
                board, gameMode, track, Optional.of(id), region, aroundMe, limit, cursor);
    }

    public BoardQuery inRegion(String id) {
        return new BoardQuery(
                board, gameMode, track, season, Optional.of(id), aroundMe, limit, cursor);
    }

    /** The rows around my own. */
    public BoardQuery around() {
        return new BoardQuery(board, gameMode, track, season, region, true, limit, cursor);
    }

    /** The page after the one that ended with this cursor. */
    public BoardQuery after(String nextCursor) {
        return new BoardQuery(
                board, gameMode, track, season, region, false, limit, Optional.of(nextCursor));
    }

    String path() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("gameMode", gameMode);
        track.ifPresent(value -> parameters.put("track", value));
        season.ifPresent(value -> parameters.put("season", value));
        region.ifPresent(value -> parameters.put("region", value));
        cursor.ifPresent(value -> parameters.put("cursor", value));
        parameters.put("aroundMe", String.valueOf(aroundMe));
        parameters.put("limit", String.valueOf(limit));
        String query =
                parameters.entrySet().stream()
                        .map(one -> one.getKey() + "=" + RallypointClient.encode(one.getValue()))
                        .collect(Collectors.joining("&"));
        return "v1/leaderboards/" + RallypointClient.encode(board) + "?" + query;
    }
}
