-- Facts that services recorded and that federation/outgoing still has to turn into activities.
CREATE TABLE outgoing (
    id BIGINT PRIMARY KEY,
    fact TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- The last sequence number given out. Updating the one row takes its lock until commit, so numbers become
-- visible in order and a cursor never passes an activity that commits later.
CREATE TABLE log_head (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    seq BIGINT NOT NULL
);

INSERT INTO log_head (only_row, seq) VALUES (1, 0);

-- The log: one row for each activity that we send, whoever listens.
CREATE TABLE activities (
    seq BIGINT PRIMARY KEY,
    uri TEXT NOT NULL,
    sender_id BIGINT NOT NULL REFERENCES actors (id),
    -- The bytes that are sent, once.
    body TEXT NOT NULL,
    -- Deliveries with the same key reach a peer in this order: the thread or object they are about.
    ordering_key BIGINT NOT NULL,
    -- followers: of audience_id. everyone: all peers. direct: only activity_inboxes.
    audience TEXT NOT NULL CHECK (audience IN ('followers', 'everyone', 'direct')),
    audience_id BIGINT REFERENCES actors (id),
    -- wrapped: for software that knows groups. plain: for microblogs. any: for both.
    rendering TEXT NOT NULL CHECK (rendering IN ('any', 'wrapped', 'plain')),
    created_at BIGINT NOT NULL
);

CREATE INDEX activities_uri ON activities (uri);
CREATE INDEX activities_audience ON activities (audience_id, seq);
CREATE INDEX activities_sender ON activities (sender_id);

-- Other servers, one row for each origin.
CREATE TABLE peers (
    id BIGINT PRIMARY KEY,
    -- Lower-cased authority.
    domain TEXT NOT NULL UNIQUE,
    software TEXT,
    software_version TEXT,
    -- When NodeInfo was last read.
    described_at BIGINT,
    -- Everything in the log up to here is done with.
    cursor BIGINT NOT NULL,
    -- active, paused (by an administrator), parked (silent for a week), gone.
    state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'parked', 'gone')),
    -- Which signatures it last accepted; NULL: not known.
    signature_scheme TEXT CHECK (signature_scheme IN ('cavage', 'rfc9421')),
    failures BIGINT NOT NULL,
    next_attempt_at BIGINT,
    last_success_at BIGINT,
    last_failure_at BIGINT,
    last_error TEXT,
    -- Which process serves it; free again when the lease has run out.
    leased_by TEXT,
    leased_until BIGINT,
    created_at BIGINT NOT NULL
);

CREATE INDEX peers_state ON peers (state, cursor);

-- Which collections of ours a peer listens to, and at which inbox.
CREATE TABLE subscriptions (
    peer_id BIGINT NOT NULL REFERENCES peers (id) ON DELETE CASCADE,
    actor_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    inbox_url TEXT NOT NULL,
    -- How many of its actors follow through this inbox; the row goes with the last.
    followers BIGINT NOT NULL,
    -- Activities up to this sequence number are from before the subscription.
    since_seq BIGINT NOT NULL,
    PRIMARY KEY (peer_id, actor_id, inbox_url)
);

CREATE INDEX subscriptions_actor ON subscriptions (actor_id);

-- Receivers that an activity names beside its audience.
CREATE TABLE activity_inboxes (
    peer_id BIGINT NOT NULL REFERENCES peers (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL REFERENCES activities (seq) ON DELETE CASCADE,
    inbox_url TEXT NOT NULL,
    PRIMARY KEY (peer_id, seq, inbox_url)
);

CREATE INDEX activity_inboxes_seq ON activity_inboxes (seq);

-- What a peer refused for good, for administrators to look at. Kept for thirty days.
CREATE TABLE delivery_failures (
    id BIGINT PRIMARY KEY,
    peer_id BIGINT NOT NULL REFERENCES peers (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    inbox_url TEXT NOT NULL,
    status BIGINT,
    error TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX delivery_failures_peer ON delivery_failures (peer_id, id DESC);

-- Accepted deliveries. A row stays for a while after it was processed, so that a second copy is recognised.
CREATE TABLE inbox (
    id BIGINT PRIMARY KEY,
    activity_uri TEXT NOT NULL UNIQUE,
    -- Who signed the request.
    signer_uri TEXT NOT NULL,
    body TEXT NOT NULL,
    -- Activities about one thing are processed in order.
    ordering_key TEXT NOT NULL,
    -- ignored: well-formed, and not for us. refused: not permitted. failed: gave up.
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'ignored', 'refused', 'failed')),
    attempts BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    outcome TEXT,
    received_at BIGINT NOT NULL,
    processed_at BIGINT
);

CREATE INDEX inbox_waiting ON inbox (id) WHERE state = 'waiting';
CREATE INDEX inbox_processed ON inbox (processed_at) WHERE state <> 'waiting';

-- Whom we federate with, beyond the mode of the node.
CREATE TABLE domain_rules (
    domain TEXT PRIMARY KEY,
    rule TEXT NOT NULL CHECK (rule IN ('allow', 'block')),
    reason TEXT NOT NULL,
    created_by BIGINT REFERENCES actors (id),
    created_at BIGINT NOT NULL
);

CREATE INDEX domain_rules_created_by ON domain_rules (created_by);
