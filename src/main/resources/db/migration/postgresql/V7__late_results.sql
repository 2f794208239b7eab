-- From here on to the head ratings are to be made again; NULL = nothing is.
ALTER TABLE rating_heads ADD COLUMN redo_ended_at_ms bigint;
ALTER TABLE rating_heads ADD COLUMN redo_match_id text NOT NULL DEFAULT '';
