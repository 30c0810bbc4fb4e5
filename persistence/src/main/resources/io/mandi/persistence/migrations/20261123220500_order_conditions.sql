-- What orders ask for beyond price and quantity: never to trade on entering, and to show only so many lots at a time (0 shows all).
-- Beside it what of a resting order is shown now; null for orders that show all, and for closed ones.
ALTER TABLE book_order ADD COLUMN post_only boolean NOT NULL DEFAULT false;
ALTER TABLE book_order ADD COLUMN display_quantity bigint NOT NULL DEFAULT 0;
ALTER TABLE book_order ADD COLUMN shown bigint;

-- //@UNDO

ALTER TABLE book_order DROP COLUMN shown;
ALTER TABLE book_order DROP COLUMN display_quantity;
ALTER TABLE book_order DROP COLUMN post_only;
