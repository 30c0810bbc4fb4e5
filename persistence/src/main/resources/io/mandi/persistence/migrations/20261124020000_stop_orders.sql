-- Orders that wait until the market has traded at a price (0 of all others), and that price as amendments have left it. They are
-- open while they wait.
ALTER TABLE book_order ADD COLUMN original_stop_price bigint NOT NULL DEFAULT 0;
ALTER TABLE book_order ADD COLUMN stop_price bigint NOT NULL DEFAULT 0;
ALTER TABLE book_order ALTER COLUMN open
    SET EXPRESSION AS (status IN ('OPEN', 'PARTIALLY_FILLED', 'PENDING_TRIGGER'));

-- //@UNDO

ALTER TABLE book_order ALTER COLUMN open SET EXPRESSION AS (status IN ('OPEN', 'PARTIALLY_FILLED'));
ALTER TABLE book_order DROP COLUMN stop_price;
ALTER TABLE book_order DROP COLUMN original_stop_price;
