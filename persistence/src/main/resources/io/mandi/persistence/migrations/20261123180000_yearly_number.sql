-- The last number given in a series of an organisation's numbers for people.
CREATE TABLE yearly_number (
    organization_id text NOT NULL,
    series text NOT NULL,
    year integer NOT NULL,
    last bigint NOT NULL CHECK (last > 0),
    PRIMARY KEY (organization_id, series, year)
);

-- //@UNDO

DROP TABLE yearly_number;
