-- From here on to the head ratings are to be made again; NULL = nothing is.
ALTER TABLE rating_heads ADD COLUMN redo_ended_at_ms INTEGER;
ALTER TABLE rating_heads ADD COLUMN redo_match_id TEXT NOT NULL DEFAULT '';
