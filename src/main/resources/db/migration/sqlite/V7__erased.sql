-- Who was erased: whatever is written late about him is written about his pseudonym.
CREATE TABLE erased (
    player_key   TEXT PRIMARY KEY NOT NULL, -- SHA-256 of his id, which is random and cannot be guessed
    pseudonym    TEXT NOT NULL, -- in his place in the matches of others
    erased_at_ms INTEGER NOT NULL -- forgotten when nothing can come late any more
) STRICT, WITHOUT ROWID;

CREATE INDEX erased_by_time ON erased (erased_at_ms);

-- An erasure is alone. In PostgreSQL to read this means to wait for all others; here only one writes
-- at any time, so there is nothing to wait for.
CREATE VIEW erasure_alone AS SELECT 1 AS held;

-- What a player gets and what is erased is found by his id.
CREATE INDEX logins_by_player ON logins (player_id);
CREATE INDEX audit_by_subject ON audit (subject);
CREATE INDEX audit_by_actor ON audit (actor);
