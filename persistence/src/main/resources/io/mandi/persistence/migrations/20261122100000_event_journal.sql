-- The event journal and the snapshots, in the table layout of pekko-persistence-jdbc, so that its plugin, and any other
-- plugin on that layout, reads and writes the same rows.

CREATE TABLE event_journal (
    ordering bigserial NOT NULL,
    persistence_id varchar(255) NOT NULL,
    sequence_number bigint NOT NULL,
    deleted boolean NOT NULL DEFAULT false,
    writer varchar(255) NOT NULL,
    write_timestamp bigint,
    adapter_manifest varchar(255),
    event_ser_id integer NOT NULL,
    event_ser_manifest varchar(255) NOT NULL,
    event_payload bytea NOT NULL,
    meta_ser_id integer,
    meta_ser_manifest varchar(255),
    meta_payload bytea,
    -- The transaction that wrote the row. Numbers of "ordering" become visible out of order; a reader that follows the
    -- log by (tx_id, ordering), below the oldest transaction still running, meets no gap and misses nothing.
    tx_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    -- Also the fence against two writers of one entity: the later one fails.
    PRIMARY KEY (persistence_id, sequence_number)
) WITH (
    -- Rows are written once and never changed. By default a table is vacuumed after growing by a fifth, which for a
    -- journal comes ever more rarely and ever larger; here it comes after 1 % or 100,000 rows more, and freezes what it
    -- sees, so that no page is visited for freezing later.
    autovacuum_vacuum_insert_scale_factor = 0.01,
    autovacuum_vacuum_insert_threshold = 100000,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);

CREATE UNIQUE INDEX event_journal_ordering_idx ON event_journal (ordering);

CREATE TABLE event_tag (
    event_id bigint NOT NULL,
    tag varchar(256) NOT NULL,
    PRIMARY KEY (event_id, tag),
    CONSTRAINT fk_event_journal FOREIGN KEY (event_id) REFERENCES event_journal (ordering) ON DELETE CASCADE
);

CREATE TABLE snapshot (
    persistence_id varchar(255) NOT NULL,
    sequence_number bigint NOT NULL,
    created bigint NOT NULL,
    snapshot_ser_id integer NOT NULL,
    snapshot_ser_manifest varchar(255) NOT NULL,
    snapshot_payload bytea NOT NULL,
    meta_ser_id integer,
    meta_ser_manifest varchar(255),
    meta_payload bytea,
    PRIMARY KEY (persistence_id, sequence_number)
) WITH (
    -- Few rows, each large and soon replaced: clear away the dead ones early, before the table has grown by them.
    autovacuum_vacuum_scale_factor = 0.05,
    toast.autovacuum_vacuum_scale_factor = 0.05
);

-- //@UNDO

DROP TABLE snapshot;
DROP TABLE event_tag;
DROP TABLE event_journal;
