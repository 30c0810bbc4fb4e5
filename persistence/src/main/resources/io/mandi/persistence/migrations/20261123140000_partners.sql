-- The partners of each organisation. Times in microseconds since the epoch. A number is the time of the creation, made unique within
-- the organisation.
CREATE TABLE partner (
    organization_id text NOT NULL,
    number bigint NOT NULL,
    version bigint NOT NULL,
    status text NOT NULL,
    stage text NOT NULL,
    legal_name text NOT NULL,
    partner_code text NOT NULL,
    country text NOT NULL,
    entity_class text NOT NULL,
    kyc_status text NOT NULL,
    kyc_valid_until date,
    definition jsonb NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (organization_id, number)
);

CREATE INDEX partner_status_idx ON partner (organization_id, status, number);
CREATE INDEX partner_kyc_idx ON partner (organization_id, kyc_status, number);

-- What only one partner of an organisation has: its code, its tax ids, its vehicles.
CREATE TABLE partner_key (
    organization_id text NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (organization_id, kind, text)
);

-- The locations of the catalogue that partners refer to.
CREATE TABLE partner_place (
    organization_id text NOT NULL,
    location bigint NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (organization_id, location, number)
);

CREATE INDEX partner_place_number_idx ON partner_place (organization_id, number);

GRANT SELECT ON partner TO mandi_reader;
ALTER TABLE partner ENABLE ROW LEVEL SECURITY;
ALTER TABLE partner_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE partner_place ENABLE ROW LEVEL SECURITY;
CREATE POLICY partner_of_organization ON partner TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));

-- //@UNDO

DROP TABLE partner_place;
DROP TABLE partner_key;
DROP TABLE partner;
