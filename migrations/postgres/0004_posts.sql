-- Discussions, replies and resources. A thread is its root post and everything whose root_id is that post.
CREATE TABLE posts (
    id BIGINT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    url TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('discussion', 'reply', 'resource')),
    -- NULL: said outside of any community.
    community_id BIGINT REFERENCES communities (actor_id),
    author_id BIGINT NOT NULL REFERENCES actors (id),
    -- Its own id for a root post.
    root_id BIGINT NOT NULL REFERENCES posts (id),
    parent_id BIGINT REFERENCES posts (id),
    -- 0 for a root post.
    depth BIGINT NOT NULL,
    title TEXT,
    -- Markdown as its author wrote it, where we have it.
    source TEXT,
    -- Sanitised.
    html TEXT NOT NULL,
    -- Plain text, at most 500 characters. For a resource: its abstract.
    summary TEXT,
    language TEXT,
    sensitive BOOLEAN NOT NULL,
    link_url TEXT,
    -- The conversation as its owner names it (FEP-7888).
    context_uri TEXT,
    -- sent: waits for the community's host to publish it. refused: the host said no, state_reason says why.
    state TEXT NOT NULL CHECK (state IN ('sent', 'published', 'refused')),
    state_reason TEXT,
    version BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    edited_at BIGINT,
    -- deleted: by its author. removed: by a moderator, who can restore it.
    deleted_at BIGINT,
    removed_at BIGINT,
    removed_reason TEXT,
    locked_at BIGINT,
    pinned_at BIGINT,
    reply_count BIGINT NOT NULL,
    thanks_count BIGINT NOT NULL,
    dislike_count BIGINT NOT NULL,
    -- Of the whole thread; kept on the root post.
    last_activity_at BIGINT NOT NULL,
    -- When this node first had it; the order in which it was told.
    received_at BIGINT NOT NULL
);

-- The topic list, and its filters.
CREATE INDEX posts_topics ON posts (community_id, last_activity_at DESC, id DESC) WHERE parent_id IS NULL;
-- Home, over all communities: walked in order and filtered, never gathered and sorted.
CREATE INDEX posts_latest ON posts (last_activity_at DESC, id DESC) WHERE parent_id IS NULL;
CREATE INDEX posts_library ON posts (community_id, published_at DESC, id DESC) WHERE kind = 'resource';
CREATE INDEX posts_pinned ON posts (community_id, pinned_at) WHERE pinned_at IS NOT NULL;
CREATE INDEX posts_thread ON posts (root_id, id);
CREATE INDEX posts_parent ON posts (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX posts_author ON posts (author_id, id DESC);
CREATE INDEX posts_context ON posts (context_uri);

-- Every earlier wording. version counts from 1; the current wording is in posts.
CREATE TABLE post_revisions (
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    editor_id BIGINT REFERENCES actors (id),
    title TEXT,
    source TEXT,
    html TEXT NOT NULL,
    summary TEXT,
    -- JSON: what else a version of a resource holds (kind, licence, steward, dates, tags, files). NULL for the rest.
    details TEXT,
    -- What the editor said about the change.
    note TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (post_id, version)
);

CREATE INDEX post_revisions_editor ON post_revisions (editor_id);

CREATE TABLE post_tags (
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (post_id, tag)
);

CREATE INDEX post_tags_tag ON post_tags (tag, post_id DESC);

CREATE TABLE mentions (
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    PRIMARY KEY (post_id, actor_id)
);

CREATE INDEX mentions_actor ON mentions (actor_id, post_id DESC);

-- Uploaded files. The bytes lie in the media store under storage_key.
CREATE TABLE media (
    id BIGINT PRIMARY KEY,
    owner_id BIGINT NOT NULL REFERENCES actors (id),
    kind TEXT NOT NULL CHECK (kind IN ('image', 'document')),
    storage_key TEXT NOT NULL,
    thumbnail_key TEXT,
    media_type TEXT NOT NULL,
    file_name TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    width BIGINT,
    height BIGINT,
    blurhash TEXT,
    created_at BIGINT NOT NULL
);

CREATE INDEX media_owner ON media (owner_id);
CREATE INDEX media_storage_key ON media (storage_key);
CREATE INDEX media_thumbnail_key ON media (thumbnail_key);

-- Files and links of a post, in order.
CREATE TABLE attachments (
    id BIGINT PRIMARY KEY,
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    media_id BIGINT REFERENCES media (id),
    kind TEXT NOT NULL CHECK (kind IN ('image', 'document', 'link')),
    url TEXT NOT NULL,
    media_type TEXT,
    -- Alternative text of an image, title of a document or link.
    name TEXT NOT NULL,
    width BIGINT,
    height BIGINT,
    blurhash TEXT,
    position BIGINT NOT NULL
);

CREATE INDEX attachments_post ON attachments (post_id, position);
CREATE INDEX attachments_media ON attachments (media_id);

CREATE TABLE reactions (
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    actor_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('thanks', 'dislike')),
    -- The id of the Like or Dislike.
    uri TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (post_id, actor_id)
);

CREATE INDEX reactions_actor ON reactions (actor_id);
CREATE INDEX reactions_uri ON reactions (uri);

-- What makes a post of kind 'resource' a resource.
CREATE TABLE resources (
    post_id BIGINT PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN (
        'article', 'template', 'guideline', 'protocol', 'case_study', 'tool', 'website', 'video', 'recording',
        'training_material', 'dataset'
    )),
    licence TEXT,
    steward_id BIGINT REFERENCES actors (id),
    -- A calendar date, YYYY-MM-DD.
    review_by TEXT
);

CREATE INDEX resources_steward ON resources (steward_id);

-- How far a person has read a thread.
CREATE TABLE thread_reads (
    actor_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    root_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    read_to BIGINT NOT NULL,
    PRIMARY KEY (actor_id, root_id)
);

CREATE INDEX thread_reads_root ON thread_reads (root_id);

CREATE TABLE drafts (
    id BIGINT PRIMARY KEY,
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    -- Where it is being written: 'new:{community}', 'reply:{post}', 'edit:{post}'.
    place TEXT NOT NULL,
    -- JSON: the form's fields.
    content TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (actor_id, place)
);
