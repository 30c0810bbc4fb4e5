package io.mandi.persistence.projection;

import io.mandi.persistence.log.LogGrown;
import io.mandi.persistence.log.LogNews;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjIntConsumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one slice of the log for all projections, one turn after the other. A projection that fails is tried again later and
 * does not hold up the others.
 */
final class SliceProjector extends AbstractBehavior<SliceProjector.Command> {
    private static final Logger LOG = LoggerFactory.getLogger(SliceProjector.class);

    /** How long a writer that holds back events may take before it is looked for again. */
    private static final Duration HELD_PAUSE = Duration.ofMillis(20);

    /** However long a turn took, the next one comes. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(60);

    private final int slice;
    private final List<Follower> followers;
    private final ProjectionTurn turn;
    private final Executor blocking;
    private final Pace pace;
    private final LogNews news;
    private final TimerScheduler<Command> timers;

    /** What a slice's actor is told. */
    interface Command {}

    /** Ends the actor; a turn under way is done, or undone, by its transaction. */
    enum Stop implements Command {
        INSTANCE
    }

    /**
     * How much is done when.
     *
     * @param poll how often the log is looked at when nobody has said that it has grown
     * @param busyPercent part of a thread's time that goes into projections while this node writes events
     * @param afterTurn told of each turn of a projection in a slice, also of one that failed; it does not wait for anything
     */
    record Pace(Duration poll, int busyPercent, ObjIntConsumer<Projection> afterTurn) {}

    private record Grown(LogGrown news) implements Command {}

    private record Look(Follower follower) implements Command {}

    private record Done(Follower follower, ProjectionTurn.Outcome outcome) implements Command {}

    private record Failed(Follower follower, Throwable cause) implements Command {}

    /** A projection in this slice. */
    private static final class Follower {
        final Projection projection;
        boolean busy;
        /** Whether the log has grown since the turn under way began. */
        boolean again;

        int failures;

        Follower(Projection projection) {
            this.projection = projection;
        }
    }

    private SliceProjector(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            int slice,
            List<Projection> projections,
            ProjectionTurn turn,
            Executor blocking,
            Pace pace) {
        super(context);
        this.timers = timers;
        this.slice = slice;
        this.turn = turn;
        this.blocking = blocking;
        this.pace = pace;
        this.news = LogNews.get(context.getSystem());
        this.followers = projections.stream().map(Follower::new).toList();
        news.subscribe(context.messageAdapter(LogGrown.class, Grown::new));
        followers.forEach(this::begin);
    }

    /**
     * @param blocking whose threads may wait for the database, and rest
     */
    static Behavior<Command> create(
            int slice, List<Projection> projections, ProjectionTurn turn, Executor blocking, Pace pace) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new SliceProjector(context, timers, slice, projections, turn, blocking, pace)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Grown.class, message -> {
                    if (message.news.has(slice)) {
                        followers.forEach(this::begin);
                    }
                    return this;
                })
                .onMessage(Look.class, message -> {
                    begin(message.follower);
                    return this;
                })
                .onMessage(Done.class, message -> done(message.follower, message.outcome))
                .onMessage(Failed.class, message -> failed(message.follower, message.cause))
                .onMessageEquals(Stop.INSTANCE, Behaviors::stopped)
                .build();
    }

    private void begin(Follower follower) {
        if (follower.busy) {
            follower.again = true;
            return;
        }
        if (follower.failures > 0 && timers.isTimerActive(follower)) {
            // It waits for its next attempt, which more events make no more likely to succeed.
            return;
        }
        timers.cancel(follower);
        follower.busy = true;
        follower.again = false;
        getContext()
                .pipeToSelf(
                        CompletableFuture.supplyAsync(() -> turn(follower.projection), blocking),
                        (outcome, failure) ->
                                failure == null ? new Done(follower, outcome) : new Failed(follower, failure));
    }

    /** While this node writes, the thread rests after a turn, and so do all who wait for the thread. */
    private ProjectionTurn.Outcome turn(Projection projection) {
        long start = System.nanoTime();
        try {
            return turn.run(projection, slice);
        } catch (Exception e) {
            throw new CompletionException(e);
        } finally {
            // Also after a failure: those who follow the projection may have to do with what was there before.
            pace.afterTurn().accept(projection, slice);
            if (news.isBusy()) {
                long spent = System.nanoTime() - start;
                long rest = spent * (100 - pace.busyPercent()) / pace.busyPercent();
                LockSupport.parkNanos(Math.min(rest, LONGEST_REST.toNanos()));
            }
        }
    }

    private Behavior<Command> done(Follower follower, ProjectionTurn.Outcome outcome) {
        follower.busy = false;
        if (follower.failures > 0) {
            LOG.info("The projection {} goes on in slice {}", follower.projection.name(), slice);
            follower.failures = 0;
        }
        if (follower.again || outcome == ProjectionTurn.Outcome.MORE) {
            begin(follower);
        } else {
            timers.startSingleTimer(
                    follower, new Look(follower), outcome == ProjectionTurn.Outcome.HELD ? HELD_PAUSE : pace.poll());
        }
        return this;
    }

    private Behavior<Command> failed(Follower follower, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        follower.busy = false;
        follower.failures++;
        long pause = Math.min(FIRST_RETRY.toMillis() << Math.min(follower.failures - 1, 10), LAST_RETRY.toMillis());
        LOG.warn(
                "The projection {} cannot go on in slice {}, and tries again in {} ms: {}",
                follower.projection.name(),
                slice,
                pause,
                cause.toString());
        timers.startSingleTimer(follower, new Look(follower), Duration.ofMillis(pause));
        return this;
    }
}
