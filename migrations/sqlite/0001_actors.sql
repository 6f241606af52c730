-- Everyone who can sign an activity: people, communities, organizations and applications, here and elsewhere.
CREATE TABLE actors (
    id INTEGER PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'group', 'organization', 'application', 'service')),
    handle TEXT NOT NULL,
    -- Lower-cased authority of the home node; our own for local actors.
    domain TEXT NOT NULL,
    local BOOLEAN NOT NULL,
    name TEXT NOT NULL,
    summary_html TEXT NOT NULL,
    -- Markdown, for local actors and for those who send their source.
    summary_source TEXT,
    url TEXT,
    icon_url TEXT,
    banner_url TEXT,
    -- JSON: [{"name", "value"}], at most a dozen.
    fields TEXT NOT NULL,
    inbox_url TEXT NOT NULL,
    outbox_url TEXT,
    followers_url TEXT,
    featured_url TEXT,
    moderators_url TEXT,
    resources_url TEXT,
    shared_inbox_url TEXT,
    manually_approves BOOLEAN NOT NULL,
    discoverable BOOLEAN NOT NULL,
    indexable BOOLEAN NOT NULL,
    moved_to TEXT,
    -- JSON array of actor ids that this actor says are also it (FEP-7628).
    also_known_as TEXT NOT NULL,
    suspended_at BIGINT,
    deleted_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- When a remote document was last read; NULL for local actors.
    fetched_at BIGINT
);

-- One handle namespace for everything that is local. Remote handles are claims, so they are not unique.
CREATE UNIQUE INDEX actors_local_handle ON actors (lower(handle)) WHERE local;
CREATE INDEX actors_acct ON actors (domain, lower(handle));

-- Public keys of all actors (FEP-521a); private keys of local ones, sealed with the node's secret.
CREATE TABLE actor_keys (
    id INTEGER PRIMARY KEY,
    actor_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    key_uri TEXT NOT NULL UNIQUE,
    algorithm TEXT NOT NULL CHECK (algorithm IN ('rsa', 'ed25519')),
    -- PEM for RSA, multibase for Ed25519: as published.
    public_key TEXT NOT NULL,
    private_key_sealed TEXT,
    created_at BIGINT NOT NULL,
    retired_at BIGINT
);

CREATE INDEX actor_keys_actor ON actor_keys (actor_id);
