-- Who asked matchmaking together: a race in which one party has most of the votes changes no rating.
ALTER TABLE match_members ADD COLUMN party text NOT NULL DEFAULT ''; -- the same for all of one; empty = alone
