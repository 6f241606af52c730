-- What was said in a community since a moment: what somebody has not read there.
CREATE INDEX posts_said ON posts (community_id, received_at) WHERE community_id IS NOT NULL;

-- When a post that waited could not be published. It stays, for its author to mend or to throw away.
ALTER TABLE scheduled_posts ADD COLUMN failed_at BIGINT;

-- The files that posts wait with: no cleaning takes them.
CREATE TABLE scheduled_files (
    scheduled_id BIGINT NOT NULL REFERENCES scheduled_posts (id) ON DELETE CASCADE,
    media_id BIGINT NOT NULL REFERENCES media (id),
    PRIMARY KEY (scheduled_id, media_id)
);

CREATE INDEX scheduled_files_media ON scheduled_files (media_id);

-- Who wants to hear of each post of somebody.
CREATE INDEX follow_wishes_notify ON follow_wishes (target_id, follower_id) WHERE notify;
