-- What was said in a community since a moment: what somebody has not read there.
CREATE INDEX posts_said ON posts (community_id, received_at) WHERE community_id IS NOT NULL;
