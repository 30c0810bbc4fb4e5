-- Matches that are kept, and how far they follow what changes. Times in microseconds since the epoch.

-- Runs are numbered in the order in which they begin, on all nodes: a later one has seen whatever an earlier one has.
CREATE SEQUENCE match_run_number;
CREATE SEQUENCE match_number;

-- A definition is all of a match, as the engine writes it; the columns beside it are those that it is looked for by.
CREATE TABLE match (
    organization_id text NOT NULL,
    -- Of two matches of a pair the later one has the greater id.
    id text COLLATE "C" NOT NULL,
    requirement_id text NOT NULL,
    availability_id text NOT NULL,
    buyer_id text NOT NULL,
    seller_id text NOT NULL,
    state text NOT NULL,
    live boolean NOT NULL GENERATED ALWAYS AS (state IN ('FOUND', 'PENDING_RISK', 'RESERVED')) STORED,
    -- It has lapsed, and runs go on looking at the pair: it is told when something else is against it.
    watched boolean NOT NULL,
    -- Of the last evaluation.
    run bigint NOT NULL,
    -- The last run of each side that has come to it, whether or not the pair could be judged.
    seen_by_need bigint NOT NULL DEFAULT 0,
    seen_by_lot bigint NOT NULL DEFAULT 0,
    definition text NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE UNIQUE INDEX match_live_idx ON match (organization_id, requirement_id, availability_id) WHERE live;
CREATE INDEX match_pair_idx ON match (organization_id, requirement_id, availability_id, id);
CREATE INDEX match_requirement_idx ON match (organization_id, requirement_id, run) WHERE live OR watched;
CREATE INDEX match_availability_idx ON match (organization_id, availability_id, run) WHERE live OR watched;
CREATE INDEX match_buyer_idx ON match (organization_id, buyer_id, id) WHERE live;
CREATE INDEX match_seller_idx ON match (organization_id, seller_id, id) WHERE live;
CREATE INDEX match_pending_idx ON match (organization_id, requirement_id) WHERE state = 'PENDING_RISK';

-- A lot or need whose matches were looked for, or have to be.
CREATE TABLE match_posting (
    organization_id text NOT NULL,
    posting_id text COLLATE "C" NOT NULL,
    -- The newest change that matters to matching.
    changed_at bigint NOT NULL,
    -- The newest of these that a run has seen; 0 before the first run.
    covered_at bigint NOT NULL DEFAULT 0,
    -- All matches have been looked at since this one has begun; 0 before the first one.
    run bigint NOT NULL DEFAULT 0,
    -- Runs that have failed since one has ended.
    failures integer NOT NULL DEFAULT 0,
    PRIMARY KEY (organization_id, posting_id)
);

CREATE INDEX match_posting_uncovered_idx ON match_posting (organization_id, changed_at) WHERE covered_at < changed_at;

CREATE SEQUENCE notice_number;

-- What partners are told of new matches.
CREATE TABLE notice (
    organization_id text NOT NULL,
    id text COLLATE "C" NOT NULL,
    partner_id text NOT NULL,
    kind text NOT NULL,
    created_at bigint NOT NULL,
    -- The best first, and no more than are shown.
    match_ids text[] NOT NULL,
    total integer NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE INDEX notice_newest_idx ON notice (organization_id, created_at, id);
CREATE INDEX notice_partner_idx ON notice (organization_id, partner_id, created_at, id);

-- Until when a partner is told nothing, and what it is told then.
CREATE TABLE notice_window (
    organization_id text NOT NULL,
    partner_id text NOT NULL,
    ends_at bigint NOT NULL,
    pending_match_ids text[] NOT NULL DEFAULT '{}',
    pending_total integer NOT NULL DEFAULT 0,
    PRIMARY KEY (organization_id, partner_id)
);

GRANT SELECT ON match, notice TO mandi_reader;
ALTER TABLE match ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY notice_of_organization ON notice TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));
CREATE POLICY match_of_organization ON match TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));

-- //@UNDO

DROP TABLE notice_window;
DROP TABLE notice;
DROP SEQUENCE notice_number;
DROP TABLE match_posting;
DROP TABLE match;
DROP SEQUENCE match_number;
DROP SEQUENCE match_run_number;
