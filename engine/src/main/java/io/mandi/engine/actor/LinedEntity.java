package io.mandi.engine.actor;

import io.mandi.engine.book.Idempotency;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.trace.Span;
import io.mandi.engine.trace.Traces;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A sharded entity that stands in front of the actor that writes its journal, its child: a bounded line.
 *
 * <p>While a batch is being committed, new messages gather; the next batch takes all of them, up to a limit. So a hot
 * entity commits many commands at once, and an idle one commits each at once, without any timer. When the line is full the
 * answer is {@link LineRefusal#OVERLOADED}; nothing is dropped in silence.
 *
 * <p>When the child fails, its batch is answered {@link LineRefusal#OUTCOME_UNKNOWN}, since it may have been committed,
 * and the child is started anew after a pause. The line waits for it. A child that cannot understand what is stored puts
 * the entity in quarantine: everyone is told at once, and it is tried again from time to time, since a damaged record can
 * be mended while the node runs.
 *
 * @param <M> what the entity understands
 * @param <Q> those messages of it that stand in line
 * @param <B> several of these, on their way to the child
 */
abstract class LinedEntity<M, Q extends Lined<Q>, B> extends AbstractMatchingBehavior<M> {
    private final EntityId id;
    private final LineSettings settings;
    private final Quarantine quarantine;
    private final Function<ActorRef<M>, Behavior<B>> journaled;
    private final TimerScheduler<M> timers;

    private final ArrayDeque<Waiting<Q>> line = new ArrayDeque<>();
    /** Go before the commands: a question never waits for more than the one commit under way. */
    private final ArrayDeque<Waiting<Q>> questions = new ArrayDeque<>();

    private final Set<Idempotency.Scope> keysInProgress = new HashSet<>();
    private final LineSpans<Q> spans;
    private int lineWeight;
    private List<Q> inFlight = List.of();

    private Optional<ActorRef<B>> child = Optional.empty();
    private boolean ready;
    private boolean stopping;
    private boolean quarantined;
    private int failuresInARow;

    /** @param since {@link System#nanoTime} of its arrival */
    private record Waiting<Q extends Lined<Q>>(Q message, long since) {
        boolean inTime() {
            return System.nanoTime() - since <= TimeUnit.MILLISECONDS.toNanos(message.patienceMillis());
        }
    }

    /** @param journaled makes the behavior of the child, given where it reports to */
    LinedEntity(
            ActorContext<M> context,
            TimerScheduler<M> timers,
            EntityId id,
            LineSettings settings,
            Quarantine quarantine,
            Traces traces,
            Function<ActorRef<M>, Behavior<B>> journaled) {
        super(context);
        this.spans = new LineSpans<>(traces, this::describe);
        this.timers = timers;
        this.id = id;
        this.settings = settings;
        this.quarantine = quarantine;
        this.journaled = journaled;
        context.setLoggerName(getClass());
        startChild();
    }

    /** Several messages as one, for the child. */
    abstract B batch(List<Q> messages);

    /** Tells a span whose line it is. */
    abstract void describe(Span span);

    /** From the timer that is started when the child has stopped. */
    abstract M restartMessage();

    /** Nobody who waits for the entity's state will see it now. */
    abstract void refuseReaders(LineRefusal why);

    /** An actor that the entity watches has stopped. */
    abstract void watchedStopped(ActorRef<Void> watched);

    /** Everything in line is done; this is the end. */
    abstract void beforeStop();

    final boolean isStopping() {
        return stopping;
    }

    final boolean isQuarantined() {
        return quarantined;
    }

    final void enqueue(Q message) {
        if (quarantined) {
            message.refuse(LineRefusal.QUARANTINED);
            return;
        }
        // An empty line takes any message, however large: otherwise one above the capacity would never be served.
        boolean full = lineWeight > 0 && lineWeight + message.weight() > settings.capacity();
        if (stopping || full) {
            message.refuse(LineRefusal.OVERLOADED);
            return;
        }
        if (!message.key().map(keysInProgress::add).orElse(true)) {
            message.refuse(LineRefusal.IN_PROGRESS);
            return;
        }
        ArrayDeque<Waiting<Q>> place = message.asks() ? questions : line;
        place.addLast(new Waiting<>(spans.arrived(message), System.nanoTime()));
        lineWeight += message.weight();
    }

    /** The child can take a batch. */
    final void recovered() {
        ready = true;
        quarantined = false;
        failuresInARow = 0;
        quarantine.leave(id);
    }

    /** The child has committed its batch, and answers it. */
    final void committed() {
        inFlight.forEach(done -> release(done, LineSpans.DONE));
        inFlight = List.of();
    }

    final void damaged(String reason) {
        if (!quarantined) {
            getContext().getLog().error("{} is quarantined: {}", id.persistenceId(), reason);
        }
        quarantined = true;
        quarantine.enter(id, reason);
        refuseAll(LineRefusal.QUARANTINED);
    }

    final void restart() {
        startChild();
    }

    final void stop() {
        stopping = true;
    }

    @Override
    public final Behavior<M> onSignal(Signal signal) {
        if (signal instanceof Terminated terminated) {
            if (child.isEmpty() || !terminated.getRef().equals(child.get())) {
                watchedStopped(terminated.getRef());
                return Behaviors.same();
            }
            onChildStopped();
            return proceed();
        }
        return Behaviors.same();
    }

    private void release(Q message, String outcome) {
        message.key().ifPresent(keysInProgress::remove);
        spans.left(message, outcome);
    }

    private void refuseAll(LineRefusal why) {
        refuseAll(questions, why);
        refuseAll(line, why);
        refuseReaders(why);
    }

    private void refuseAll(ArrayDeque<Waiting<Q>> waiting, LineRefusal why) {
        while (!waiting.isEmpty()) {
            Q message = waiting.removeFirst().message();
            lineWeight -= message.weight();
            release(message, LineSpans.NOT_STARTED);
            message.refuse(why);
        }
    }

    /** To be called after each message: sends the next batch when the child is free, and stops when it is time. */
    final Behavior<M> proceed() {
        if (!inFlight.isEmpty()) {
            return Behaviors.same();
        }
        if (ready) {
            sendBatch();
        }
        if (stopping && inFlight.isEmpty()) {
            // Not started, so that a refusal is the truth; what cannot recover must not hold up the shard.
            refuseAll(LineRefusal.OVERLOADED);
            beforeStop();
            return Behaviors.stopped();
        }
        return Behaviors.same();
    }

    private void sendBatch() {
        List<Q> batch = new ArrayList<>();
        take(questions, batch);
        take(line, batch);
        if (!batch.isEmpty()) {
            inFlight = batch;
            spans.started(batch);
            child.orElseThrow().tell(batch(batch));
        }
    }

    private void take(ArrayDeque<Waiting<Q>> place, List<Q> batch) {
        int weight = 0;
        while (!place.isEmpty()
                && (weight == 0 || weight + place.peekFirst().message().weight() <= settings.maxBatch())) {
            Waiting<Q> waiting = place.removeFirst();
            Q message = waiting.message();
            lineWeight -= message.weight();
            if (waiting.inTime()) {
                batch.add(message);
                weight += message.weight();
            } else {
                // Nobody waits for it any more. Not started, so that a retry finds it as if it had never come.
                release(message, LineSpans.NOT_STARTED);
                message.refuse(LineRefusal.OVERLOADED);
            }
        }
    }

    private void startChild() {
        ActorRef<B> started =
                getContext().spawnAnonymous(journaled.apply(getContext().getSelf()));
        getContext().watch(started);
        child = Optional.of(started);
    }

    private void onChildStopped() {
        child = Optional.empty();
        ready = false;
        inFlight.forEach(message -> {
            release(message, LineSpans.UNKNOWN);
            message.refuse(LineRefusal.OUTCOME_UNKNOWN);
        });
        inFlight = List.of();
        if (!stopping) {
            Duration pause = quarantined ? settings.quarantineRetry() : pause();
            getContext()
                    .getLog()
                    .warn("{} stopped; it is started again in {} ms", id.persistenceId(), pause.toMillis());
            timers.startSingleTimer(restartMessage(), pause);
            failuresInARow++;
        }
    }

    private Duration pause() {
        long doubled = settings.restartMin().toMillis() << Math.min(failuresInARow, 20);
        long bounded = Math.min(doubled, settings.restartMax().toMillis());
        // Spread, so that the entities of a node do not all come back at one moment.
        return Duration.ofMillis(bounded + ThreadLocalRandom.current().nextLong(bounded / 5 + 1));
    }
}
