-- The text of the token, sealed with the node's secret: an app tells by it whose account a message is for.
ALTER TABLE push_subscriptions ADD COLUMN token_sealed TEXT;
