-- Pictures of other nodes that are kept here for a while, so that readers need not ask those nodes. Their bytes lie in
-- the media store, apart from what people upload. One row for each address and each size that it is made in.
CREATE TABLE remote_pictures (
    -- SHA-256 of the size and the address, in hexadecimal digits.
    name TEXT PRIMARY KEY,
    -- Absent when it could not be fetched.
    storage_key TEXT,
    size_bytes BIGINT NOT NULL,
    -- When it was fetched, or when that failed last.
    tried_at BIGINT NOT NULL,
    -- Written at most once a day.
    used_at BIGINT NOT NULL,
    -- How often in a row it could not be fetched.
    failures BIGINT NOT NULL
);

CREATE INDEX remote_pictures_used ON remote_pictures (used_at, size_bytes);
CREATE INDEX remote_pictures_tried ON remote_pictures (tried_at);
CREATE INDEX remote_pictures_stored ON remote_pictures (storage_key) WHERE storage_key IS NOT NULL;
