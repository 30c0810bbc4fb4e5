package io.mandi.persistence.schedule;

import io.mandi.engine.schedule.SchedulePolicy;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's share of waking. It looks for what is due, claims it, and wakes whoever is responsible; between two looks it sleeps
 * until the next wake-up is due, and no longer than a poll. It has one turn with the database at a time, and so one connection at most.
 *
 * <p>A wake-up comes at least once: what was woken and not written down, because the node or the database went away, comes again
 * when the claim has ended.
 */
public final class Schedule {
    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);

    /** Before the next look when another node has in hand what is due. No two alarms are closer together either. */
    private static final long SHORT_PAUSE = 20_000;

    /** Between two looks for what nobody here can be woken for. */
    private static final long OTHERS_PAUSE = 60_000_000;

    private final WakeUpStore store;
    private final Map<WakeUp.Kind, Sleeper> sleepers;
    private final Set<String> kinds;
    private final Set<String> known;
    private final SchedulePolicy policy;
    private final Executor executor;
    private final Alarm alarm;
    private final InstantSource clock;
    private final DoubleSupplier random;
    private final ScheduleMeters meters;
    private final Claims claims;
    private final CompletableFuture<Void> idle = new CompletableFuture<>();

    // Of the turn alone.
    private final Set<String> saidOthers = new HashSet<>();
    private long othersLookedFor = Long.MIN_VALUE;
    private boolean failing;

    // Of whoever has the lock.
    private boolean turning;
    private boolean again;
    private boolean closed;
    private long alarmAt = Long.MAX_VALUE;

    /**
     * @param connections of which one is used at a time
     * @param sleepers one for each kind
     * @param elsewhere kinds that another schedule of this node wakes
     * @param executor where they are woken; its threads may wait
     * @param registry into which it is counted what was fired
     */
    public Schedule(
            DataSource connections,
            List<Sleeper> sleepers,
            Set<WakeUp.Kind> elsewhere,
            SchedulePolicy policy,
            Executor executor,
            Alarm alarm,
            InstantSource clock,
            DoubleSupplier random,
            MeterRegistry registry) {
        this(
                new WakeUpTable(
                        connections, sleepers.stream().map(Sleeper::kind).collect(Collectors.toSet())),
                sleepers,
                elsewhere,
                policy,
                executor,
                alarm,
                clock,
                random,
                registry);
    }

    Schedule(
            WakeUpStore store,
            List<Sleeper> sleepers,
            Set<WakeUp.Kind> elsewhere,
            SchedulePolicy policy,
            Executor executor,
            Alarm alarm,
            InstantSource clock,
            DoubleSupplier random,
            MeterRegistry registry) {
        this.store = store;
        // Two for one kind are a mistake in the program, which ends the start here.
        this.sleepers = sleepers.stream().collect(Collectors.toMap(Sleeper::kind, Function.identity()));
        this.kinds = this.sleepers.keySet().stream().map(WakeUp.Kind::name).collect(Collectors.toSet());
        this.known = Stream.concat(kinds.stream(), elsewhere.stream().map(WakeUp.Kind::name))
                .collect(Collectors.toSet());
        this.policy = policy;
        this.executor = executor;
        this.alarm = alarm;
        this.clock = clock;
        this.random = random;
        this.meters = new ScheduleMeters(registry);
        this.claims = new Claims(policy);
    }

    /** Begins to look, and so with what has become due while no node was there. */
    public void start() {
        look();
    }

    /**
     * A wake-up was committed on this node: the next look is no later than it is due.
     *
     * @param dueAt microseconds since the epoch
     */
    public void expect(long dueAt) {
        if (!sleepers.isEmpty()) {
            ringAt(dueAt);
        }
    }

    /** Claims nothing more, and gives back what it has not begun with. */
    public void stop() {
        claims.stop();
        look();
    }

    /** Stops, and waits for those that were woken; after the limit what they come to is no longer kept, and others wake them again. */
    public CompletionStage<Void> finish() {
        stop();
        return idle.completeOnTimeout(null, policy.drain().toNanos(), TimeUnit.NANOSECONDS)
                .thenRun(this::close);
    }

    private synchronized void close() {
        closed = true;
        if (claims.open() > 0) {
            LOG.warn(
                    "{} wake-ups have not ended before the node; they are fired again within {} s",
                    claims.open(),
                    policy.lease().toSeconds());
        }
    }

    // ---------------------------------------------------------------------------------------------------- turns

    /** As soon as the turn under way has ended. */
    private void look() {
        synchronized (this) {
            again = true;
            if (turning || closed) {
                return;
            }
            turning = true;
        }
        executor.execute(this::turns);
    }

    private void turns() {
        while (goesOn()) {
            boolean claimed = false;
            try {
                claimed = turn();
                if (failing) {
                    LOG.info("The schedule goes on");
                    failing = false;
                }
            } catch (SQLException | RuntimeException e) {
                if (!failing) {
                    LOG.warn("The schedule cannot go on now: {}", e.toString());
                }
                failing = true;
                ringAfter(micros(policy.poll()));
            }
            wakeSome();
            if (claimed && wanted().isPresent()) {
                look();
            }
        }
    }

    private synchronized boolean goesOn() {
        turning = again && !closed;
        again = false;
        return turning;
    }

    /** @return whether something was claimed, and so more may be due */
    private boolean turn() throws SQLException {
        giveUpOverdue();
        keepEnded();
        sayOthers();
        Optional<WakeUpStore.Wanted> wanted = wanted();
        if (wanted.isEmpty()) {
            ringAfter(micros(policy.poll()));
            return false;
        }
        long now = now();
        WakeUpStore.Found found = store.find(wanted.get(), now, now + micros(policy.lease()));
        if (!claims.add(found.claims())) {
            look();
        }
        long next = found.next().orElse(Long.MAX_VALUE);
        if (next > now) {
            ringAt(next);
        } else {
            // Without a claim others have it in hand.
            ringAfter(found.claims().isEmpty() ? SHORT_PAUSE : micros(policy.poll()));
        }
        return !found.claims().isEmpty();
    }

    private void keepEnded() throws SQLException {
        List<Ended> ended = claims.ended();
        if (!ended.isEmpty()) {
            List<Ended> left = store.end(ended);
            claims.written(ended.size(), left, now());
            if (!left.isEmpty()) {
                ringAfter(SHORT_PAUSE);
            }
        }
        if (claims.isFinished()) {
            idle.complete(null);
        }
    }

    private void sayOthers() throws SQLException {
        long now = now();
        if (now >= othersLookedFor && now - OTHERS_PAUSE < othersLookedFor) {
            return;
        }
        for (String kind : store.dueOfOthers(known, now)) {
            if (saidOthers.add(kind)) {
                LOG.warn(
                        "Wake-ups of the kind {} are due, which this release does not know; they are left alone", kind);
            }
        }
        othersLookedFor = now;
    }

    private Optional<WakeUpStore.Wanted> wanted() {
        return sleepers.isEmpty() ? Optional.empty() : claims.wanted(kinds);
    }

    // ---------------------------------------------------------------------------------------------------- alarms

    private void ringAfter(long micros) {
        ringAt(now() + micros);
    }

    /** Never later than a poll from now: the clock may be put right, and another node may have set something. */
    private void ringAt(long at) {
        long now = now();
        long wait = Math.clamp(at - now, 0, micros(policy.poll()));
        long rings = now + wait;
        synchronized (this) {
            if (closed || alarmAt - rings < SHORT_PAUSE) {
                return;
            }
            alarmAt = rings;
        }
        alarm.after(Duration.of(wait, ChronoUnit.MICROS), () -> rung(rings));
    }

    private void rung(long at) {
        synchronized (this) {
            if (alarmAt == at) {
                alarmAt = Long.MAX_VALUE;
            }
        }
        look();
    }

    // ---------------------------------------------------------------------------------------------------- waking

    private void wakeSome() {
        Optional<Claims.Begun> next = claims.begin(now());
        while (next.isPresent()) {
            wake(next.get().claim(), next.get().answer());
            next = claims.begin(now());
        }
    }

    private void wake(Claim claim, CompletableFuture<Sleeper.Answer> answer) {
        answer.whenComplete((given, failure) -> ended(claim, given, failure));
        Sleeper sleeper = sleepers.get(claim.wakeUp().kind());
        CompletableFuture.supplyAsync(() -> sleeper.wake(claim.wakeUp(), now()), executor)
                .thenCompose(Function.identity())
                .thenApply(Objects::requireNonNull)
                .whenComplete((given, failure) -> {
                    if (failure == null) {
                        answer.complete(given);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
    }

    private void giveUpOverdue() {
        claims.overdue(now())
                .forEach(answer -> answer.completeExceptionally(new TimeoutException(
                        "no answer within " + policy.lease().toSeconds() + " s")));
    }

    private void ended(Claim claim, Sleeper.Answer answer, Throwable failure) {
        claims.end(failure == null ? ended(claim, answer) : failed(claim, failure));
        wakeSome();
        look();
    }

    private Ended ended(Claim claim, Sleeper.Answer answer) {
        return switch (answer) {
            case DONE -> {
                meters.done.increment();
                yield Ended.done(claim);
            }
            case NOT_YET -> {
                meters.notYet.increment();
                yield Ended.again(claim, now() + policy.afterNotYet(claim.attempts(), random.getAsDouble()));
            }
        };
    }

    private Ended failed(Claim claim, Throwable failure) {
        meters.failed.increment();
        long pause = policy.afterFailure(claim.attempts(), random.getAsDouble());
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        WakeUp wakeUp = claim.wakeUp();
        LOG.warn(
                "The wake-up {} of the kind {} of {} has failed {} times, the next attempt is in {} ms: {}",
                wakeUp.key(),
                wakeUp.kind().name(),
                wakeUp.organization(),
                claim.attempts(),
                pause / 1_000,
                cause.toString());
        return Ended.again(claim, now() + pause);
    }

    private long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
