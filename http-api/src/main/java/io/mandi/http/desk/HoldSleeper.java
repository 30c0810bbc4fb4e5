package io.mandi.http.desk;

import io.mandi.cluster.NodeSettings.DeskSettings;
import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.LotBookReply;
import io.mandi.engine.actor.LotBooks;
import io.mandi.engine.book.Actor;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.ledger.Deal;
import io.mandi.persistence.ledger.LedgerAnswer;
import io.mandi.persistence.ledger.PartnerLedgers;
import io.mandi.persistence.ledger.StandingHold;
import io.mandi.persistence.schedule.WakeUps;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the holds that no reservation stands for: those of requests that failed between the ledger and the book (TR-2). Once for the
 * whole cluster, again and again: each turn looks at the holds that were taken since a little before the turn before; at all of them the
 * first one of a node, one in an hour, one that comes late, and one soon after a turn that could not find out about each. A wake-up does a
 * page of a turn, so that it ends within its claim however many reservations there are.
 */
final class HoldSleeper implements Sleeper {
    private static final Logger LOG = LoggerFactory.getLogger(HoldSleeper.class);

    private static final WakeUp.Kind KIND = new WakeUp.Kind("holds");
    /** It is of no organisation. */
    private static final WakeUp FIRST = new WakeUp("", KIND, "all", 0);

    /** Turns may be late, and be on another node. */
    private static final long LOOK_BACK = Duration.ofMinutes(15).toNanos() / 1_000;

    private static final long ALL_EVERY = Duration.ofHours(1).toNanos() / 1_000;
    /** Sooner than what could not be looked at is behind what turns look back to. */
    private static final long ALL_AGAIN = Duration.ofMinutes(5).toNanos() / 1_000;

    private static final int PAGE = 200;

    private final LotBooks books;
    private final PartnerLedgers ledgers;
    private final DataSource connections;
    private final Executor executor;
    /** In microseconds; books grant nothing on a hold of half that age. */
    private final long age;

    private final long every;
    /** When all holds are looked at again, in microseconds. */
    private volatile long allFrom;
    /** The turn that has not ended. It is in memory: where it is not known, all are looked at. */
    private volatile Optional<Turn> unfinished = Optional.empty();

    /**
     * @param before only holds that were taken before, in microseconds since the epoch
     * @param after the hold behind which it goes on; absent at the beginning of all
     */
    private record Turn(long before, Optional<StandingHold> after) {}

    /** @param executor whose threads may wait for the database */
    HoldSleeper(
            LotBooks books, PartnerLedgers ledgers, DeskSettings settings, DataSource connections, Executor executor) {
        this.books = books;
        this.ledgers = ledgers;
        this.connections = connections;
        this.executor = executor;
        this.age = settings.holdOrphanAfter().toNanos() / 1_000;
        this.every = settings.holdSweepEvery().toNanos() / 1_000;
    }

    /** Begins, when no node has begun before. */
    static void begin(DataSource connections) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            WakeUps.setFirst(connection, FIRST);
        }
    }

    @Override
    public WakeUp.Kind kind() {
        return KIND;
    }

    @Override
    public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
        Turn turn = unfinished.orElseGet(() -> newTurn(wakeUp, now));
        unfinished = Optional.empty();
        AtomicBoolean isClear = new AtomicBoolean(true);
        return look(turn, isClear)
                .whenComplete((rest, failure) -> {
                    if (failure != null || !isClear.get()) {
                        allFrom = Math.min(allFrom, now + ALL_AGAIN);
                    }
                })
                .thenComposeAsync(
                        rest -> {
                            unfinished = rest;
                            return again(rest.isPresent() ? now : now + every);
                        },
                        executor);
    }

    private Turn newTurn(WakeUp wakeUp, long now) {
        if (now < allFrom && now - wakeUp.dueAt() <= ALL_AGAIN) {
            return new Turn(
                    now - age, Optional.of(new StandingHold("", "", "", BigDecimal.ZERO, now - age - LOOK_BACK)));
        }
        allFrom = now + ALL_EVERY;
        return new Turn(now - age, Optional.empty());
    }

    private CompletionStage<Answer> again(long dueAt) {
        try (Connection connection = connections.getConnection()) {
            WakeUps.set(connection, new WakeUp(FIRST.organization(), KIND, FIRST.key(), dueAt));
            return CompletableFuture.completedStage(Answer.DONE);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    /** @return what is left of the turn */
    private CompletionStage<Optional<Turn>> look(Turn turn, AtomicBoolean isClear) {
        return ledgers.orphans(turn.before(), turn.after(), PAGE).thenCompose(holds -> {
            CompletionStage<Void> looked = CompletableFuture.completedStage(null);
            for (StandingHold hold : holds) {
                looked = looked.thenCompose(ignored -> look(hold)).handle((done, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "The hold {} of {} is looked at later: {}",
                                hold.key(),
                                hold.partnerId(),
                                failure.toString());
                        isClear.set(false);
                    }
                    return null;
                });
            }
            Optional<Turn> rest = holds.size() < PAGE
                    ? Optional.empty()
                    : Optional.of(new Turn(turn.before(), Optional.of(holds.getLast())));
            return looked.thenApply(done -> rest);
        });
    }

    /** @return fails when nobody can say now what came of it; another turn looks again */
    private CompletionStage<Void> look(StandingHold hold) {
        Optional<HoldKey> key = HoldKey.parse(hold.key());
        if (key.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        ResourceId lot = key.get().lot();
        Optional<GiveBack.Room> room = key.get().roomOf().map(need -> new GiveBack.Room(need, hold.key()));
        Caller clock = new Caller(hold.organization(), Actor.system(), hold.key(), Optional.empty());
        return books.findHeld(lot, clock, hold.key(), System.nanoTime()).thenCompose(reply -> switch (reply) {
            case LotBookReply.NotFound ignored -> end(clock, hold, lot, room, "no reservation came of it");
            case LotBookReply.FoundReservation found
            when found.reservation().isOver() -> end(clock, hold, lot, room, "the reservation has ended");
            case LotBookReply.FoundReservation ignored -> CompletableFuture.completedStage(null);
            default ->
                CompletableFuture.failedStage(
                        new IllegalStateException("no answer of " + lot.owner().persistenceId() + ": " + reply));
        });
    }

    private CompletionStage<Void> end(
            Caller clock, StandingHold hold, ResourceId lot, Optional<GiveBack.Room> room, String reason) {
        LOG.info("The hold {} of {} is ended: {}", hold.key(), hold.partnerId(), reason);
        // The room first: it is found by the hold alone.
        return new GiveBack(books, ledgers)
                .room(clock, room, reason)
                .thenCompose(given -> ledgers.releaseOrphan(clock, hold, reason))
                .thenCompose(released -> released instanceof LedgerAnswer.Done
                        ? books.read(lot.owner(), clock, lot, System.nanoTime())
                        : CompletableFuture.completedStage(new LotBookReply.NotFound()))
                .thenCompose(reply -> reply instanceof LotBookReply.FoundLot(Lot found)
                        ? ledgers.endDeal(
                                clock,
                                new Deal(
                                        hold.key(),
                                        hold.partnerId(),
                                        found.seller(),
                                        ResourceId.ofCommodity(lot.owner()).toString()))
                        : CompletableFuture.completedStage(false))
                .thenApply(ended -> null);
    }
}
