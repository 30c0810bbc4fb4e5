-- The catalogue of each organisation. Times in microseconds since the epoch. Locations and commodities are counted together: a
-- number is the time of the creation, made unique within the organisation.
CREATE TABLE location (
    organization_id text NOT NULL,
    number bigint NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL,
    place_id text,
    city text,
    state_code text,
    region text NOT NULL,
    definition jsonb NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    -- Since then it is kept only for what refers to it.
    deleted_at bigint,
    PRIMARY KEY (organization_id, number)
);

CREATE INDEX location_there_idx ON location (organization_id, number) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX location_place_idx ON location (organization_id, place_id)
    WHERE place_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX location_city_idx ON location (organization_id, lower(city), number) WHERE deleted_at IS NULL;
CREATE INDEX location_state_idx ON location (organization_id, state_code, number) WHERE deleted_at IS NULL;
CREATE INDEX location_region_idx ON location (organization_id, region, number) WHERE deleted_at IS NULL;

CREATE TABLE commodity (
    organization_id text NOT NULL,
    number bigint NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL,
    category text NOT NULL,
    hsn_code text NOT NULL,
    definition jsonb NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (organization_id, number)
);

CREATE INDEX commodity_category_idx ON commodity (organization_id, category, number);
CREATE INDEX commodity_hsn_code_idx ON commodity (organization_id, hsn_code, number);

-- An organisation has a row from when it was given its first catalogue.
CREATE TABLE market_settings (
    organization_id text PRIMARY KEY,
    version bigint NOT NULL,
    -- Values by the names of settings, of those that are not as they are for everybody.
    differences jsonb NOT NULL,
    updated_at bigint NOT NULL
);

-- What was answered to requests with an idempotency key.
CREATE TABLE catalogue_request (
    organization_id text NOT NULL,
    -- User, operation and key.
    scope text NOT NULL,
    -- Digest of the request's body.
    fingerprint text NOT NULL,
    at bigint NOT NULL,
    status integer NOT NULL,
    etag bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (organization_id, scope)
);

CREATE INDEX catalogue_request_at_idx ON catalogue_request (organization_id, at);

GRANT SELECT ON location, commodity, market_settings TO mandi_reader;
ALTER TABLE location ENABLE ROW LEVEL SECURITY;
ALTER TABLE commodity ENABLE ROW LEVEL SECURITY;
ALTER TABLE market_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE catalogue_request ENABLE ROW LEVEL SECURITY;
CREATE POLICY location_of_organization ON location TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));
CREATE POLICY commodity_of_organization ON commodity TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));
CREATE POLICY market_settings_of_organization ON market_settings TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));

-- //@UNDO

DROP TABLE catalogue_request;
DROP TABLE market_settings;
DROP TABLE commodity;
DROP TABLE location;
