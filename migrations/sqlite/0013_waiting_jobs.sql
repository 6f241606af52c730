-- What is due of the kinds of which one more may run, and when the next is: without a look at all that waits of others.
DROP INDEX jobs_due;
CREATE INDEX jobs_due ON jobs (kind, run_at, id) WHERE failed_at IS NULL;
CREATE INDEX jobs_leased ON jobs (leased_until) WHERE leased_until IS NOT NULL;

-- Since when nothing could be sent to an app.
ALTER TABLE push_subscriptions ADD COLUMN failing_since BIGINT;
