-- What somebody passes on to their followers: a community each new thread, a person what they choose.
CREATE TABLE shares (
    -- Of the time of sharing; for threads read from history, of the thread's own time.
    id BIGINT PRIMARY KEY,
    actor_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    -- The id of the Announce; NULL where a community shares by what it relays.
    uri TEXT UNIQUE,
    created_at BIGINT NOT NULL,
    UNIQUE (actor_id, post_id)
);

CREATE INDEX shares_actor ON shares (actor_id, id DESC);
CREATE INDEX shares_post ON shares (post_id);

-- The home timeline, walked in order and filtered: what begins a thread outside of any community. Written so that no other
-- index is taken for it.
CREATE INDEX posts_outside ON posts (id DESC) WHERE COALESCE(community_id, parent_id) IS NULL;
-- The public timeline.
CREATE INDEX posts_roots ON posts (id DESC) WHERE parent_id IS NULL;
CREATE INDEX reactions_thanks ON reactions (actor_id, post_id DESC) WHERE kind = 'thanks';

-- Ids from the end of each millisecond, which posts do not reach: a share and a post never have the same.
INSERT INTO shares (id, actor_id, post_id, uri, created_at)
SELECT
    published_at * 65536 + 65536 - ROW_NUMBER() OVER (PARTITION BY published_at ORDER BY id),
    community_id, id, NULL, published_at
FROM posts WHERE community_id IS NOT NULL AND parent_id IS NULL AND state = 'published' AND deleted_at IS NULL;

ALTER TABLE posts ADD COLUMN share_count BIGINT NOT NULL DEFAULT 0;

-- Private; nobody else learns of it.
CREATE TABLE bookmarks (
    id BIGINT PRIMARY KEY,
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    UNIQUE (actor_id, post_id)
);

CREATE INDEX bookmarks_actor ON bookmarks (actor_id, id DESC);
CREATE INDEX bookmarks_post ON bookmarks (post_id);

-- What a person shows on top of their own profile.
CREATE TABLE profile_pins (
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    post_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (actor_id, post_id)
);

CREATE INDEX profile_pins_post ON profile_pins (post_id);

-- Threads of which somebody wants to hear no more.
CREATE TABLE thread_mutes (
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    root_id BIGINT NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    PRIMARY KEY (actor_id, root_id)
);

CREATE INDEX thread_mutes_root ON thread_mutes (root_id);

-- A client that sends the same post twice gets the first one back.
CREATE TABLE idempotency_keys (
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    status_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (actor_id, key)
);

CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

CREATE TABLE scheduled_posts (
    id BIGINT PRIMARY KEY,
    actor_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    -- JSON: what the client asked for.
    params TEXT NOT NULL,
    scheduled_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX scheduled_posts_actor ON scheduled_posts (actor_id, id DESC);
CREATE INDEX scheduled_posts_due ON scheduled_posts (scheduled_at);

-- Alternative text that was given before the file stood in a post.
ALTER TABLE media ADD COLUMN description TEXT;
-- The middle of what matters in a picture, from -1 to 1: "x,y".
ALTER TABLE media ADD COLUMN focus TEXT;
ALTER TABLE attachments ADD COLUMN focus TEXT;
