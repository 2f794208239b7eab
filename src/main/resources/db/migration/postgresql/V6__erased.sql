-- Who was erased: whatever is written late about him is written about his pseudonym.
CREATE TABLE erased (
    player_key   text PRIMARY KEY, -- SHA-256 of his id, which is random and cannot be guessed
    pseudonym    text NOT NULL, -- in his place in the matches of others
    erased_at_ms bigint NOT NULL -- forgotten when nothing can come late any more
);

CREATE INDEX erased_by_time ON erased (erased_at_ms);

-- An erasure is alone: to read the one means to hold it off until the transaction is over, to read
-- the other to wait until nobody does. The number is anything that nobody else here locks.
CREATE VIEW erasure_held_off AS SELECT 1 AS held FROM pg_advisory_xact_lock_shared(7205759403792);
CREATE VIEW erasure_alone AS SELECT 1 AS held FROM pg_advisory_xact_lock(7205759403792);

-- What a player gets and what is erased is found by his id.
CREATE INDEX logins_by_player ON logins (player_id);
CREATE INDEX audit_by_subject ON audit (subject);
CREATE INDEX audit_by_actor ON audit (actor);
