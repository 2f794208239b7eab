package dev.rallypoint.store;

/** The statements behind leaderboards, match histories and what players see of each other. */
final class BoardSql {
    private static final String TIMES =
            "SELECT b.player_id, p.display_name, b.time_ms, b.match_id, b.achieved_at_ms,"
                    + " r.decided_by, r.evidence, o.document FROM best_times b"
                    + " LEFT JOIN players p ON p.player_id = b.player_id"
                    + " LEFT JOIN match_results r ON r.match_id = b.match_id"
                    + " LEFT JOIN result_reports o ON o.match_id = b.match_id"
                    + " AND o.reporter = b.player_id"
                    + " WHERE b.game_mode = ? AND b.track = ? AND b.season = ? AND b.region = ?";

    private static final String TIME_KEY = "(b.time_ms, b.achieved_at_ms, b.player_id)";

    /** Better ones than a row come before it in the index, so they are counted there. */
    static final String TIMES_RANK =
            "SELECT count(*) AS ahead FROM best_times b WHERE b.game_mode = ? AND b.track = ?"
                    + " AND b.season = ? AND b.region = ? AND "
                    + TIME_KEY
                    + " < (?, ?, ?)";

    static final String TIMES_AFTER =
            TIMES
                    + " AND "
                    + TIME_KEY
                    + " > (?, ?, ?) ORDER BY b.time_ms, b.achieved_at_ms, b.player_id LIMIT ?";

    static final String TIMES_BEFORE =
            TIMES
                    + " AND "
                    + TIME_KEY
                    + " < (?, ?, ?) ORDER BY b.time_ms DESC, b.achieved_at_ms DESC,"
                    + " b.player_id DESC LIMIT ?";

    static final String TIMES_OF = TIMES + " AND b.player_id = ?";

    private static final String RATINGS =
            "SELECT b.player_id, p.display_name, b.board_key, b.last_match_at_ms FROM ratings b"
                    + " LEFT JOIN players p ON p.player_id = b.player_id"
                    + " WHERE b.game_mode = ? AND b.matches >= ?";

    static final String RATINGS_RANK =
            "SELECT count(*) AS ahead FROM ratings b WHERE b.game_mode = ? AND b.matches >= ?"
                    + " AND (b.board_key, b.player_id) < (?, ?)";

    static final String RATINGS_AFTER =
            RATINGS
                    + " AND (b.board_key, b.player_id) > (?, ?)"
                    + " ORDER BY b.board_key, b.player_id LIMIT ?";

    static final String RATINGS_BEFORE =
            RATINGS
                    + " AND (b.board_key, b.player_id) < (?, ?)"
                    + " ORDER BY b.board_key DESC, b.player_id DESC LIMIT ?";

    static final String RATINGS_OF = RATINGS + " AND b.player_id = ?";

    static final String MATCH =
            "SELECT m.match_id, m.game_mode, m.track, m.region, m.started_at_ms, m.ended_at_ms,"
                    + " m.owner, m.lobby_kind, r.state, r.ended_at_ms AS raced_until_ms,"
                    + " r.decided_by, r.reason, r.evidence, r.unrated"
                    + " FROM matches m LEFT JOIN match_results r ON r.match_id = m.match_id"
                    + " WHERE m.match_id = ? AND m.started_at_ms > 0";

    static final String PLACES =
            "SELECT l.player_id, p.display_name, l.place, l.team, l.finished, l.time_ms,"
                    + " l.mu_before, l.sigma_before, l.mu, l.sigma FROM match_places l"
                    + " LEFT JOIN players p ON p.player_id = l.player_id"
                    + " WHERE l.match_id = ? ORDER BY l.finished DESC, l.place, l.player_id";

    static final String IN_STATE =
            "SELECT match_id FROM match_results WHERE state = ?"
                    + " ORDER BY changed_at_ms DESC, match_id LIMIT ?";

    /** Settled, and yet somebody says otherwise. */
    static final String CONTRADICTED =
            "SELECT match_id FROM match_results WHERE state = 'settled' AND reason <> ''"
                    + " ORDER BY changed_at_ms DESC, match_id LIMIT ?";

    static final String HISTORY =
            "SELECT m.match_id, m.game_mode, m.track, m.region, m.started_at_ms, r.state, l.place,"
                    + " l.finished, l.time_ms, l.mu_before, l.sigma_before, l.mu, l.sigma"
                    + " FROM match_members x JOIN matches m ON m.match_id = x.match_id"
                    + " LEFT JOIN match_results r ON r.match_id = m.match_id"
                    + " LEFT JOIN match_places l ON l.match_id = m.match_id"
                    + " AND l.player_id = x.player_id"
                    + " WHERE x.player_id = ? AND x.started_at_ms > 0"
                    + " AND (x.started_at_ms, x.match_id) < (?, ?)"
                    + " ORDER BY x.started_at_ms DESC, x.match_id DESC LIMIT ?";

    /** Of the last matches, whom he met in them and when last. */
    static final String RECENT_PLAYERS =
            "SELECT o.player_id, p.display_name, max(o.started_at_ms) AS met_at_ms"
                    + " FROM (SELECT match_id FROM match_members WHERE player_id = ?"
                    + " AND started_at_ms > 0 ORDER BY started_at_ms DESC LIMIT 50) AS x"
                    + " JOIN match_members o ON o.match_id = x.match_id"
                    + " JOIN players p ON p.player_id = o.player_id"
                    + " WHERE o.player_id <> ? GROUP BY o.player_id, p.display_name"
                    + " ORDER BY met_at_ms DESC, o.player_id LIMIT ?";

    static final String ADD_BLOCK =
            "INSERT INTO blocks (player_id, blocked_id, created_at_ms)"
                    + " SELECT ?, player_id, ? FROM players WHERE player_id = ?"
                    + " ON CONFLICT (player_id, blocked_id) DO UPDATE SET"
                    + " created_at_ms = blocks.created_at_ms";

    static final String REMOVE_BLOCK = "DELETE FROM blocks WHERE player_id = ? AND blocked_id = ?";

    static final String COUNT_BLOCKS = "SELECT count(*) AS blocks FROM blocks WHERE player_id = ?";

    static final String BLOCK_LIST =
            "SELECT b.blocked_id AS player_id, p.display_name, NULL AS met_at_ms FROM blocks b"
                    + " LEFT JOIN players p ON p.player_id = b.blocked_id WHERE b.player_id = ?"
                    + " ORDER BY b.created_at_ms DESC, b.blocked_id";

    private BoardSql() {}
}
