-- Times are Unix milliseconds, UTC. Applied migrations are never edited; a change is a new file.

CREATE TABLE players (
    player_id       TEXT PRIMARY KEY NOT NULL,
    display_name    TEXT NOT NULL,
    device_hash     TEXT UNIQUE, -- SHA-256 of the device secret, hex; NULL = throw-away player
    created_at_ms   INTEGER NOT NULL,
    last_seen_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE lobbies (
    lobby_id      TEXT PRIMARY KEY NOT NULL,
    document      TEXT NOT NULL, -- the lobby room's JSON; the store does not look inside
    version       INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL,
    removed_at_ms INTEGER -- a removed lobby leaves a stone, so that a late save cannot revive it
) STRICT;

CREATE TABLE matches (
    match_id      TEXT PRIMARY KEY NOT NULL,
    lobby_id      TEXT NOT NULL,
    game_mode     TEXT NOT NULL,
    track         TEXT,
    region        TEXT NOT NULL,
    started_at_ms INTEGER NOT NULL,
    ended_at_ms   INTEGER -- NULL = still racing, or the node died
) STRICT;

CREATE TABLE match_members (
    player_id     TEXT NOT NULL REFERENCES players ON DELETE CASCADE,
    started_at_ms INTEGER NOT NULL, -- the match's, repeated: "latest of a player" reads ten rows
    match_id      TEXT NOT NULL REFERENCES matches ON DELETE CASCADE,
    PRIMARY KEY (player_id, started_at_ms, match_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX match_members_by_match ON match_members (match_id);

CREATE TABLE bans (
    ban_id        INTEGER PRIMARY KEY AUTOINCREMENT,
    subject       TEXT NOT NULL CHECK (subject IN ('player', 'device', 'cidr')),
    value         TEXT NOT NULL,
    reason        TEXT NOT NULL,
    until_ms      INTEGER NOT NULL, -- 0 = for ever
    created_at_ms INTEGER NOT NULL,
    UNIQUE (subject, value)
) STRICT;

CREATE TABLE audit (
    entry_id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms    INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    action   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    detail   TEXT NOT NULL
) STRICT;

CREATE INDEX audit_by_time ON audit (at_ms);
