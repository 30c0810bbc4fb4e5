-- A clock that a replica shows as it was when the log that it has replayed was written: nodes that read from a replica move it on,
-- on the primary. A replica that shows it has everything that was committed before that time.
CREATE TABLE replica_heartbeat (
    id smallint PRIMARY KEY CHECK (id = 1),
    -- The primary's clock, in microseconds since the epoch.
    beat_at bigint NOT NULL
) WITH (fillfactor = 10);

-- When events were stored, and nothing else about them: for whoever tells how far a list is behind the journal. Milliseconds
-- since the epoch.
CREATE VIEW journal_time AS
SELECT slice, tx_id, ordering, write_timestamp FROM event_journal WHERE NOT deleted;

GRANT SELECT ON replica_heartbeat, journal_time TO mandi_reader;

-- //@UNDO

DROP VIEW journal_time;
DROP TABLE replica_heartbeat;
