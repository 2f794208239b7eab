package dev.rallypoint.store;

/** Every statement this room runs. Values only ever travel as parameters. */
final class StoreSql {
    /**
     * One statement, so that simultaneous first logins of one device make one player. Told twice,
     * it is one login.
     */
    static final String REGISTER_DEVICE =
            "INSERT INTO players"
                    + " (player_id, display_name, device_hash, created_at_ms, last_seen_at_ms)"
                    + " VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (device_hash) DO UPDATE SET"
                    + " display_name = excluded.display_name,"
                    + " last_seen_at_ms = CASE"
                    + " WHEN excluded.last_seen_at_ms > players.last_seen_at_ms"
                    + " THEN excluded.last_seen_at_ms ELSE players.last_seen_at_ms END"
                    + " RETURNING player_id, display_name, created_at_ms, last_seen_at_ms,"
                    + " region";

    /** The last parameter is the player's key. One statement, since it is made so often. */
    private static final String UNLESS_ERASED =
            " WHERE NOT EXISTS (SELECT 1 FROM erased WHERE player_key = ?)";

    /** Told twice, it is one player; no row if he was erased, or somebody else has the id. */
    static final String REGISTER_THROW_AWAY =
            "INSERT INTO players (player_id, display_name, created_at_ms, last_seen_at_ms)"
                    + " SELECT ?, ?, ?, ?"
                    + UNLESS_ERASED
                    + " ON CONFLICT (player_id) DO UPDATE SET display_name = excluded.display_name"
                    + " WHERE players.device_hash IS NULL"
                    + " AND players.display_name = excluded.display_name"
                    + " AND players.created_at_ms = excluded.created_at_ms"
                    + " RETURNING player_id, display_name, created_at_ms, last_seen_at_ms,"
                    + " region";

    static final String FIND_PLAYER =
            "SELECT player_id, display_name, created_at_ms, last_seen_at_ms, region FROM players"
                    + " WHERE player_id = ?";

    /** Parameters: the player, twice. */
    static final String IS_KNOWN =
            "SELECT player_id FROM players WHERE player_id = ? UNION ALL"
                    + " SELECT player_id FROM match_members WHERE player_id = ? LIMIT 1";

    static final String RECENT_MATCHES =
            "SELECT m.match_id, m.game_mode, m.track, m.started_at_ms"
                    + " FROM match_members p JOIN matches m ON m.match_id = p.match_id"
                    + " WHERE p.player_id = ? AND m.started_at_ms > 0"
                    + " ORDER BY p.started_at_ms DESC, p.match_id LIMIT ?";

    static final String SAVE_LOBBY =
            "INSERT INTO lobbies (lobby_id, document, version, updated_at_ms)"
                    + " VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT (lobby_id) DO UPDATE SET"
                    + " document = excluded.document, version = excluded.version,"
                    + " updated_at_ms = excluded.updated_at_ms"
                    + " WHERE excluded.version > lobbies.version AND lobbies.removed_at_ms IS NULL";

    static final String DELETE_LOBBY =
            "INSERT INTO lobbies (lobby_id, document, version, updated_at_ms, removed_at_ms)"
                    + " VALUES (?, '', 0, ?, ?)"
                    + " ON CONFLICT (lobby_id) DO UPDATE SET"
                    + " document = '', removed_at_ms = excluded.removed_at_ms";

    static final String FORGET_REMOVED_LOBBIES = "DELETE FROM lobbies WHERE removed_at_ms < ?";

    static final String LOAD_LOBBIES =
            "SELECT lobby_id, document, version, updated_at_ms FROM lobbies"
                    + " WHERE removed_at_ms IS NULL ORDER BY lobby_id";

    /** The start may come after the end. */
    static final String START_MATCH =
            "INSERT INTO matches (match_id, lobby_id, game_mode, track, region, started_at_ms,"
                    + " owner, owner_since_ms, lobby_kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (match_id) DO UPDATE SET lobby_kind = excluded.lobby_kind,"
                    + " lobby_id = excluded.lobby_id, game_mode = excluded.game_mode,"
                    + " track = excluded.track, region = excluded.region,"
                    + " started_at_ms = excluded.started_at_ms,"
                    + " owner = CASE WHEN matches.owner_since_ms > excluded.owner_since_ms"
                    + " THEN matches.owner ELSE excluded.owner END,"
                    + " owner_since_ms = CASE WHEN matches.owner_since_ms > excluded.owner_since_ms"
                    + " THEN matches.owner_since_ms ELSE excluded.owner_since_ms END"
                    + " WHERE matches.started_at_ms = 0 RETURNING owner_since_ms";

    /** News of who owns a match's lobby; the newest holds, and may come before the start. */
    static final String CHANGE_MATCH =
            "INSERT INTO matches (match_id, lobby_id, game_mode, region, started_at_ms, owner,"
                    + " owner_since_ms) VALUES (?, '', '', '', 0, ?, ?)"
                    + " ON CONFLICT (match_id) DO UPDATE SET owner = excluded.owner,"
                    + " owner_since_ms = excluded.owner_since_ms"
                    + " WHERE excluded.owner_since_ms > matches.owner_since_ms";

    /** Members who were told of before the start was. */
    static final String DATE_MATCH_MEMBERS =
            "UPDATE match_members SET started_at_ms = ? WHERE match_id = ? AND started_at_ms = 0";

    static final String SAW_PLAYER =
            "UPDATE players SET region = ?, last_seen_at_ms = ? WHERE player_id = ?"
                    + " AND last_seen_at_ms <= ?";

    /**
     * The player may still be on the way. Who left and walked in again is what he was at first, in
     * whatever order that is told.
     */
    static final String ADD_MATCH_MEMBER =
            "INSERT INTO match_members (match_id, started_at_ms, player_id, origin, party)"
                    + " SELECT m.match_id, m.started_at_ms, ?, ?, ? FROM matches m"
                    + " WHERE m.match_id = ?"
                    + " ON CONFLICT (player_id, started_at_ms, match_id)"
                    + " DO UPDATE SET origin = excluded.origin, party = excluded.party"
                    + " WHERE excluded.origin <> 'joined' AND match_members.origin <> 'started'";

    static final String END_MATCH =
            "INSERT INTO matches (match_id, lobby_id, game_mode, region, started_at_ms, ended_at_ms)"
                    + " VALUES (?, '', '', '', 0, ?) ON CONFLICT (match_id) DO UPDATE SET"
                    + " ended_at_ms = excluded.ended_at_ms WHERE matches.ended_at_ms IS NULL";

    static final String LOAD_BANS =
            "SELECT ban_id, subject, value, reason, until_ms, actor, created_at_ms, revision"
                    + " FROM bans WHERE lifted_at_ms = 0 AND (until_ms = 0 OR until_ms > ?)"
                    + " ORDER BY created_at_ms, subject, value";

    /** The newer of two decisions holds, whichever is written first. */
    static final String SAVE_BAN =
            "INSERT INTO bans (subject, value, ban_id, reason, until_ms, actor, created_at_ms,"
                    + " revision, lifted_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (subject, value) DO UPDATE SET"
                    + " ban_id = excluded.ban_id, reason = excluded.reason,"
                    + " until_ms = excluded.until_ms, actor = excluded.actor,"
                    + " created_at_ms = excluded.created_at_ms, revision = excluded.revision,"
                    + " lifted_at_ms = excluded.lifted_at_ms"
                    + " WHERE excluded.revision > bans.revision";

    static final String FIND_DEVICE_OF_PLAYER =
            "SELECT player_id, device_hash FROM players WHERE player_id = ?";

    static final String FIND_PLAYER_OF_DEVICE =
            "SELECT player_id, device_hash FROM players WHERE device_hash = ?";

    static final String LIST_PLAYERS =
            "SELECT player_id, display_name, created_at_ms, last_seen_at_ms,"
                    + " CASE WHEN device_hash IS NULL THEN 0 ELSE 1 END AS devices FROM players"
                    + " WHERE player_id > ? AND lower(display_name) LIKE lower(?) ESCAPE '!'"
                    + " ORDER BY player_id LIMIT ?";

    /** An empty text is a filter that lets everything through. */
    static final String READ_AUDIT =
            "SELECT entry_id, at_ms, actor, action, subject, detail FROM audit WHERE entry_id < ?"
                    + " AND (? = '' OR actor = ?) AND (? = '' OR action = ?)"
                    + " AND (? = '' OR subject = ?) ORDER BY entry_id DESC LIMIT ?";

    static final String WRITE_AUDIT =
            "INSERT INTO audit (at_ms, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT DO NOTHING";

    static final String SAVE_LOGIN =
            "INSERT INTO logins (login_id, player_id, document, version, expires_at_ms)"
                    + " SELECT ?, ?, ?, ?, ?"
                    + UNLESS_ERASED
                    + " ON CONFLICT (login_id) DO UPDATE SET"
                    + " document = excluded.document, version = excluded.version,"
                    + " expires_at_ms = excluded.expires_at_ms"
                    + " WHERE excluded.version > logins.version";

    static final String FIND_LOGIN =
            "SELECT login_id, player_id, document, version, expires_at_ms FROM logins"
                    + " WHERE login_id = ?";

    static final String FORGET_EXPIRED_LOGINS = "DELETE FROM logins WHERE expires_at_ms < ?";

    static final String SAVE_REVOCATION =
            "INSERT INTO revocations (player_id, stamp) VALUES (?, ?)"
                    + " ON CONFLICT (player_id) DO UPDATE SET stamp = excluded.stamp"
                    + " WHERE excluded.stamp > revocations.stamp";

    static final String LOAD_REVOCATIONS =
            "SELECT player_id, stamp FROM revocations WHERE stamp > ?";

    private StoreSql() {}
}
