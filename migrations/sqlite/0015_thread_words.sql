-- The words by which threads are found; rowid is the root post. They come normalized (src/domain/text/words/mod.rs) with spaces
-- between them, and some begin with = or @: the tokenizer cuts at spaces alone. The text itself is not kept, and which words
-- stand in which column is all that is.
CREATE VIRTUAL TABLE thread_words USING fts5 (
    -- Title and tags.
    named,
    -- Abstract and text: found when the author agrees.
    said,
    content = '',
    contentless_delete = 1,
    detail = column,
    tokenize = "ascii tokenchars '=@'"
);

-- The words of threads that are there already are written by a job, once.
INSERT INTO jobs (id, kind, unique_key, payload, progress, run_at, attempts, created_at)
SELECT 1, 'thread_words', 'thread_words', 'null', 'null', 0, 0, 0
WHERE EXISTS (SELECT 1 FROM posts WHERE parent_id IS NULL);
