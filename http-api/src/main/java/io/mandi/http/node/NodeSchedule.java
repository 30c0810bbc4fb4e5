package io.mandi.http.node;

import io.mandi.engine.schedule.SchedulePolicy;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.schedule.Schedule;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/** A node's share of the schedule: when it begins, and when it ends. */
final class NodeSchedule {
    private NodeSchedule() {}

    /**
     * Makes this node wake what is due, as soon as it can reach the shards; what is due leads to them.
     *
     * @param name of what it does when the node stops
     * @param connections of which one is used at a time
     * @param sleepers one for each kind
     * @param elsewhere kinds that another schedule of this node wakes
     * @param sharding completes when the shards can be reached
     * @param blocking whose threads may wait
     */
    static Schedule start(
            ActorSystem<?> system,
            String name,
            SchedulePolicy policy,
            DataSource connections,
            List<Sleeper> sleepers,
            Set<WakeUp.Kind> elsewhere,
            CompletionStage<?> sharding,
            InstantSource clock,
            MeterRegistry registry,
            Executor blocking) {
        Schedule schedule = new Schedule(
                connections,
                sleepers,
                elsewhere,
                policy,
                blocking,
                (wait, task) -> system.scheduler().scheduleOnce(wait, task, system.executionContext()),
                clock,
                () -> ThreadLocalRandom.current().nextDouble(),
                registry);
        sharding.thenRun(schedule::start);
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
        // The other nodes have what this one has claimed as soon as it begins to stop.
        shutdown.addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), name + "-claims", () -> {
            schedule.stop();
            return CompletableFuture.completedStage(Done.getInstance());
        });
        // The shards are still there.
        shutdown.addTask(
                CoordinatedShutdown.PhaseServiceStop(),
                name + "-drain",
                () -> schedule.finish().thenApply(finished -> Done.getInstance()));
        return schedule;
    }
}
