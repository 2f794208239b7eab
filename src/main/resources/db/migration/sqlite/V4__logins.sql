-- Who is logged in, and whose tokens were revoked. No token is in here: digests only.

CREATE TABLE logins (
    login_id      TEXT PRIMARY KEY NOT NULL,
    player_id     TEXT NOT NULL, -- of a player, who may still be on the way
    document      TEXT NOT NULL, -- the login room's JSON; the store does not look inside
    version       INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX logins_by_expiry ON logins (expires_at_ms);

CREATE TABLE revocations (
    player_id TEXT PRIMARY KEY NOT NULL,
    stamp     INTEGER NOT NULL -- grows; about Unix milliseconds
) STRICT;
