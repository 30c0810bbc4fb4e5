-- What was traded of each instrument on each day, in UTC: a read model of the log. Days since 1970-01-01, prices in ticks,
-- quantities in lots, the value in ticks times lots.
CREATE TABLE daily_trade (
    organization_id text NOT NULL,
    day integer NOT NULL,
    symbol text NOT NULL,
    trades bigint NOT NULL,
    quantity numeric NOT NULL,
    value numeric NOT NULL,
    open_price bigint NOT NULL,
    high_price bigint NOT NULL,
    low_price bigint NOT NULL,
    close_price bigint NOT NULL,
    PRIMARY KEY (organization_id, day, symbol)
) WITH (fillfactor = 70);

CREATE INDEX daily_trade_symbol_idx ON daily_trade (organization_id, symbol, day);

GRANT SELECT ON daily_trade TO mandi_reader;
ALTER TABLE daily_trade ENABLE ROW LEVEL SECURITY;
CREATE POLICY daily_trade_of_organization ON daily_trade TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));

-- //@UNDO

DROP TABLE daily_trade;
