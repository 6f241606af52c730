-- The text of the token, sealed with the node's secret: an app tells by it whose account a message is for.
ALTER TABLE push_subscriptions ADD COLUMN token_sealed TEXT;

-- Pictures that are being made anew. Their originals lie in the media store, apart from what is served. When one is done its
-- row goes, and one with the same id stands in media.
CREATE TABLE unfinished_media (
    id BIGINT PRIMARY KEY,
    owner_id BIGINT NOT NULL REFERENCES accounts (actor_id) ON DELETE CASCADE,
    file_name TEXT NOT NULL,
    description TEXT,
    focus TEXT,
    -- Nothing came of it. Else it waits.
    refused BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX unfinished_media_owner ON unfinished_media (owner_id);
