-- A source is named again with each of its files: its loads are found by it.
CREATE INDEX navigator_load_source ON navigator_load (source);
