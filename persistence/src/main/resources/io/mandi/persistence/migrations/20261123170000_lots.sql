-- Lots, needs and reservations for lists: a read model of the log. A definition is all of one, as the engine writes it; the columns
-- beside it are those that lists are narrowed and sorted by. Times in microseconds since the epoch.
CREATE TABLE availability (
    organization_id text NOT NULL,
    id text COLLATE "C" NOT NULL,
    commodity_id text NOT NULL,
    seller_id text NOT NULL,
    status text NOT NULL,
    approval_status text NOT NULL,
    location_id text,
    open boolean NOT NULL GENERATED ALWAYS AS (status IN ('DRAFT', 'ACTIVE', 'RESERVED')) STORED,
    created_at bigint NOT NULL,
    version bigint NOT NULL,
    definition text NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE INDEX availability_newest_idx ON availability (organization_id, created_at, id);
CREATE INDEX availability_seller_idx ON availability (organization_id, seller_id, created_at, id);
CREATE INDEX availability_commodity_idx ON availability (organization_id, commodity_id, created_at, id);
CREATE INDEX availability_status_idx ON availability (organization_id, status, created_at, id);
CREATE INDEX availability_approval_idx ON availability (organization_id, approval_status, created_at, id);
CREATE INDEX availability_location_idx ON availability (organization_id, location_id, created_at, id)
    WHERE location_id IS NOT NULL;

CREATE TABLE requirement (
    organization_id text NOT NULL,
    id text COLLATE "C" NOT NULL,
    commodity_id text NOT NULL,
    buyer_id text NOT NULL,
    status text NOT NULL,
    urgency text NOT NULL,
    intent text NOT NULL,
    open boolean NOT NULL GENERATED ALWAYS AS (status IN ('DRAFT', 'ACTIVE', 'PARTIALLY_FULFILLED')) STORED,
    created_at bigint NOT NULL,
    version bigint NOT NULL,
    definition text NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE INDEX requirement_newest_idx ON requirement (organization_id, created_at, id);
CREATE INDEX requirement_buyer_idx ON requirement (organization_id, buyer_id, created_at, id);
CREATE INDEX requirement_commodity_idx ON requirement (organization_id, commodity_id, created_at, id);
CREATE INDEX requirement_status_idx ON requirement (organization_id, status, created_at, id);
CREATE INDEX requirement_urgency_idx ON requirement (organization_id, urgency, created_at, id);
CREATE INDEX requirement_intent_idx ON requirement (organization_id, intent, created_at, id);

-- What open needs name beside their own commodity: a LOCATION that they are delivered to, a commodity that will do as well (EQUIVALENT).
CREATE TABLE requirement_reference (
    organization_id text NOT NULL,
    kind text NOT NULL,
    target_id text NOT NULL,
    requirement_id text COLLATE "C" NOT NULL,
    commodity_id text NOT NULL,
    PRIMARY KEY (organization_id, kind, target_id, requirement_id)
);

CREATE INDEX requirement_reference_need_idx ON requirement_reference (organization_id, requirement_id);

-- A reservation with its lot's unit, in which the quantity is, and its lot's seller.
CREATE TABLE reservation (
    organization_id text NOT NULL,
    id text COLLATE "C" NOT NULL,
    availability_id text NOT NULL,
    requirement_id text,
    seller_id text NOT NULL,
    holder_id text NOT NULL,
    status text NOT NULL,
    unit text NOT NULL,
    created_at bigint NOT NULL,
    version bigint NOT NULL,
    definition text NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE INDEX reservation_newest_idx ON reservation (organization_id, created_at, id);
CREATE INDEX reservation_holder_idx ON reservation (organization_id, holder_id, created_at, id);
CREATE INDEX reservation_seller_idx ON reservation (organization_id, seller_id, created_at, id);
CREATE INDEX reservation_lot_idx ON reservation (organization_id, availability_id, created_at, id);
CREATE INDEX reservation_need_idx ON reservation (organization_id, requirement_id, created_at, id)
    WHERE requirement_id IS NOT NULL;
CREATE INDEX reservation_status_idx ON reservation (organization_id, status, created_at, id);

GRANT SELECT ON availability, requirement, requirement_reference, reservation TO mandi_reader;
ALTER TABLE availability ENABLE ROW LEVEL SECURITY;
ALTER TABLE requirement ENABLE ROW LEVEL SECURITY;
ALTER TABLE requirement_reference ENABLE ROW LEVEL SECURITY;
ALTER TABLE reservation ENABLE ROW LEVEL SECURITY;
CREATE POLICY availability_of_organization ON availability TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));
CREATE POLICY requirement_of_organization ON requirement TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));
CREATE POLICY requirement_reference_of_organization ON requirement_reference TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));
CREATE POLICY reservation_of_organization ON reservation TO mandi_reader
    USING (organization_id = current_setting('mandi.organization'));

-- //@UNDO

DROP TABLE reservation;
DROP TABLE requirement_reference;
DROP TABLE requirement;
DROP TABLE availability;
