-- A decision may ban a player and his device, and may be lifted while the database is away: what is
-- written behind arrives twice and in any order, so the newest decision about a subject is kept.

CREATE TABLE bans_by_subject (
    subject       text NOT NULL CHECK (subject IN ('player', 'device', 'cidr')),
    value         text NOT NULL,
    ban_id        bigint NOT NULL, -- the decision's
    reason        text NOT NULL,
    until_ms      bigint NOT NULL, -- 0 = for ever
    actor         text NOT NULL,
    created_at_ms bigint NOT NULL,
    revision      bigint NOT NULL, -- grows with every decision about the same subject and value
    lifted_at_ms  bigint NOT NULL, -- 0 = it was not lifted
    PRIMARY KEY (subject, value)
);
INSERT INTO bans_by_subject
    (subject, value, ban_id, reason, until_ms, actor, created_at_ms, revision, lifted_at_ms)
    SELECT subject, value, ban_id, reason, until_ms, '', created_at_ms, created_at_ms, 0 FROM bans;
DROP TABLE bans;
ALTER TABLE bans_by_subject RENAME TO bans;
