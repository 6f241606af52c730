-- Uploaded files of earlier versions of a resource. Those of the current version are its attachments.
CREATE TABLE revision_files (
    post_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    media_id BIGINT NOT NULL REFERENCES media (id),
    PRIMARY KEY (post_id, version, media_id),
    FOREIGN KEY (post_id, version) REFERENCES post_revisions (post_id, version) ON DELETE CASCADE
);

CREATE INDEX revision_files_media ON revision_files (media_id);

-- Versions that were replaced before this table was there name their files in their details, by addresses that end in the
-- keys. What was not forgotten yet is shown again.
INSERT INTO revision_files (post_id, version, media_id)
SELECT post_revisions.post_id, post_revisions.version, media.id
FROM post_revisions
JOIN posts ON posts.id = post_revisions.post_id
JOIN media ON media.owner_id = posts.author_id
WHERE post_revisions.details LIKE '%/media/' || media.storage_key || '"%';

-- What came to a thread since somebody read it, in the order in which this node was told.
CREATE INDEX posts_received ON posts (root_id, received_at);
