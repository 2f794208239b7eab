-- A decision may ban a player and his device, and may be lifted while the database is away: what is
-- written behind arrives twice and in any order, so the newest decision about a subject is kept.

CREATE TABLE bans_by_subject (
    subject       TEXT NOT NULL CHECK (subject IN ('player', 'device', 'cidr')),
    value         TEXT NOT NULL,
    ban_id        INTEGER NOT NULL, -- the decision's
    reason        TEXT NOT NULL,
    until_ms      INTEGER NOT NULL, -- 0 = for ever
    actor         TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    revision      INTEGER NOT NULL, -- grows with every decision about the same subject and value
    lifted_at_ms  INTEGER NOT NULL, -- 0 = it was not lifted
    PRIMARY KEY (subject, value)
) STRICT, WITHOUT ROWID;
INSERT INTO bans_by_subject
    (subject, value, ban_id, reason, until_ms, actor, created_at_ms, revision, lifted_at_ms)
    SELECT subject, value, ban_id, reason, until_ms, '', created_at_ms, created_at_ms, 0 FROM bans;
DROP TABLE bans;
ALTER TABLE bans_by_subject RENAME TO bans;
