-- What a person set up for themselves; apps and pages share it.
CREATE TABLE posting_defaults (
    actor_id BIGINT PRIMARY KEY REFERENCES accounts (actor_id) ON DELETE CASCADE,
    sensitive BOOLEAN NOT NULL,
    -- A language tag; NULL: none is assumed.
    language TEXT
);

CREATE TABLE blocks (
    id BIGINT PRIMARY KEY,
    actor_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    target_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    -- The id of the Block activity.
    uri TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (actor_id, target_id)
);

CREATE INDEX blocks_target ON blocks (target_id);
CREATE INDEX blocks_uri ON blocks (uri);

CREATE TABLE mutes (
    id BIGINT PRIMARY KEY,
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    target_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    -- Whether their notifications are kept away too.
    notifications BOOLEAN NOT NULL,
    -- NULL: until taken back.
    ends_at BIGINT,
    UNIQUE (actor_id, target_id)
);

CREATE INDEX mutes_target ON mutes (target_id);

CREATE TABLE muted_domains (
    id BIGINT PRIMARY KEY,
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    domain TEXT NOT NULL,
    UNIQUE (actor_id, domain)
);

-- What a follower does not want of somebody they follow; no row: everything but notifications of each post.
CREATE TABLE follow_wishes (
    follower_id BIGINT NOT NULL,
    target_id BIGINT NOT NULL,
    show_shares BOOLEAN NOT NULL,
    notify BOOLEAN NOT NULL,
    -- JSON array of language tags; NULL: all.
    languages TEXT,
    PRIMARY KEY (follower_id, target_id),
    FOREIGN KEY (follower_id, target_id) REFERENCES follows (follower_id, target_id) ON DELETE CASCADE
);

-- A private remark about somebody.
CREATE TABLE account_notes (
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    target_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    comment TEXT NOT NULL,
    PRIMARY KEY (actor_id, target_id)
);

CREATE INDEX account_notes_target ON account_notes (target_id);

-- Lists that a person made; each followed community is one too, without a row.
CREATE TABLE lists (
    id BIGINT PRIMARY KEY,
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    replies_policy TEXT NOT NULL CHECK (replies_policy IN ('followed', 'list', 'none')),
    exclusive BOOLEAN NOT NULL
);

CREATE INDEX lists_actor ON lists (actor_id, id);

CREATE TABLE list_members (
    list_id BIGINT NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
    actor_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    id BIGINT NOT NULL UNIQUE,
    PRIMARY KEY (list_id, actor_id)
);

CREATE INDEX list_members_actor ON list_members (actor_id);

CREATE TABLE filters (
    id BIGINT PRIMARY KEY,
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    -- home, notifications, public, thread, account; separated by spaces.
    contexts TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('warn', 'hide', 'blur')),
    ends_at BIGINT
);

CREATE INDEX filters_actor ON filters (actor_id, id);

CREATE TABLE filter_keywords (
    id BIGINT PRIMARY KEY,
    filter_id BIGINT NOT NULL REFERENCES filters (id) ON DELETE CASCADE,
    keyword TEXT NOT NULL,
    whole_word BOOLEAN NOT NULL
);

CREATE INDEX filter_keywords_filter ON filter_keywords (filter_id, id);

CREATE TABLE filter_posts (
    id BIGINT PRIMARY KEY,
    filter_id BIGINT NOT NULL REFERENCES filters (id) ON DELETE CASCADE,
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    UNIQUE (filter_id, post_id)
);

CREATE INDEX filter_posts_post ON filter_posts (post_id);

-- How far an app's timeline was read.
CREATE TABLE markers (
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    timeline TEXT NOT NULL CHECK (timeline IN ('home', 'notifications')),
    last_read_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (actor_id, timeline)
);

CREATE TABLE followed_tags (
    id BIGINT PRIMARY KEY,
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    UNIQUE (actor_id, tag)
);

CREATE TABLE featured_tags (
    id BIGINT PRIMARY KEY,
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    UNIQUE (actor_id, tag)
);

-- Whose notifications are kept apart or away. JSON; no row: nobody's.
CREATE TABLE notification_policies (
    actor_id BIGINT PRIMARY KEY REFERENCES accounts (actor_id) ON DELETE CASCADE,
    policy TEXT NOT NULL
);

-- Notifications that the policy keeps apart until the person has looked at who they come from.
ALTER TABLE notifications ADD COLUMN filtered BOOLEAN NOT NULL DEFAULT FALSE;

-- From whom a person wants notifications although the policy keeps them apart.
CREATE TABLE notification_permissions (
    account_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    actor_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    PRIMARY KEY (account_id, actor_id)
);

CREATE INDEX notification_permissions_actor ON notification_permissions (actor_id);
