-- Webhook endpoints: where organisations want their events sent. Times in microseconds since the epoch.
CREATE TABLE webhook_endpoint (
    organization_id text NOT NULL,
    endpoint_id text NOT NULL,
    -- The slice of the log that the organisation's events are in.
    slice smallint NOT NULL,
    url text NOT NULL,
    event_types text[] NOT NULL,
    description text,
    active boolean NOT NULL,
    max_attempts integer NOT NULL CHECK (max_attempts > 0),
    verified_at bigint,
    disabled_reason text CHECK (disabled_reason IN ('GONE', 'FAILING')),
    -- Enciphered.
    secret bytea NOT NULL,
    previous_secret bytea,
    previous_secret_until bigint,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    created_by text NOT NULL,
    updated_at bigint NOT NULL,
    updated_by text NOT NULL,
    -- The idempotency key of the request that created it, with its user, and a digest of that request's body.
    request_key text,
    request_fingerprint text,
    -- Events of the organisation up to here have become deliveries.
    position bigint NOT NULL,
    -- Grows with each deliverer; an earlier one can write no more.
    epoch bigint NOT NULL DEFAULT 0,
    failures integer NOT NULL DEFAULT 0,
    open_until bigint NOT NULL DEFAULT 0,
    failing_since bigint,
    -- Since then it is gone for everybody, and its deliveries are deleted little by little.
    deleted_at bigint,
    PRIMARY KEY (organization_id, endpoint_id)
);

CREATE UNIQUE INDEX webhook_endpoint_request_idx ON webhook_endpoint (organization_id, request_key)
    WHERE request_key IS NOT NULL;
CREATE INDEX webhook_endpoint_slice_idx ON webhook_endpoint (slice)
    WHERE active AND verified_at IS NOT NULL AND disabled_reason IS NULL AND deleted_at IS NULL;
CREATE INDEX webhook_endpoint_deleted_idx ON webhook_endpoint (deleted_at) WHERE deleted_at IS NOT NULL;

-- One event on its way to one endpoint, and afterwards that it was.
CREATE TABLE webhook_delivery (
    organization_id text NOT NULL,
    endpoint_id text NOT NULL,
    position bigint NOT NULL,
    event_id text NOT NULL,
    type text NOT NULL,
    aggregate_id text NOT NULL,
    -- The message, the same at every attempt.
    body text NOT NULL,
    state text NOT NULL CHECK (state IN ('PENDING', 'RETRYING', 'SUCCESS', 'DEAD_LETTER')),
    attempts integer NOT NULL,
    due_at bigint NOT NULL,
    occurred_at bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (organization_id, endpoint_id, position),
    FOREIGN KEY (organization_id, endpoint_id) REFERENCES webhook_endpoint ON DELETE CASCADE
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

CREATE INDEX webhook_delivery_unfinished_idx ON webhook_delivery (organization_id, endpoint_id, position)
    WHERE state IN ('PENDING', 'RETRYING');
CREATE UNIQUE INDEX webhook_delivery_event_idx ON webhook_delivery (organization_id, endpoint_id, event_id);
CREATE INDEX webhook_delivery_state_idx ON webhook_delivery (organization_id, endpoint_id, state, position);
CREATE INDEX webhook_delivery_finished_idx ON webhook_delivery (updated_at) WHERE state IN ('SUCCESS', 'DEAD_LETTER');

-- What came of each attempt.
CREATE TABLE webhook_attempt (
    organization_id text NOT NULL,
    endpoint_id text NOT NULL,
    position bigint NOT NULL,
    started_at bigint NOT NULL,
    duration_micros bigint NOT NULL,
    status integer,
    failure text,
    answer text NOT NULL,
    PRIMARY KEY (organization_id, endpoint_id, position, started_at),
    FOREIGN KEY (organization_id, endpoint_id, position) REFERENCES webhook_delivery ON DELETE CASCADE
);

GRANT SELECT (organization_id, endpoint_id, slice, url, event_types, description, active, max_attempts, verified_at,
    disabled_reason, previous_secret_until, version, created_at, created_by, updated_at, updated_by, position, failures,
    open_until, failing_since, deleted_at) ON webhook_endpoint TO mandi_reader;
GRANT SELECT ON webhook_delivery, webhook_attempt TO mandi_reader;
ALTER TABLE webhook_endpoint ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_attempt ENABLE ROW LEVEL SECURITY;
CREATE POLICY webhook_endpoint_of_organization ON webhook_endpoint TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));
CREATE POLICY webhook_delivery_of_organization ON webhook_delivery TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));
CREATE POLICY webhook_attempt_of_organization ON webhook_attempt TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));

-- //@UNDO

DROP TABLE webhook_attempt;
DROP TABLE webhook_delivery;
DROP TABLE webhook_endpoint;
