-- The published events of each organisation, numbered in the order of the log, with the place in the journal where each stands,
-- what it is asked for by, and a hash over it and all before it: for those who follow the events, and for audits. What an event
-- says is in the journal alone. Times in microseconds since the epoch.
CREATE TABLE event_trail (
    organization_id text NOT NULL,
    position bigint NOT NULL CHECK (position > 0),
    persistence_id text NOT NULL,
    sequence_number bigint NOT NULL,
    -- Which of the events that are published of this row of the journal, from 0.
    part integer NOT NULL,
    type text NOT NULL,
    user_id text NOT NULL,
    occurred_at bigint NOT NULL,
    -- The numbers, within the entity, of the orders and trades that it has to do with.
    items bigint[] NOT NULL,
    -- A digest of the request's idempotency key and of what it is unique within, at its first event.
    request bigint,
    hash bytea NOT NULL,
    PRIMARY KEY (organization_id, position)
);

CREATE INDEX event_trail_type_idx ON event_trail (organization_id, type, position);
CREATE INDEX event_trail_user_idx ON event_trail (organization_id, user_id, position);
CREATE INDEX event_trail_time_idx ON event_trail (organization_id, occurred_at, position);
CREATE INDEX event_trail_item_idx ON event_trail USING gin (items);

CREATE INDEX event_trail_request_idx ON event_trail (organization_id, request) WHERE request IS NOT NULL;

GRANT SELECT ON event_trail, projection_position TO mandi_reader;
ALTER TABLE event_trail ENABLE ROW LEVEL SECURITY;
CREATE POLICY event_trail_of_organization ON event_trail TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));

-- The journal, for those who see one organisation only. A view and not a policy on the journal, which would be asked whenever a
-- user writes that does not own the table.
CREATE VIEW organization_journal AS
SELECT persistence_id, sequence_number, tx_id, ordering, event_ser_id, event_ser_manifest, event_payload
FROM event_journal
WHERE split_part(split_part(persistence_id, '|', 2), '/', 1) = current_setting('mandi.organization');

GRANT SELECT ON organization_journal TO mandi_reader;

-- //@UNDO

DROP VIEW organization_journal;
DROP TABLE event_trail;
REVOKE ALL ON projection_position FROM mandi_reader;
