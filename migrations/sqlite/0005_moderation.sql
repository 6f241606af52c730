CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    -- The id of the Flag activity.
    uri TEXT NOT NULL UNIQUE,
    reporter_id BIGINT NOT NULL REFERENCES actors (id),
    subject_id BIGINT NOT NULL REFERENCES actors (id),
    community_id BIGINT REFERENCES communities (actor_id),
    post_id BIGINT REFERENCES posts (id),
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'resolved', 'dismissed')),
    resolution TEXT,
    resolved_by BIGINT REFERENCES actors (id),
    resolved_at BIGINT,
    created_at BIGINT NOT NULL
);

CREATE INDEX reports_state ON reports (state, id DESC);
CREATE INDEX reports_community ON reports (community_id, state, id DESC);
CREATE INDEX reports_reporter ON reports (reporter_id);
CREATE INDEX reports_subject ON reports (subject_id);
CREATE INDEX reports_post ON reports (post_id);
CREATE INDEX reports_resolved_by ON reports (resolved_by);

-- What moderators did. Lines of a community are public.
CREATE TABLE moderation_log (
    id INTEGER PRIMARY KEY,
    -- NULL: an act of the node's own moderators.
    community_id BIGINT REFERENCES communities (actor_id),
    moderator_id BIGINT REFERENCES actors (id),
    action TEXT NOT NULL,
    post_id BIGINT REFERENCES posts (id),
    subject_id BIGINT REFERENCES actors (id),
    reason TEXT,
    ends_at BIGINT,
    created_at BIGINT NOT NULL
);

CREATE INDEX moderation_log_community ON moderation_log (community_id, id DESC);
CREATE INDEX moderation_log_moderator ON moderation_log (moderator_id);
CREATE INDEX moderation_log_post ON moderation_log (post_id);
CREATE INDEX moderation_log_subject ON moderation_log (subject_id);

CREATE TABLE notifications (
    id INTEGER PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    actor_id BIGINT REFERENCES actors (id) ON DELETE CASCADE,
    post_id BIGINT REFERENCES posts (id) ON DELETE CASCADE,
    community_id BIGINT REFERENCES communities (actor_id) ON DELETE CASCADE,
    detail TEXT,
    created_at BIGINT NOT NULL,
    read_at BIGINT
);

CREATE INDEX notifications_account ON notifications (account_id, id DESC);
CREATE INDEX notifications_unread ON notifications (account_id) WHERE read_at IS NULL;
CREATE INDEX notifications_actor ON notifications (actor_id);
CREATE INDEX notifications_post ON notifications (post_id);
CREATE INDEX notifications_community ON notifications (community_id);
