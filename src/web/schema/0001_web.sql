-- Versions of content: what snapshots and page caches are keyed by.
CREATE TABLE content_version (
	k TEXT PRIMARY KEY,
	v INTEGER NOT NULL
);

-- Small values that the program keeps for itself: the forms' secret, what was loaded.
CREATE TABLE web_value (
	k TEXT PRIMARY KEY,
	v TEXT NOT NULL
);
