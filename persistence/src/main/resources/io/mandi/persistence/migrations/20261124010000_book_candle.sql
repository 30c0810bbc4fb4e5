-- What was traded of each instrument in each minute, and in each quarter of an hour (span, in minutes): a read model of the log, of
-- which longer candles are made; no day of any time zone begins within a quarter of an hour. Times in microseconds since the epoch,
-- prices in ticks, quantities in lots, the value in ticks times lots.
CREATE TABLE book_candle (
    organization_id text NOT NULL,
    symbol text NOT NULL,
    span smallint NOT NULL,
    begins bigint NOT NULL,
    trades bigint NOT NULL,
    quantity numeric NOT NULL,
    value numeric NOT NULL,
    open_price bigint NOT NULL,
    high_price bigint NOT NULL,
    low_price bigint NOT NULL,
    close_price bigint NOT NULL,
    PRIMARY KEY (organization_id, symbol, span, begins)
) WITH (fillfactor = 70);

GRANT SELECT ON book_candle TO mandi_reader;
ALTER TABLE book_candle ENABLE ROW LEVEL SECURITY;
CREATE POLICY book_candle_of_organization ON book_candle TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));

-- //@UNDO

DROP TABLE book_candle;
