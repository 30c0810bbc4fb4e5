-- Books that cannot be built from what is stored, for those who operate the market. The entry goes when the book is back.

CREATE TABLE quarantined_book (
    organization_id text NOT NULL,
    symbol text NOT NULL,
    reason text NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, symbol)
);

-- //@UNDO

DROP TABLE quarantined_book;
