-- What reservations of lots have become. The definition is the whole trade, with the step that comes next; the other columns are
-- what lists and reports are narrowed and sorted by. A key is the number of the reservation and that of its commodity.
CREATE TABLE desk_trade (
    organization_id text NOT NULL,
    key text NOT NULL,
    version bigint NOT NULL,
    status text NOT NULL,
    buyer_id text NOT NULL,
    seller_id text NOT NULL,
    commodity_id text NOT NULL,
    -- When it was made, on the scale of the ids of order books' trades, beside which it is listed.
    listed bigint NOT NULL,
    -- The business day.
    day integer NOT NULL,
    base_quantity numeric NOT NULL,
    base_unit text NOT NULL,
    value numeric NOT NULL,
    currency text NOT NULL,
    definition text NOT NULL,
    PRIMARY KEY (organization_id, key)
) WITH (
    -- A trade changes a dozen times after it came; its row stays on its page and out of the indexes for that.
    fillfactor = 50
);

CREATE INDEX desk_trade_newest_idx ON desk_trade (organization_id, listed, key);
CREATE INDEX desk_trade_buyer_idx ON desk_trade (organization_id, buyer_id, listed, key);
CREATE INDEX desk_trade_seller_idx ON desk_trade (organization_id, seller_id, listed, key);
CREATE INDEX desk_trade_day_idx ON desk_trade (organization_id, day, commodity_id);

GRANT SELECT ON desk_trade TO mandi_reader;
ALTER TABLE desk_trade ENABLE ROW LEVEL SECURITY;
CREATE POLICY desk_trade_of_organization ON desk_trade TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));

-- //@UNDO

DROP TABLE desk_trade;
