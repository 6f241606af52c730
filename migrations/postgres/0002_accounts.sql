-- People who sign in here.
CREATE TABLE accounts (
    actor_id BIGINT PRIMARY KEY REFERENCES actors (id),
    email TEXT NOT NULL,
    -- argon2id, PHC string.
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'moderator', 'person')),
    state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'suspended', 'closed')),
    locale TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    theme TEXT NOT NULL CHECK (theme IN ('system', 'light', 'dark')),
    -- What the person wrote when asking for an account.
    sign_up_note TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX accounts_email ON accounts (lower(email));
CREATE INDEX accounts_state ON accounts (state, actor_id);

-- A browser that is signed in. The cookie holds the token; the database only its SHA-256.
CREATE TABLE sessions (
    id BIGINT PRIMARY KEY,
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    user_agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX sessions_actor ON sessions (actor_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Facts about the node that an administrator can change while it runs.
CREATE TABLE node_settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
