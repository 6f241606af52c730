-- What an earlier wording pointed to.
ALTER TABLE post_revisions ADD COLUMN link_url TEXT;

-- JSON: where reading the history of a remote community stopped, as far as there is more. NULL: it ran out, or was never
-- begun.
ALTER TABLE communities ADD COLUMN older TEXT;

-- Nobody kept where earlier readings stopped: whether there is more is not known.
UPDATE communities SET backfilled_at = NULL;
