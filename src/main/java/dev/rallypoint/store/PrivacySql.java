package dev.rallypoint.store;

import java.util.List;

/** How a player is erased; what the tables know of him is in {@link ExportSection}, too. */
final class PrivacySql {
    /** Parameters: keys. */
    static final String FIND_ERASED =
            "SELECT player_key, pseudonym FROM erased WHERE player_key IN (%s)";

    /** A row if he was erased and nothing of him is left. Parameters: key, then the player. */
    static final String NOTHING_LEFT =
            "SELECT pseudonym FROM erased WHERE player_key = ?"
                    + without("players", "player_id")
                    + without("ratings", "player_id")
                    + without("best_times", "player_id")
                    + without("blocks", "player_id")
                    + without("blocks", "blocked_id")
                    + without("logins", "player_id")
                    + without("match_places", "player_id")
                    + without("match_members", "player_id");

    static final String ADD_ERASED =
            "INSERT INTO erased (player_key, pseudonym, erased_at_ms) VALUES (?, ?, ?)"
                    + " ON CONFLICT DO NOTHING";

    static final String FORGET_ERASED = "DELETE FROM erased WHERE erased_at_ms < ?";

    /** Nobody is erased until this transaction is over. */
    static final String HOLD_ERASURES_OFF = "SELECT held FROM erasure_held_off";

    /**
     * For this transaction. Who waits for a lock lets nobody pass, so all transactions of the
     * cluster would wait with an erasure for one that hangs.
     */
    static final String HURRY = "SELECT set_config('lock_timeout', '1000', true)";

    /** Until this transaction is over nobody else writes what could name the erased. */
    static final String ERASE_ALONE = "SELECT held FROM erasure_alone";

    private static final String HIS_MATCHES =
            " match_id IN (SELECT match_id FROM match_members WHERE player_id = ?)";

    /** What he showed for his word. Parameters: the player, twice. */
    static final String HIS_EVIDENCE =
            "SELECT match_id, document FROM result_reports WHERE reporter = ?"
                    + " AND document LIKE '%\"evidence\":\"%' AND"
                    + HIS_MATCHES;

    /** Parameters: document, match, reporter. */
    static final String SET_REPORT =
            "UPDATE result_reports SET document = ? WHERE match_id = ? AND reporter = ?";

    /** Unless another report has the same. Parameters: match, evidence, as reports have it. */
    static final String FORGET_EVIDENCE =
            "UPDATE match_results SET evidence = '' WHERE match_id = ? AND evidence = ?"
                    + " AND NOT EXISTS (SELECT 1 FROM result_reports r"
                    + " WHERE r.match_id = match_results.match_id"
                    + " AND replace(r.document, ?, '') <> r.document)";

    /**
     * Texts in which he is named, of matches he was in, so before {@link #RENAME}. Parameters: old
     * id, new id, old id.
     */
    static final List<String> RENAME_IN_TEXTS =
            List.of(
                    "UPDATE result_reports SET document = replace(document, ?, ?) WHERE"
                            + HIS_MATCHES,
                    "UPDATE match_results SET reason = replace(reason, ?, ?) WHERE" + HIS_MATCHES,
                    "UPDATE match_results SET evidence = replace(evidence, ?, ?) WHERE"
                            + HIS_MATCHES);

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

    private static String without(String table, String column) {
        return " AND NOT EXISTS (SELECT 1 FROM " + table + " WHERE " + column + " = ?)";
    }
}
