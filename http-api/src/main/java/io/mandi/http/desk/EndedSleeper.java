package io.mandi.http.desk;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.LotBookReply;
import io.mandi.engine.actor.LotBooks;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.ledger.PartnerLedgers;
import io.mandi.persistence.lots.LotWakeUps;
import io.mandi.persistence.lots.PostgresLotLists;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sees to it that the ledgers of partners learn of what has ended, whoever has ended it and whatever has failed since (TR-2). */
final class EndedSleeper implements Sleeper {
    private final LotBooks books;
    private final PartnerLedgers ledgers;
    private final PostgresLotLists lists;

    EndedSleeper(LotBooks books, PartnerLedgers ledgers, PostgresLotLists lists) {
        this.books = books;
        this.ledgers = ledgers;
        this.lists = lists;
    }

    @Override
    public WakeUp.Kind kind() {
        return LotWakeUps.ENDED;
    }

    @Override
    public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
        Optional<ResourceId> found = EndSleeper.id(wakeUp.key());
        if (found.isEmpty()) {
            return CompletableFuture.completedStage(Answer.DONE);
        }
        ResourceId id = found.get();
        Caller clock = EndSleeper.clock(wakeUp);
        return books.read(id.owner(), clock, id, System.nanoTime())
                .thenCompose(reply -> switch (reply) {
                    case LotBookReply.FoundLot lot -> lotEnded(clock, id, lot.lot());
                    case LotBookReply.FoundNeed need -> needEnded(clock, id, need.need());
                    case LotBookReply.FoundReservation reservation ->
                        reservationEnded(
                                clock,
                                id,
                                reservation.reservation(),
                                reservation.lot().seller());
                    case LotBookReply.NotFound ignored -> forgotten(clock, id);
                    default ->
                        CompletableFuture.<Void>failedStage(
                                new IllegalStateException("no answer about what has ended: " + reply));
                })
                .thenApply(done -> Answer.DONE);
    }

    /** The lists remember what the book has forgotten; the wake-up was set with them. */
    private CompletionStage<Void> forgotten(Caller clock, ResourceId id) {
        return switch (id.kind()) {
            case AVAILABILITY ->
                lists.lot(id)
                        .thenCompose(lot -> lot.map(found -> lotEnded(clock, id, found))
                                .orElse(CompletableFuture.completedStage(null)));
            case REQUIREMENT ->
                lists.need(id)
                        .thenCompose(need -> need.map(found -> needEnded(clock, id, found))
                                .orElse(CompletableFuture.completedStage(null)));
            default ->
                lists.reservation(id)
                        .thenCompose(reservation -> reservation
                                .map(found -> reservationEnded(clock, id, found.reservation(), found.seller()))
                                .orElse(CompletableFuture.completedStage(null)));
        };
    }

    private CompletionStage<Void> lotEnded(Caller clock, ResourceId id, Lot lot) {
        return lot.isOpen()
                ? CompletableFuture.completedStage(null)
                : ledgers.close(clock, lot.seller(), id.toString()).thenApply(closed -> null);
    }

    private CompletionStage<Void> needEnded(Caller clock, ResourceId id, Need need) {
        return need.isOpen()
                ? CompletableFuture.completedStage(null)
                : ledgers.close(clock, need.buyer(), id.toString()).thenApply(closed -> null);
    }

    private CompletionStage<Void> reservationEnded(
            Caller clock, ResourceId id, Reservation reservation, String seller) {
        return reservation.isOver()
                ? new GiveBack(books, ledgers)
                        .of(
                                clock,
                                id.owner(),
                                reservation,
                                seller,
                                "reservation " + reservation.status().name().toLowerCase(Locale.ROOT))
                : CompletableFuture.completedStage(null);
    }
}
