-- When what rests of an order ends by itself, in microseconds since the epoch: as it was asked for first (0 for an order that does not),
-- and now.
ALTER TABLE book_order ADD COLUMN original_expires_at bigint NOT NULL DEFAULT 0;
ALTER TABLE book_order ADD COLUMN expires_at bigint;

-- //@UNDO

ALTER TABLE book_order DROP COLUMN expires_at;
ALTER TABLE book_order DROP COLUMN original_expires_at;
