-- Not only order books can be damaged: an entry names the stream of the journal. It takes the place of quarantined_book, which nodes of
-- the release before still write during a rolling upgrade.
CREATE TABLE quarantined_entity (
    persistence_id text PRIMARY KEY,
    reason text NOT NULL,
    since timestamptz NOT NULL DEFAULT now()
);

INSERT INTO quarantined_entity (persistence_id, reason, since)
SELECT 'OrderBook|' || organization_id || '/' || symbol, reason, since FROM quarantined_book;

-- //@UNDO

DROP TABLE quarantined_entity;
