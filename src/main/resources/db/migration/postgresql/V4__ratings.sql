-- Ratings, results, best times, blocks. The places of matches are the ledger: the rating after each
-- match stands in it, and whatever else is in here is made anew from it.

ALTER TABLE players ADD COLUMN region text; -- of the last match; NULL = none yet

ALTER TABLE matches ADD COLUMN owner text; -- of the lobby, who may report; NULL = not known
ALTER TABLE matches ADD COLUMN owner_since_ms bigint NOT NULL DEFAULT 0;

CREATE TABLE match_results (
    match_id      text PRIMARY KEY, -- of a match, whose row may still be on the way
    game_mode     text NOT NULL,
    track         text NOT NULL, -- empty = none
    region        text NOT NULL,
    state         text NOT NULL CHECK (state IN ('open', 'settled', 'disputed', 'voided')),
    ended_at_ms   bigint NOT NULL, -- what ratings are ordered by
    due_at_ms     bigint NOT NULL, -- when it is settled by the reports that are there
    changed_at_ms bigint NOT NULL,
    decided_by    text NOT NULL, -- majority, unopposed, host or operator; empty = nobody
    reason        text NOT NULL, -- why disputed or voided
    evidence      text NOT NULL -- empty = none
);

CREATE INDEX match_results_in_order ON match_results (game_mode, ended_at_ms, match_id);
CREATE INDEX match_results_by_state ON match_results (state, due_at_ms);

CREATE TABLE result_reports (
    match_id       text NOT NULL,
    reporter       text NOT NULL, -- a player id, or "operator/" and a name
    reported_at_ms bigint NOT NULL,
    document       text NOT NULL, -- what he reported, JSON
    PRIMARY KEY (match_id, reporter)
);

CREATE TABLE match_places (
    match_id     text NOT NULL REFERENCES match_results,
    player_id    text NOT NULL,
    game_mode    text NOT NULL, -- the match's, repeated, as are the next two
    ended_at_ms  bigint NOT NULL,
    counted      integer NOT NULL, -- 0 = voided
    place        integer NOT NULL, -- 1, 2, 3 …; equal = a tie
    team         integer NOT NULL, -- members of one team have the same
    finished     integer NOT NULL, -- 0 = did not finish
    time_ms      bigint, -- NULL = none
    mu_before    double precision, -- NULL, as the next four: not rated yet, or not at all
    sigma_before double precision,
    mu           double precision,
    sigma        double precision,
    matches      integer, -- that the player has with this one
    PRIMARY KEY (match_id, player_id)
);

CREATE INDEX match_places_by_player ON match_places (player_id, game_mode, ended_at_ms, match_id);

CREATE TABLE rating_heads (
    game_mode   text PRIMARY KEY,
    ended_at_ms bigint NOT NULL, -- ratings are made up to and with this match; without id: up to this time
    match_id    text NOT NULL
);

CREATE TABLE ratings (
    player_id        text NOT NULL,
    game_mode        text NOT NULL,
    mu               double precision NOT NULL,
    sigma            double precision NOT NULL,
    board_key        double precision NOT NULL, -- 3 sigma - mu: ascending order has the best first
    matches          integer NOT NULL,
    last_match_at_ms bigint NOT NULL,
    PRIMARY KEY (player_id, game_mode)
);

CREATE INDEX ratings_in_order ON ratings (game_mode, board_key, player_id);

CREATE TABLE best_times (
    game_mode      text NOT NULL,
    track          text NOT NULL,
    season         text NOT NULL, -- empty = of all time
    region         text NOT NULL, -- empty = of the world
    player_id      text NOT NULL,
    time_ms        bigint NOT NULL,
    match_id       text NOT NULL,
    achieved_at_ms bigint NOT NULL,
    PRIMARY KEY (game_mode, track, season, region, player_id)
);

CREATE INDEX best_times_in_order
    ON best_times (game_mode, track, season, region, time_ms, achieved_at_ms, player_id);
CREATE INDEX best_times_by_player ON best_times (player_id);

CREATE TABLE blocks (
    player_id     text NOT NULL,
    blocked_id    text NOT NULL, -- whom he does not want to meet
    created_at_ms bigint NOT NULL,
    PRIMARY KEY (player_id, blocked_id)
);

CREATE INDEX blocks_by_blocked ON blocks (blocked_id);
