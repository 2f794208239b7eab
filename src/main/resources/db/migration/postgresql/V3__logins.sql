-- Who is logged in, and whose tokens were revoked. No token is in here: digests only.

CREATE TABLE logins (
    login_id      text PRIMARY KEY,
    player_id     text NOT NULL, -- of a player, who may still be on the way
    document      text NOT NULL, -- the login room's JSON; the store does not look inside
    version       bigint NOT NULL,
    expires_at_ms bigint NOT NULL
);

CREATE INDEX logins_by_expiry ON logins (expires_at_ms);

CREATE TABLE revocations (
    player_id text PRIMARY KEY,
    stamp     bigint NOT NULL -- grows; about Unix milliseconds
);
