-- Durable background work. A job is leased while it runs; when its process dies the lease runs out and it is due again.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    -- At most one job has a given key; one that has failed makes room for the next.
    unique_key TEXT NOT NULL UNIQUE,
    -- JSON, versioned by its kind.
    payload TEXT NOT NULL,
    -- JSON: how far a long job is, for pages to show and for the job to go on from.
    progress TEXT,
    run_at BIGINT NOT NULL,
    -- Runs begun since the last success or step forward.
    attempts BIGINT NOT NULL,
    last_error TEXT,
    leased_by TEXT,
    leased_until BIGINT,
    created_at BIGINT NOT NULL,
    -- Given up; kept for administrators to see.
    failed_at BIGINT
);

CREATE INDEX jobs_due ON jobs (run_at, id) WHERE failed_at IS NULL;

-- Anything that must have one owner among the processes that share this database: the inbox, the renderer, a slot of
-- the id space. Free again when the lease has run out.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    leased_by TEXT NOT NULL,
    leased_until BIGINT NOT NULL
);
