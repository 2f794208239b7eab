-- How players came into a match, and who chose them: whose word about it counts, and what it is worth.

ALTER TABLE matches ADD COLUMN lobby_kind TEXT; -- matched, public or private; NULL = not known yet

-- started, matched (seated by matchmaking while it raced) or joined; the earliest of these holds
ALTER TABLE match_members ADD COLUMN origin TEXT NOT NULL DEFAULT 'started';

-- why it changes no rating; empty = it does. Of such a match, and of players for whom it does not count, the places
-- have counted = 0, as those of voided ones.
ALTER TABLE match_results ADD COLUMN unrated TEXT NOT NULL DEFAULT '';
