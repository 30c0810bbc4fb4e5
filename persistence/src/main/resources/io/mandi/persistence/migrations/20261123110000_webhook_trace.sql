-- The trace that a delivery's event comes from: the W3C traceparent, and behind a space the tracestate where there is one. Null for
-- what was not sampled.
ALTER TABLE webhook_delivery ADD COLUMN trace text;

-- //@UNDO

ALTER TABLE webhook_delivery DROP COLUMN trace;
