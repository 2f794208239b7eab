package dev.rallypoint.store;

import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The statements about results and ratings. Values only ever travel as parameters. */
final class RatingSql {
    /** Parameters: the mode, then the players. */
    static final String LOAD_RATINGS =
            "SELECT player_id, game_mode, mu, sigma, matches, last_match_at_ms FROM ratings"
                    + " WHERE game_mode = ? AND player_id IN (%s)";

    static final String RATINGS_OF =
            "SELECT player_id, game_mode, mu, sigma, matches, last_match_at_ms FROM ratings"
                    + " WHERE player_id = ? ORDER BY last_match_at_ms DESC, game_mode";

    static final String BLOCKS_OF =
            "SELECT player_id, blocked_id FROM blocks WHERE player_id IN (%s)"
                    + " ORDER BY player_id, blocked_id";

    /** Changes nothing, but whoever else reports about this match waits until we are done. */
    static final String LOCK_MATCH =
            "UPDATE matches SET owner_since_ms = owner_since_ms WHERE match_id = ?"
                    + " AND started_at_ms > 0"
                    + " RETURNING game_mode, track, region, started_at_ms, ended_at_ms, owner,"
                    + " lobby_kind";

    static final String MEMBERS =
            "SELECT player_id, origin, party FROM match_members WHERE match_id = ? ORDER BY player_id";

    static final String ADD_REPORT =
            "INSERT INTO result_reports (match_id, reporter, reported_at_ms, document)"
                    + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";

    static final String FORGET_OPERATORS_REPORTS =
            "DELETE FROM result_reports WHERE match_id = ? AND reporter LIKE 'operator/%'";

    /** The first of the reports says when the match ended, in whatever order they come. */
    static final String OPEN_RESULT =
            "INSERT INTO match_results (match_id, game_mode, track, region, state, ended_at_ms,"
                    + " due_at_ms, changed_at_ms, decided_by, reason, evidence, unrated)"
                    + " VALUES (?, ?, ?, ?, 'open', ?, ?, ?, '', '', '', ?)"
                    + " ON CONFLICT (match_id) DO UPDATE SET ended_at_ms = excluded.ended_at_ms,"
                    + " due_at_ms = excluded.due_at_ms WHERE match_results.state = 'open'"
                    + " AND excluded.ended_at_ms < match_results.ended_at_ms";

    static final String SET_DUE =
            "UPDATE match_results SET due_at_ms = ? WHERE match_id = ? AND state = 'open'";

    static final String RESULT =
            "SELECT state, ended_at_ms, due_at_ms, decided_by, reason, evidence"
                    + " FROM match_results WHERE match_id = ?";

    static final String REPORTS =
            "SELECT reporter, document FROM result_reports WHERE match_id = ? ORDER BY reporter";

    static final String DECIDE =
            "UPDATE match_results SET state = ?, decided_by = ?, reason = ?, evidence = ?,"
                    + " unrated = ?, changed_at_ms = ? WHERE match_id = ?";

    static final String ADD_REASON = "UPDATE match_results SET reason = ? WHERE match_id = ?";

    static final String ADD_PLACE =
            "INSERT INTO match_places (match_id, player_id, game_mode, ended_at_ms, counted, place,"
                    + " team, finished, time_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT DO NOTHING";

    static final String DUE =
            "SELECT match_id FROM match_results WHERE state = 'open' AND due_at_ms <= ?"
                    + " ORDER BY due_at_ms LIMIT ?";

    static final String PLACES =
            "SELECT match_id, player_id, place, team, finished, time_ms FROM match_places"
                    + " WHERE match_id IN (%s) ORDER BY match_id, player_id";

    /** The same, but only what ratings are made of. */
    static final String COUNTED_PLACES =
            "SELECT match_id, player_id, place, team, finished, time_ms, mu_before, sigma_before,"
                    + " mu, sigma, matches FROM match_places WHERE counted = 1 AND match_id IN (%s) ORDER BY match_id, player_id";

    static final String DISCOUNT = "UPDATE match_places SET counted = 0 WHERE match_id = ?";

    static final String FORGET_PLACES = "DELETE FROM match_places WHERE match_id = ?";

    /** Makes the row if there is none; whoever else makes ratings of this mode waits. */
    static final String LOCK_HEAD =
            "INSERT INTO rating_heads (game_mode, ended_at_ms, match_id) VALUES (?, 0, '')"
                    + " ON CONFLICT (game_mode) DO UPDATE SET game_mode = excluded.game_mode"
                    + " RETURNING ended_at_ms, match_id, redo_ended_at_ms, redo_match_id";

    static final String MOVE_HEAD =
            "UPDATE rating_heads SET ended_at_ms = ?, match_id = ? WHERE game_mode = ?";

    static final String SET_REDO =
            "UPDATE rating_heads SET redo_ended_at_ms = ?, redo_match_id = ? WHERE game_mode = ?";

    /** Modes in which something is to be rated. */
    static final String BEHIND =
            "SELECT h.game_mode FROM rating_heads h WHERE h.redo_ended_at_ms IS NOT NULL"
                    + " OR EXISTS (SELECT 1 FROM match_results r WHERE r.game_mode = h.game_mode AND r.state = 'settled'"
                    + " AND (r.ended_at_ms, r.match_id) > (h.ended_at_ms, h.match_id))";

    /** Of those that ended between two moments, and will count. */
    static final String OLDEST_OPEN =
            "SELECT min(ended_at_ms) AS ended_at_ms FROM match_results WHERE game_mode = ?"
                    + " AND state = 'open' AND unrated = '' AND ended_at_ms > ?"
                    + " AND ended_at_ms < ?";

    static final String NEXT_MATCHES =
            "SELECT match_id, ended_at_ms FROM match_results WHERE game_mode = ?"
                    + " AND state = 'settled' AND (ended_at_ms, match_id) > (?, ?)"
                    + " AND ended_at_ms < ? ORDER BY ended_at_ms, match_id LIMIT ?";

    /** After the one, and up to the other. */
    static final String MATCHES_BETWEEN =
            "SELECT match_id, ended_at_ms FROM match_results WHERE game_mode = ?"
                    + " AND state = 'settled' AND (ended_at_ms, match_id) > (?, ?)"
                    + " AND (ended_at_ms, match_id) <= (?, ?)"
                    + " ORDER BY ended_at_ms, match_id LIMIT ?";

    static final String SET_STEP =
            "UPDATE match_places SET mu_before = ?, sigma_before = ?, mu = ?, sigma = ?,"
                    + " matches = ? WHERE match_id = ? AND player_id = ?";

    /** While a late match is worked in, nobody's rating goes back to what it was then. */
    static final String SET_RATING =
            "INSERT INTO ratings (player_id, game_mode, mu, sigma, board_key, matches,"
                    + " last_match_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (player_id, game_mode) DO UPDATE SET mu = excluded.mu,"
                    + " sigma = excluded.sigma, board_key = excluded.board_key,"
                    + " matches = excluded.matches, last_match_at_ms = excluded.last_match_at_ms"
                    + " WHERE excluded.last_match_at_ms >= ratings.last_match_at_ms";

    /** Of a player whose last match, at this time, does not count any more. */
    static final String FORGET_RATING =
            "DELETE FROM ratings WHERE player_id = ? AND game_mode = ? AND last_match_at_ms = ?";

    static final String SET_BEST_TIME =
            "INSERT INTO best_times (game_mode, track, season, region, player_id, time_ms,"
                    + " match_id, achieved_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (game_mode, track, season, region, player_id) DO UPDATE SET"
                    + " time_ms = excluded.time_ms, match_id = excluded.match_id,"
                    + " achieved_at_ms = excluded.achieved_at_ms"
                    + " WHERE (excluded.time_ms, excluded.achieved_at_ms, excluded.match_id)"
                    + " < (best_times.time_ms, best_times.achieved_at_ms, best_times.match_id)";

    static final String FORGET_BEST_TIMES =
            "DELETE FROM best_times WHERE match_id = ?"
                    + " RETURNING game_mode, track, season, region, player_id";

    /** The best that is left; parameters: season, region, then what to look among. */
    static final String FIND_BEST_TIME =
            "INSERT INTO best_times (game_mode, track, season, region, player_id, time_ms,"
                    + " match_id, achieved_at_ms)"
                    + " SELECT r.game_mode, r.track, ?, ?, p.player_id, p.time_ms, p.match_id,"
                    + " p.ended_at_ms FROM match_places p"
                    + " JOIN match_results r ON r.match_id = p.match_id"
                    + " WHERE p.player_id = ? AND p.game_mode = ? AND p.counted = 1"
                    + " AND p.finished = 1 AND p.time_ms IS NOT NULL AND r.track = ?"
                    + " AND (? = '' OR r.region = ?) AND p.ended_at_ms >= ? AND p.ended_at_ms < ?"
                    + " ORDER BY p.time_ms, p.ended_at_ms, p.match_id LIMIT 1"
                    + " ON CONFLICT DO NOTHING";

    /** The rating after the last counted match of a player up to a moment. */
    private static final String STANDING =
            "SELECT * FROM (SELECT player_id, mu, sigma, matches, ended_at_ms FROM match_places"
                    + " WHERE player_id = ? AND game_mode = ? AND counted = 1 AND mu IS NOT NULL"
                    + " AND (ended_at_ms, match_id) <= (?, ?)"
                    + " ORDER BY ended_at_ms DESC, match_id DESC LIMIT 1) AS s";

    private RatingSql() {}

    /** That many parameters of a list. */
    static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    /** Four parameters a player: id, mode, end and match. */
    static String standings(int players) {
        return IntStream.range(0, players)
                .mapToObj(index -> STANDING + index)
                .collect(Collectors.joining(" UNION ALL "));
    }
}
