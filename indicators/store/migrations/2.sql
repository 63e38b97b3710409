-- Schema 1 → 2: updates and what was asked. The day a figure was had is that of its batch, so that the order in which
-- rows count stays as it was, whatever the clocks said.

CREATE TEMP TABLE had AS
SELECT batch_id, kind = 'shipped' AS by_rule, max(recorded_at) OVER (ORDER BY batch_id)::DATE AS had_on FROM batches;

ALTER TABLE batches RENAME TO batches_1;
ALTER TABLE observations RENAME TO observations_1;
ALTER TABLE events RENAME TO events_1;

CREATE TABLE batches (
    batch_id INTEGER PRIMARY KEY,
    kind VARCHAR NOT NULL CHECK (kind IN ('shipped', 'import', 'update')),
    title VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    sha256 VARCHAR NOT NULL,
    rows_observations INTEGER NOT NULL,
    rows_events INTEGER NOT NULL
);

CREATE TABLE observations (
    series_id INTEGER NOT NULL,
    time_period DATE NOT NULL,
    obs_value DOUBLE CHECK (isfinite(obs_value)),
    obs_status VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    known_from DATE NOT NULL,
    by_rule BOOLEAN NOT NULL,
    had_on DATE NOT NULL,
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
    by_rule BOOLEAN NOT NULL,
    had_on DATE NOT NULL,
    removed BOOLEAN NOT NULL,
    batch_id INTEGER NOT NULL
);

CREATE TABLE fetches (
    source VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    status INTEGER NOT NULL,
    etag VARCHAR NOT NULL,
    last_modified VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    publisher_stamp VARCHAR NOT NULL,
    reader VARCHAR NOT NULL,
    fetched_at TIMESTAMP NOT NULL,
    outcome VARCHAR NOT NULL CHECK (outcome IN ('new', 'unchanged', 'refused', 'failed', 'discarded')),
    reason VARCHAR NOT NULL,
    rows_new INTEGER NOT NULL,
    rows_revised INTEGER NOT NULL,
    rows_gone INTEGER NOT NULL,
    batch_id INTEGER
);

INSERT INTO batches FROM batches_1;

INSERT INTO observations BY NAME
SELECT rows.*, by_rule, had_on FROM observations_1 rows JOIN had USING (batch_id);

INSERT INTO events BY NAME
SELECT rows.*, by_rule, had_on FROM events_1 rows JOIN had USING (batch_id);

DROP TABLE batches_1;
DROP TABLE observations_1;
DROP TABLE events_1;
DROP TABLE had;
