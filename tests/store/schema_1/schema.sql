-- The store's tables. All are append-only: nothing is ever updated or deleted. Undoing a batch is a row in
-- `retractions`; a row that left the shipped data is a row with `removed`.

CREATE TABLE about (
    schema_version INTEGER NOT NULL
);

CREATE TABLE batches (
    batch_id INTEGER PRIMARY KEY,
    kind VARCHAR NOT NULL CHECK (kind IN ('shipped', 'import')),
    title VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL, -- UTC
    sha256 VARCHAR NOT NULL, -- of the imported file, or of all that ships
    rows_observations INTEGER NOT NULL,
    rows_events INTEGER NOT NULL
);

CREATE TABLE series (
    series_id INTEGER NOT NULL,
    indicator VARCHAR NOT NULL,
    ref_area VARCHAR NOT NULL,
    counterpart_area VARCHAR NOT NULL,
    freq VARCHAR NOT NULL CHECK (freq IN ('A', 'Q', 'M', 'D'))
);

CREATE TABLE observations (
    series_id INTEGER NOT NULL,
    time_period DATE NOT NULL,
    obs_value DOUBLE CHECK (isfinite(obs_value)), -- null: known to be missing (obs_status M)
    obs_status VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    known_from DATE NOT NULL, -- the day from which the figure could be known
    removed BOOLEAN NOT NULL,
    batch_id INTEGER NOT NULL
);

CREATE TABLE events (
    event_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    ref_area VARCHAR NOT NULL,
    counterpart_area VARCHAR NOT NULL,
    date_start DATE NOT NULL,
    date_end DATE,
    grade VARCHAR NOT NULL,
    scope DOUBLE,
    types VARCHAR NOT NULL,
    bilateral BOOLEAN NOT NULL,
    end_status VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    source_url VARCHAR NOT NULL,
    known_from DATE NOT NULL,
    removed BOOLEAN NOT NULL,
    batch_id INTEGER NOT NULL
);

CREATE TABLE retractions (
    batch_id INTEGER PRIMARY KEY,
    retracted_at TIMESTAMP NOT NULL, -- UTC
    reason VARCHAR NOT NULL
);

CREATE TABLE definitions (
    definition_id VARCHAR NOT NULL,
    toml VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL
);

CREATE TABLE snapshots (
    name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    manifest VARCHAR NOT NULL, -- JSON
    note VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL
);
