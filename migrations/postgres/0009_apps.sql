-- Programs that people let act for them (OAuth 2), and what they were given.
CREATE TABLE apps (
    id BIGINT PRIMARY KEY,
    client_id TEXT NOT NULL UNIQUE,
    -- SHA-256, hexadecimal.
    secret_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    website TEXT,
    -- JSON array; an address counts only when it is one of these, letter by letter.
    redirect_uris TEXT NOT NULL,
    -- The most that the app may ask for: names separated by spaces.
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX apps_created ON apps (created_at);

-- Single use, a few minutes.
CREATE TABLE authorization_codes (
    code_hash TEXT PRIMARY KEY,
    app_id BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    -- PKCE, S256: base64url of the SHA-256 of the verifier.
    challenge TEXT,
    expires_at BIGINT NOT NULL,
    -- A code that is used twice ends what it was exchanged for.
    token_id BIGINT,
    created_at BIGINT NOT NULL
);

CREATE INDEX authorization_codes_app ON authorization_codes (app_id);
CREATE INDEX authorization_codes_actor ON authorization_codes (actor_id);
CREATE INDEX authorization_codes_expiry ON authorization_codes (expires_at);

CREATE TABLE access_tokens (
    id BIGINT PRIMARY KEY,
    app_id BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    -- NULL: the app speaks for itself alone (client credentials).
    actor_id BIGINT REFERENCES accounts (actor_id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL
);

CREATE INDEX access_tokens_app ON access_tokens (app_id);
CREATE INDEX access_tokens_actor ON access_tokens (actor_id, id DESC);

-- Web Push (RFC 8030), one for each token.
CREATE TABLE push_subscriptions (
    id BIGINT PRIMARY KEY,
    token_id BIGINT NOT NULL UNIQUE REFERENCES access_tokens (id) ON DELETE CASCADE,
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    endpoint TEXT NOT NULL,
    -- base64url, as the client sent them (RFC 8291).
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    -- aes128gcm (RFC 8291) or aesgcm (the draft that older clients know).
    encoding TEXT NOT NULL CHECK (encoding IN ('aes128gcm', 'aesgcm')),
    -- Names of notifications, separated by spaces.
    alerts TEXT NOT NULL,
    policy TEXT NOT NULL CHECK (policy IN ('all', 'followed', 'follower', 'none')),
    created_at BIGINT NOT NULL
);

CREATE INDEX push_subscriptions_actor ON push_subscriptions (actor_id);
