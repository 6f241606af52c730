-- What a Group is beyond being an actor. Local and remote communities alike.
CREATE TABLE communities (
    actor_id INTEGER PRIMARY KEY REFERENCES actors (id),
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'unlisted')),
    post_policy TEXT NOT NULL CHECK (post_policy IN ('anyone', 'followers', 'moderators')),
    language TEXT,
    created_by BIGINT REFERENCES actors (id),
    topic_count BIGINT NOT NULL,
    -- For a remote community, as its host last said.
    follower_count BIGINT NOT NULL,
    last_post_at BIGINT,
    -- When reading the history of a remote community was finished for the first time.
    backfilled_at BIGINT
);

CREATE INDEX communities_created_by ON communities (created_by);

CREATE TABLE moderators (
    community_id BIGINT NOT NULL REFERENCES communities (actor_id) ON DELETE CASCADE,
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    added_by BIGINT REFERENCES actors (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (community_id, actor_id)
);

CREATE INDEX moderators_actor ON moderators (actor_id);
CREATE INDEX moderators_added_by ON moderators (added_by);

-- Who follows whom. A community's followers are its readers.
CREATE TABLE follows (
    follower_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    target_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    -- waiting: asked, no answer yet.
    state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'refused')),
    -- The id of the Follow activity; needed to answer and to undo it.
    uri TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    decided_at BIGINT,
    PRIMARY KEY (follower_id, target_id)
);

CREATE INDEX follows_target ON follows (target_id, state, follower_id);
CREATE INDEX follows_uri ON follows (uri);

CREATE TABLE bans (
    community_id BIGINT NOT NULL REFERENCES communities (actor_id) ON DELETE CASCADE,
    actor_id BIGINT NOT NULL REFERENCES actors (id),
    banned_by BIGINT REFERENCES actors (id),
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- NULL: until lifted.
    ends_at BIGINT,
    PRIMARY KEY (community_id, actor_id)
);

CREATE INDEX bans_actor ON bans (actor_id);
CREATE INDEX bans_banned_by ON bans (banned_by);

-- Everything older than read_to counts as read.
CREATE TABLE community_reads (
    actor_id BIGINT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    community_id BIGINT NOT NULL REFERENCES communities (actor_id) ON DELETE CASCADE,
    read_to BIGINT NOT NULL,
    PRIMARY KEY (actor_id, community_id)
);

CREATE INDEX community_reads_community ON community_reads (community_id);
