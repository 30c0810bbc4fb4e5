package io.mandi.persistence.reader;

import io.mandi.persistence.replica.ReplicaOutage;
import java.io.Serial;

/** The replica cannot be read from now. */
public final class ReplicaUnusableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final ReplicaOutage outage;

    ReplicaUnusableException(ReplicaOutage outage) {
        super("the replica is not read from: " + outage.word(), null, false, false);
        this.outage = outage;
    }

    /** Why. */
    public ReplicaOutage outage() {
        return outage;
    }
}
