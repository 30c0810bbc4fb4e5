package io.mandi.http.desk;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.LotBookReply;
import io.mandi.engine.actor.LotBooks;
import io.mandi.engine.book.Actor;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.lots.LotWakeUps;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sees to it that lots, needs and reservations end when their time has come, also on a book that nobody touches (AV-8, AV-16). */
final class EndSleeper implements Sleeper {
    private final LotBooks books;

    EndSleeper(LotBooks books) {
        this.books = books;
    }

    /** The kinds of what a wake-up of a book can be about. */
    static Optional<ResourceId> id(String key) {
        return ResourceId.parse(ResourceId.Kind.RESERVATION, key)
                .or(() -> ResourceId.parse(ResourceId.Kind.AVAILABILITY, key))
                .or(() -> ResourceId.parse(ResourceId.Kind.REQUIREMENT, key));
    }

    /** As whom the program acts when something is due. */
    static Caller clock(WakeUp wakeUp) {
        return new Caller(wakeUp.organization(), Actor.system(), wakeUp.key(), Optional.empty());
    }

    @Override
    public WakeUp.Kind kind() {
        return LotWakeUps.ENDS;
    }

    @Override
    public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
        Optional<ResourceId> id = id(wakeUp.key());
        if (id.isEmpty()) {
            return CompletableFuture.completedStage(Answer.DONE);
        }
        Caller clock = clock(wakeUp);
        return books.execute(id.get().owner(), clock, new LotCommand.TimePassed(), System.nanoTime())
                .thenCompose(passed -> {
                    if (!(passed instanceof LotBookReply.Done)) {
                        return CompletableFuture.failedStage(new IllegalStateException(
                                "time has not passed in " + id.get().owner().persistenceId() + ": " + passed));
                    }
                    return books.read(id.get().owner(), clock, id.get(), System.nanoTime());
                })
                .thenApply(found -> answer(found, Micros.at(wakeUp.dueAt())));
    }

    /** What is still open although it was to end has a clock that is behind, or stands behind others that end first. */
    private static Answer answer(LotBookReply found, Instant due) {
        return switch (found) {
            case LotBookReply.FoundLot lot ->
                answer(lot.lot().isOpen(), lot.lot().content().expiresAt(), due);
            case LotBookReply.FoundNeed need ->
                answer(need.need().isOpen(), need.need().content().validUntil(), due);
            case LotBookReply.FoundReservation reservation ->
                answer(
                        reservation.reservation().isHeld(),
                        reservation.reservation().expiresAt(),
                        due);
            case LotBookReply.NotFound ignored -> Answer.DONE;
            default -> throw new IllegalStateException("no answer about what has ended: " + found);
        };
    }

    private static Answer answer(boolean open, Instant end, Instant due) {
        return open && !end.isAfter(due) ? Answer.NOT_YET : Answer.DONE;
    }
}
