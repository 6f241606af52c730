-- The words by which threads are found. They come normalized (src/domain/text/words/mod.rs), and are kept without their places.
CREATE TABLE thread_words (
    post_id BIGINT PRIMARY KEY REFERENCES posts (id),
    -- Title and tags.
    named TSVECTOR NOT NULL,
    -- These, and abstract and text: found when the author agrees.
    everything TSVECTOR NOT NULL
);

CREATE INDEX thread_words_named ON thread_words USING gin (named);
CREATE INDEX thread_words_everything ON thread_words USING gin (everything);

-- The words of threads that are there already are written by a job, once.
INSERT INTO jobs (id, kind, unique_key, payload, progress, run_at, attempts, created_at)
SELECT 1, 'thread_words', 'thread_words', 'null', 'null', 0, 0, 0
WHERE EXISTS (SELECT 1 FROM posts WHERE parent_id IS NULL);
