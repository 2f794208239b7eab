package dev.rallypoint.store;

import java.util.List;
import java.util.Map;

/** What the tables know about one player: to give it to him, and to erase it. */
final class PrivacySql {
    static final String PLAYER = "player";

    /** By name in the export; every parameter is the player's id. */
    static final Map<String, String> EXPORT =
            Map.of(
                    PLAYER,
                    "SELECT player_id, display_name, created_at_ms, last_seen_at_ms, region,"
                            + " CASE WHEN device_hash IS NULL THEN 'no' ELSE 'as a hash' END"
                            + " AS device FROM players WHERE player_id = ?",
                    "logins",
                    "SELECT login_id, version, expires_at_ms FROM logins WHERE player_id = ?",
                    "ratings",
                    "SELECT game_mode, mu, sigma, matches, last_match_at_ms FROM ratings"
                            + " WHERE player_id = ?",
                    "matches",
                    "SELECT m.match_id, m.game_mode, m.track, m.region, m.started_at_ms,"
                            + " m.ended_at_ms, l.place, l.finished, l.time_ms, l.counted,"
                            + " l.mu_before, l.sigma_before, l.mu, l.sigma FROM match_members x"
                            + " JOIN matches m ON m.match_id = x.match_id"
                            + " LEFT JOIN match_places l ON l.match_id = x.match_id"
                            + " AND l.player_id = x.player_id WHERE x.player_id = ?",
                    "reports",
                    "SELECT match_id, reported_at_ms, document FROM result_reports"
                            + " WHERE reporter = ?",
                    "bestTimes",
                    "SELECT game_mode, track, season, region, time_ms, match_id, achieved_at_ms"
                            + " FROM best_times WHERE player_id = ?",
                    "blocks",
                    "SELECT blocked_id, created_at_ms FROM blocks WHERE player_id = ?",
                    "bans",
                    "SELECT subject, reason, until_ms, created_at_ms, lifted_at_ms FROM bans"
                            + " WHERE subject = 'player' AND value = ? OR subject = 'device'"
                            + " AND value IN (SELECT device_hash FROM players WHERE player_id = ?)",
                    "audit",
                    "SELECT at_ms, action, subject, detail FROM audit"
                            + " WHERE subject = ? OR actor = ?");

    /** Parameters: keys. */
    static final String FIND_ERASED =
            "SELECT player_key, pseudonym FROM erased WHERE player_key IN (%s)";

    static final String ADD_ERASED =
            "INSERT INTO erased (player_key, pseudonym, erased_at_ms) VALUES (?, ?, ?)"
                    + " ON CONFLICT DO NOTHING";

    static final String FORGET_ERASED = "DELETE FROM erased WHERE erased_at_ms < ?";

    /** Nobody is erased until this transaction is over. */
    static final String HOLD_ERASURES_OFF = "SELECT held FROM erasure_held_off";

    /** Until this transaction is over nobody else writes what could name the erased. */
    static final String ERASE_ALONE = "SELECT held FROM erasure_alone";

    private static final String HIS_MATCHES =
            " match_id IN (SELECT match_id FROM match_members WHERE player_id = ?)";

    /**
     * Texts in which he is named, of matches he was in, so before {@link #RENAME}. Parameters: old
     * id, new id, old id.
     */
    static final List<String> RENAME_IN_TEXTS =
            List.of(
                    "UPDATE result_reports SET document = replace(document, ?, ?) WHERE"
                            + HIS_MATCHES,
                    "UPDATE match_results SET reason = replace(reason, ?, ?) WHERE" + HIS_MATCHES);

    /** Where others' ratings rest on it. Parameters: new id, then old id. */
    static final List<String> RENAME =
            List.of(
                    "UPDATE result_reports SET reporter = ? WHERE reporter = ? AND" + HIS_MATCHES,
                    "UPDATE matches SET owner = ? WHERE owner = ? AND" + HIS_MATCHES,
                    "UPDATE match_places SET player_id = ? WHERE player_id = ?",
                    "UPDATE match_members SET player_id = ? WHERE player_id = ?");

    /** Every parameter is the player's id. */
    static final List<String> FORGET =
            List.of(
                    "DELETE FROM players WHERE player_id = ?",
                    "DELETE FROM ratings WHERE player_id = ?",
                    "DELETE FROM best_times WHERE player_id = ?",
                    "DELETE FROM blocks WHERE player_id = ? OR blocked_id = ?",
                    "DELETE FROM logins WHERE player_id = ?");

    private PrivacySql() {}
}
