-- Ratings, results, best times, blocks. The places of matches are the ledger: the rating after each
-- match stands in it, and whatever else is in here is made anew from it.
-- Tables with real numbers are not STRICT: STRICT knows REAL only, which JDBC takes for single
-- precision.

ALTER TABLE players ADD COLUMN region TEXT; -- of the last match; NULL = none yet

ALTER TABLE matches ADD COLUMN owner TEXT; -- of the lobby, who may report; NULL = not known
ALTER TABLE matches ADD COLUMN owner_since_ms INTEGER NOT NULL DEFAULT 0;

CREATE TABLE match_results (
    match_id      TEXT PRIMARY KEY NOT NULL, -- of a match, whose row may still be on the way
    game_mode     TEXT NOT NULL,
    track         TEXT NOT NULL, -- empty = none
    region        TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('open', 'settled', 'disputed', 'voided')),
    ended_at_ms   INTEGER NOT NULL, -- what ratings are ordered by
    due_at_ms     INTEGER NOT NULL, -- when it is settled by the reports that are there
    changed_at_ms INTEGER NOT NULL,
    decided_by    TEXT NOT NULL, -- majority, unopposed, host or operator; empty = nobody
    reason        TEXT NOT NULL, -- why disputed or voided
    evidence      TEXT NOT NULL -- empty = none
) STRICT;

CREATE INDEX match_results_in_order ON match_results (game_mode, ended_at_ms, match_id);
CREATE INDEX match_results_by_state ON match_results (state, due_at_ms);

CREATE TABLE result_reports (
    match_id       TEXT NOT NULL,
    reporter       TEXT NOT NULL, -- a player id, or "operator/" and a name
    reported_at_ms INTEGER NOT NULL,
    document       TEXT NOT NULL, -- what he reported, JSON
    PRIMARY KEY (match_id, reporter)
) STRICT, WITHOUT ROWID;

CREATE TABLE match_places (
    match_id     TEXT NOT NULL REFERENCES match_results,
    player_id    TEXT NOT NULL,
    game_mode    TEXT NOT NULL, -- the match's, repeated, as are the next two
    ended_at_ms  INTEGER NOT NULL,
    counted      INTEGER NOT NULL, -- 0 = voided
    place        INTEGER NOT NULL, -- 1, 2, 3 …; equal = a tie
    team         INTEGER NOT NULL, -- members of one team have the same
    finished     INTEGER NOT NULL, -- 0 = did not finish
    time_ms      INTEGER, -- NULL = none
    mu_before    DOUBLE, -- NULL, as the next four: not rated yet, or not at all
    sigma_before DOUBLE,
    mu           DOUBLE,
    sigma        DOUBLE,
    matches      INTEGER, -- that the player has with this one
    PRIMARY KEY (match_id, player_id)
) WITHOUT ROWID;

CREATE INDEX match_places_by_player ON match_places (player_id, game_mode, ended_at_ms, match_id);

CREATE TABLE rating_heads (
    game_mode   TEXT PRIMARY KEY NOT NULL,
    ended_at_ms INTEGER NOT NULL, -- ratings are made up to and with this match; without id: up to this time
    match_id    TEXT NOT NULL
) STRICT;

CREATE TABLE ratings (
    player_id        TEXT NOT NULL,
    game_mode        TEXT NOT NULL,
    mu               DOUBLE NOT NULL,
    sigma            DOUBLE NOT NULL,
    board_key        DOUBLE NOT NULL, -- 3 sigma - mu: ascending order has the best first
    matches          INTEGER NOT NULL,
    last_match_at_ms INTEGER NOT NULL,
    PRIMARY KEY (player_id, game_mode)
) WITHOUT ROWID;

CREATE INDEX ratings_in_order ON ratings (game_mode, board_key, player_id);

CREATE TABLE best_times (
    game_mode      TEXT NOT NULL,
    track          TEXT NOT NULL,
    season         TEXT NOT NULL, -- empty = of all time
    region         TEXT NOT NULL, -- empty = of the world
    player_id      TEXT NOT NULL,
    time_ms        INTEGER NOT NULL,
    match_id       TEXT NOT NULL,
    achieved_at_ms INTEGER NOT NULL,
    PRIMARY KEY (game_mode, track, season, region, player_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX best_times_in_order
    ON best_times (game_mode, track, season, region, time_ms, achieved_at_ms, player_id);
CREATE INDEX best_times_by_player ON best_times (player_id);

CREATE TABLE blocks (
    player_id     TEXT NOT NULL,
    blocked_id    TEXT NOT NULL, -- whom he does not want to meet
    created_at_ms INTEGER NOT NULL,
    PRIMARY KEY (player_id, blocked_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX blocks_by_blocked ON blocks (blocked_id);
