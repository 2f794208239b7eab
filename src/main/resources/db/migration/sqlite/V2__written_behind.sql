-- What is written behind may arrive twice and in any order.

-- A line that is told twice is one line.
DELETE FROM audit WHERE entry_id NOT IN
    (SELECT min(entry_id) FROM audit GROUP BY at_ms, actor, action, subject, detail);
DROP INDEX audit_by_time;
CREATE UNIQUE INDEX audit_once ON audit (at_ms, actor, action, subject, detail);

-- A member may be known before the player, and the end of a match before its start.
CREATE TABLE members_of_matches (
    player_id     TEXT NOT NULL, -- of a player, who may still be on the way
    started_at_ms INTEGER NOT NULL, -- the match's, repeated: "latest of a player" reads ten rows
    match_id      TEXT NOT NULL REFERENCES matches ON DELETE CASCADE,
    PRIMARY KEY (player_id, started_at_ms, match_id)
) STRICT, WITHOUT ROWID;
INSERT INTO members_of_matches SELECT player_id, started_at_ms, match_id FROM match_members;
DROP TABLE match_members;
ALTER TABLE members_of_matches RENAME TO match_members;
CREATE INDEX match_members_by_match ON match_members (match_id);

-- matches.started_at_ms = 0: only the end is known yet.
