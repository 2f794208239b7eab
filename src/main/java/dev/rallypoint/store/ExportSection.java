package dev.rallypoint.store;

import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import dev.rallypoint.contract.ResultMessage.ExportPart;
import dev.rallypoint.contract.ResultMessage.ExportPlace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the tables know about one player, section by section and each in the order of a key, so that
 * it can be given in parts of any size. Nothing of others is in it but ids: not who banned him, nor
 * where an operator called from.
 */
enum ExportSection {
    PLAYER(
            "player",
            "SELECT player_id, display_name, created_at_ms, last_seen_at_ms, region,"
                    + " CASE WHEN device_hash IS NULL THEN 'no' ELSE 'as a hash' END"
                    + " AS device FROM players WHERE player_id = ?",
            "player_id"),
    LOGINS(
            "logins",
            "SELECT login_id, version, expires_at_ms FROM logins WHERE player_id = ?",
            "login_id"),
    REVOCATIONS("revocations", "SELECT stamp FROM revocations WHERE player_id = ?", "stamp number"),
    RATINGS(
            "ratings",
            "SELECT game_mode, mu, sigma, matches, last_match_at_ms FROM ratings"
                    + " WHERE player_id = ?",
            "game_mode"),
    MATCHES(
            "matches",
            "SELECT x.match_id, m.game_mode, m.track, m.region, x.started_at_ms, m.ended_at_ms,"
                    + " r.state, l.place, l.team, l.finished, l.time_ms, l.counted, l.mu_before,"
                    + " l.sigma_before, l.mu, l.sigma FROM match_members x"
                    + " JOIN matches m ON m.match_id = x.match_id"
                    + " LEFT JOIN match_results r ON r.match_id = x.match_id"
                    + " LEFT JOIN match_places l ON l.match_id = x.match_id"
                    + " AND l.player_id = x.player_id WHERE x.player_id = ?",
            "x.started_at_ms number",
            "x.match_id"),
    REPORTS(
            "reports",
            "SELECT x.match_id, x.started_at_ms, r.reported_at_ms, r.document FROM match_members x"
                    + " JOIN result_reports r ON r.match_id = x.match_id"
                    + " AND r.reporter = x.player_id WHERE x.player_id = ?",
            "x.started_at_ms number",
            "x.match_id"),
    BEST_TIMES(
            "bestTimes",
            "SELECT game_mode, track, season, region, time_ms, match_id, achieved_at_ms"
                    + " FROM best_times WHERE player_id = ?",
            "game_mode",
            "track",
            "season",
            "region"),
    BLOCKS(
            "blocks",
            "SELECT blocked_id, created_at_ms FROM blocks WHERE player_id = ?",
            "blocked_id"),
    RECENT_PLAYERS(
            "recentPlayers",
            "SELECT * FROM (SELECT o.player_id, max(o.started_at_ms) AS met_at_ms FROM"
                    + " (SELECT match_id FROM match_members WHERE player_id = ?"
                    + " AND started_at_ms > 0 ORDER BY started_at_ms DESC LIMIT 50) AS x"
                    + " JOIN match_members o ON o.match_id = x.match_id"
                    + " WHERE o.player_id <> ? GROUP BY o.player_id) AS met WHERE met_at_ms > 0",
            "player_id"),
    BANS(
            "bans",
            "SELECT subject, value, reason, until_ms, created_at_ms, lifted_at_ms FROM bans"
                    + " WHERE (subject = 'player' AND value = ? OR subject = 'device'"
                    + " AND value IN (SELECT device_hash FROM players WHERE player_id = ?))",
            "subject",
            "value"),
    AUDIT(
            "audit",
            "SELECT entry_id, at_ms, action, subject, detail FROM audit"
                    + " WHERE (actor = ? OR subject = ? OR subject = 'player/' || ?"
                    + " OR subject IN (SELECT 'device/' || device_hash FROM players"
                    + " WHERE player_id = ?))",
            "entry_id number");

    private static final String NUMBER = " number";

    private final String word;
    private final String select;
    private final List<String> keys;

    /**
     * @param select every parameter is the player's id
     * @param keys columns that tell its rows apart, in the order of an index; text unless they say
     *     number
     */
    ExportSection(String word, String select, String... keys) {
        this.word = word;
        this.select = select;
        this.keys = List.of(keys);
    }

    /**
     * @param name empty = the first
     * @throws RejectedException INVALID_CURSOR if there is none
     */
    static ExportSection named(String name) {
        return Stream.of(values())
                .filter(section -> name.isEmpty() || section.word.equals(name))
                .findFirst()
                .orElseThrow(() -> new RejectedException(ProblemCode.INVALID_CURSOR));
    }

    private static String column(String key) {
        return key.replace(NUMBER, "");
    }

    String statement() {
        String columns = String.join(", ", keys.stream().map(ExportSection::column).toList());
        return select
                + " AND (%s) > (%s) ORDER BY %s LIMIT ?"
                        .formatted(columns, RatingSql.marks(keys.size()), columns);
    }

    /**
     * @param after the last row's key; empty = from the first row on
     * @throws RejectedException INVALID_CURSOR
     */
    List<Object> parameters(String playerId, List<String> after, int limit) {
        if (!after.isEmpty() && after.size() != keys.size()) {
            throw new RejectedException(ProblemCode.INVALID_CURSOR);
        }
        List<Object> all = new ArrayList<>(VertxErasures.same(playerId, select));
        Keyset key = new Keyset(after.isEmpty() ? Collections.nCopies(keys.size(), "") : after);
        for (int i = 0; i < keys.size(); i++) {
            boolean isNumber = keys.get(i).endsWith(NUMBER);
            all.add(isNumber ? (Object) (after.isEmpty() ? -1L : key.number(i)) : key.text(i));
        }
        all.add(limit);
        return all;
    }

    /**
     * @param rows one more than the limit if there are more
     */
    ExportPart part(List<Map<String, String>> rows, int limit) {
        boolean hasMore = rows.size() > limit;
        List<Map<String, String>> some = hasMore ? rows.subList(0, limit) : rows;
        Optional<ExportPlace> next =
                hasMore ? Optional.of(new ExportPlace(word, keyOf(rows.get(limit - 1)))) : next();
        return new ExportPart(word, some.stream().map(ExportSection::withoutHosts).toList(), next);
    }

    private List<String> keyOf(Map<String, String> row) {
        return keys.stream()
                .map(key -> row.get(column(key).substring(column(key).indexOf('.') + 1)))
                .toList();
    }

    private Optional<ExportPlace> next() {
        return ordinal() + 1 < values().length
                ? Optional.of(new ExportPlace(values()[ordinal() + 1].word, List.of()))
                : Optional.empty();
    }

    /** Where operators called from is about them. */
    private static Map<String, String> withoutHosts(Map<String, String> row) {
        Map<String, String> shown = new LinkedHashMap<>(row);
        shown.computeIfPresent(
                "detail", (column, text) -> text.replaceAll("(^| )host=\\S*", "").strip());
        return shown;
    }
}
