-- What is due, beside the state that says so: whoever changes the one changes the other in the same transaction, or after it. The
-- state is the truth; a row here brings somebody to look at it in time.
CREATE TABLE wake_up (
    organization_id text NOT NULL,
    -- Who is woken. A release that does not know the name leaves the row alone.
    kind text NOT NULL,
    -- What is to be looked at, in the words of the kind.
    key text NOT NULL CHECK (length(key) <= 200),
    -- Times are microseconds since the epoch.
    due_at bigint NOT NULL,
    -- Left alone until then: due_at, then the end of a node's claim, or the next attempt after a failure. Each claim has another
    -- one, by which it is told from what was set since.
    claimed_until bigint NOT NULL,
    -- Claims since it was set.
    attempts integer NOT NULL,
    PRIMARY KEY (organization_id, kind, key),
    CHECK (claimed_until >= due_at)
);

CREATE INDEX wake_up_next_idx ON wake_up (claimed_until);
CREATE INDEX wake_up_due_idx ON wake_up (due_at);

-- //@UNDO

DROP TABLE wake_up;
