package io.mandi.persistence.journal;

import io.mandi.engine.trace.Traces;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.pool.DatabasePools;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.Objects;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.setup.Setup;

/**
 * Hands the node's connection pools to journal and snapshot store when the actor system is made: plugins are created by
 * class name and can be given nothing else.
 */
public final class DatabaseSetup extends Setup {

    private final DatabasePool writes;
    private final DatabasePool recovery;
    private final MeterRegistry meters;
    private final Traces traces;

    private DatabaseSetup(DatabasePool writes, DatabasePool recovery, MeterRegistry meters, Traces traces) {
        this.writes = Objects.requireNonNull(writes, "writes");
        this.recovery = Objects.requireNonNull(recovery, "recovery");
        this.meters = Objects.requireNonNull(meters, "meters");
        this.traces = Objects.requireNonNull(traces, "traces");
    }

    /**
     * The pools of a node, which the node closes when the actor system has ended.
     *
     * @param meters into which the journal measures its commits
     * @param traces where the journal tells of commits of sampled events
     */
    public static DatabaseSetup of(DatabasePools pools, MeterRegistry meters, Traces traces) {
        return new DatabaseSetup(pools.writes(), pools.recovery(), meters, traces);
    }

    /**
     * The pools, which the caller closes when the actor system has ended; nothing is measured.
     *
     * @param writes for events on their way into the journal
     * @param recovery for what entities read when they come back, and for snapshots; may be the same
     */
    public static DatabaseSetup of(DatabasePool writes, DatabasePool recovery) {
        return new DatabaseSetup(writes, recovery, new CompositeMeterRegistry(), Traces.OFF);
    }

    /** @throws IllegalStateException when the actor system was made without */
    static DatabaseSetup of(ActorSystem system) {
        return system.settings()
                .setup()
                .get(DatabaseSetup.class)
                .orElseThrow(() -> new IllegalStateException("The actor system was made without "
                        + DatabaseSetup.class.getName() + ", so the journal has no database: add it to the"
                        + " ActorSystemSetup"));
    }

    DatabasePool writes() {
        return writes;
    }

    DatabasePool recovery() {
        return recovery;
    }

    MeterRegistry meters() {
        return meters;
    }

    Traces traces() {
        return traces;
    }
}
