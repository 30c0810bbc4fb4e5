-- Orders and trades for lists: a read model of the log. Prices in ticks, quantities in lots, times in microseconds since the
-- epoch, as in the events; the instrument's definition makes decimals of them.

CREATE TABLE book_order (
    organization_id text NOT NULL,
    symbol text NOT NULL,
    order_id bigint NOT NULL,
    partner_id text NOT NULL,
    client_order_id text,
    side text NOT NULL,
    type text NOT NULL,
    time_in_force text NOT NULL,
    self_trade_prevention text NOT NULL,
    original_price bigint NOT NULL,
    original_quantity bigint NOT NULL,
    price bigint NOT NULL,
    quantity bigint NOT NULL,
    remaining bigint NOT NULL,
    filled bigint NOT NULL,
    filled_value numeric NOT NULL,
    status text NOT NULL,
    reason text,
    open boolean NOT NULL GENERATED ALWAYS AS (status IN ('OPEN', 'PARTIALLY_FILLED')) STORED,
    sequence bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (organization_id, symbol, order_id)
) WITH (
    -- An order changes some times after it came; its row stays on its page and out of the indexes for that.
    fillfactor = 80
);

-- Ids rise with time, so that the newest orders of an organisation, or of one partner, are at one end.
CREATE INDEX book_order_newest_idx ON book_order (organization_id, order_id, symbol);
CREATE INDEX book_order_partner_idx ON book_order (organization_id, partner_id, order_id, symbol);
CREATE INDEX book_order_open_idx ON book_order (organization_id, order_id, symbol) WHERE open;
CREATE INDEX book_order_client_idx ON book_order (organization_id, client_order_id, order_id, symbol)
    WHERE client_order_id IS NOT NULL;

CREATE TABLE book_trade (
    organization_id text NOT NULL,
    symbol text NOT NULL,
    trade_id bigint NOT NULL,
    sequence bigint NOT NULL,
    price bigint NOT NULL,
    quantity bigint NOT NULL,
    taker_side text NOT NULL,
    taker_order_id bigint NOT NULL,
    maker_order_id bigint NOT NULL,
    taker_partner_id text NOT NULL,
    maker_partner_id text NOT NULL,
    executed_at bigint NOT NULL,
    PRIMARY KEY (organization_id, symbol, trade_id)
);

CREATE INDEX book_trade_newest_idx ON book_trade (organization_id, trade_id, symbol);
CREATE INDEX book_trade_taker_idx ON book_trade (organization_id, taker_partner_id, trade_id, symbol);
CREATE INDEX book_trade_maker_idx ON book_trade (organization_id, maker_partner_id, trade_id, symbol);

-- The second lock between organisations: lists are read as this role, which sees the rows of one organisation only, also
-- where a query forgets to ask for it. The role belongs to the whole server; another database may have made it already.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mandi_reader') THEN
        CREATE ROLE mandi_reader NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END
$$;
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'mandi_reader', 'SET') THEN
        EXECUTE format('GRANT mandi_reader TO %I', current_user);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO mandi_reader', current_schema());
END
$$;
GRANT SELECT ON book_order, book_trade, instrument TO mandi_reader;

ALTER TABLE book_order ENABLE ROW LEVEL SECURITY;
ALTER TABLE book_trade ENABLE ROW LEVEL SECURITY;
ALTER TABLE instrument ENABLE ROW LEVEL SECURITY;
CREATE POLICY book_order_of_organization ON book_order TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));
CREATE POLICY book_trade_of_organization ON book_trade TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));
CREATE POLICY instrument_of_organization ON instrument TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));

-- //@UNDO

DROP POLICY instrument_of_organization ON instrument;
ALTER TABLE instrument DISABLE ROW LEVEL SECURITY;
REVOKE ALL ON instrument FROM mandi_reader;
DROP TABLE book_trade;
DROP TABLE book_order;
