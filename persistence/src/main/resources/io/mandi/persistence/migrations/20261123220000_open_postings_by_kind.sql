-- Who posts is asked on which days it has what open: of many postings, all from the index.
CREATE INDEX open_posting_days_idx ON open_posting (organization_id, partner, kind, commodity_id, created_at)
    WHERE state = 'OPEN';

-- //@UNDO

DROP INDEX open_posting_days_idx;
