-- What partners have on hold and have bought, and what of their postings and dealings decides on circles. Partners by the numbers of
-- their ids. Times in microseconds since the epoch, money in the partner's currency.
CREATE TABLE exposure_account (
    organization_id text NOT NULL,
    partner bigint NOT NULL,
    -- What the entries in these states come to.
    held numeric NOT NULL,
    converted numeric NOT NULL,
    -- How much of the limit that was, when it was last looked at.
    state text NOT NULL,
    -- Of the last assessment.
    risk_score integer,
    risk_assessed_at bigint,
    PRIMARY KEY (organization_id, partner)
);

-- One for each hold; those that are released stay, so that what is repeated is known.
CREATE TABLE exposure_entry (
    organization_id text NOT NULL,
    partner bigint NOT NULL,
    key text NOT NULL,
    amount numeric NOT NULL,
    state text NOT NULL,
    trade_id text,
    -- When it was held.
    at bigint NOT NULL,
    PRIMARY KEY (organization_id, partner, key)
);

CREATE UNIQUE INDEX exposure_entry_trade_idx ON exposure_entry (organization_id, partner, trade_id)
    WHERE trade_id IS NOT NULL;
CREATE INDEX exposure_entry_held_idx ON exposure_entry (at, organization_id, partner, key) WHERE state = 'HELD';

-- Lots and needs by their partners; those that are closed stay, so that none is opened again.
CREATE TABLE open_posting (
    organization_id text NOT NULL,
    partner bigint NOT NULL,
    posting_id text NOT NULL,
    kind text NOT NULL,
    commodity_id text NOT NULL,
    created_at bigint NOT NULL,
    state text NOT NULL,
    PRIMARY KEY (organization_id, partner, posting_id)
);

CREATE INDEX open_posting_open_idx ON open_posting (organization_id, partner, commodity_id) WHERE state = 'OPEN';

-- Registered before there is an id: most are closed at once.
CREATE INDEX open_posting_pending_idx ON open_posting (created_at)
    WHERE state = 'OPEN' AND posting_id LIKE 'post:%';

-- Reservations, and the trades that they become, by who deals with whom.
CREATE TABLE dealing (
    organization_id text NOT NULL,
    key text NOT NULL,
    buyer bigint NOT NULL,
    seller bigint NOT NULL,
    commodity_id text NOT NULL,
    -- Business day of the reservation.
    day date NOT NULL,
    state text NOT NULL,
    PRIMARY KEY (organization_id, key)
);

CREATE INDEX dealing_buyer_idx ON dealing (organization_id, buyer, day) WHERE state <> 'ENDED';
CREATE INDEX dealing_seller_idx ON dealing (organization_id, seller, day) WHERE state <> 'ENDED';
CREATE INDEX dealing_buyer_traded_idx ON dealing (organization_id, buyer) WHERE state = 'TRADED';
CREATE INDEX dealing_seller_traded_idx ON dealing (organization_id, seller) WHERE state = 'TRADED';

GRANT SELECT ON exposure_account, exposure_entry, open_posting, dealing TO mandi_reader;
ALTER TABLE exposure_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE exposure_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE open_posting ENABLE ROW LEVEL SECURITY;
ALTER TABLE dealing ENABLE ROW LEVEL SECURITY;
CREATE POLICY exposure_account_of_organization ON exposure_account TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));
CREATE POLICY exposure_entry_of_organization ON exposure_entry TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));
CREATE POLICY open_posting_of_organization ON open_posting TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));
CREATE POLICY dealing_of_organization ON dealing TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));

-- //@UNDO

DROP TABLE dealing;
DROP TABLE open_posting;
DROP TABLE exposure_entry;
DROP TABLE exposure_account;
