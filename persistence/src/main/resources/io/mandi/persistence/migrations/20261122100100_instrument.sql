-- The directory of instruments, for lists. What an instrument is, its order book decides; this row follows it.

CREATE TABLE instrument (
    organization_id text NOT NULL CHECK (length(organization_id) BETWEEN 1 AND 64),
    symbol text NOT NULL CHECK (length(symbol) BETWEEN 1 AND 64),
    -- The definition's number in the order book: a write that comes late must not replace a newer one.
    version bigint NOT NULL CHECK (version >= 0),
    definition jsonb NOT NULL CHECK (jsonb_typeof(definition) = 'object'),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, symbol)
) WITH (
    -- Rows change in place; room on the page lets that happen without touching the index.
    fillfactor = 80
);

-- //@UNDO

DROP TABLE instrument;
