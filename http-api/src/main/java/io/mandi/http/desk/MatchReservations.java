package io.mandi.http.desk;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.LotBookReply;
import io.mandi.engine.actor.LotBooks;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.matching.MatchRules;
import io.mandi.engine.lots.matching.Pair;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.lots.PostgresLotLists;
import io.mandi.persistence.match.MatchWakeUps;
import io.mandi.persistence.match.PostgresMatches;
import io.mandi.persistence.match.PostgresMatches.Fate;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sees to it that a match shows what is reserved and sold of its lot for its need (MT-10). */
final class MatchReservations implements Sleeper {
    /** Rooms of needs count in millionths of the base unit. */
    private static final int ROOM_SCALE = 6;

    /** More than there are changes in the life of a reservation. */
    private static final Settling SETTLING = new Settling(4);

    private final LotBooks books;
    private final PostgresLotLists lists;
    private final PostgresMatches kept;

    MatchReservations(LotBooks books, PostgresLotLists lists, PostgresMatches kept) {
        this.books = books;
        this.lists = lists;
        this.kept = kept;
    }

    @Override
    public WakeUp.Kind kind() {
        return MatchWakeUps.RESERVATION;
    }

    /** A reservation with its lot's seller. */
    private record Found(Reservation reservation, String seller) {}

    @Override
    public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
        Optional<ResourceId> id = ResourceId.parse(ResourceId.Kind.RESERVATION, wakeUp.key());
        if (id.isEmpty()) {
            return CompletableFuture.completedStage(Answer.DONE);
        }
        Caller clock = EndSleeper.clock(wakeUp);
        return SETTLING.settle(
                        () -> find(clock, id.get()),
                        found -> found.map(known -> fate(known.reservation())),
                        found -> found.map(known -> tell(clock, id.get(), known))
                                .orElseGet(() -> CompletableFuture.completedStage(null)))
                .thenApply(done -> Answer.DONE);
    }

    /** The lists remember what the book has forgotten. */
    private CompletionStage<Optional<Found>> find(Caller clock, ResourceId id) {
        return books.read(id.owner(), clock, id, System.nanoTime()).thenCompose(reply -> switch (reply) {
            case LotBookReply.FoundReservation found ->
                CompletableFuture.completedStage(
                        Optional.of(new Found(found.reservation(), found.lot().seller())));
            case LotBookReply.NotFound ignored ->
                lists.reservation(id)
                        .thenApply(found -> found.map(listed -> new Found(listed.reservation(), listed.seller())));
            default -> CompletableFuture.failedStage(new IllegalStateException("no answer about " + id + ": " + reply));
        });
    }

    private CompletionStage<Void> tell(Caller clock, ResourceId id, Found found) {
        Optional<ResourceId> need = found.reservation()
                .requirementId()
                .flatMap(text -> ResourceId.parse(ResourceId.Kind.REQUIREMENT, text));
        if (need.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        return need(clock, need.get())
                .thenCompose(known -> known.map(wanted -> tell(clock, id, found, need.get(), wanted))
                        .orElseGet(() -> CompletableFuture.completedStage(null)));
    }

    private CompletionStage<Optional<Need>> need(Caller clock, ResourceId id) {
        return books.read(id.owner(), clock, id, System.nanoTime()).thenCompose(reply -> switch (reply) {
            case LotBookReply.FoundNeed(Need need) -> CompletableFuture.completedStage(Optional.of(need));
            case LotBookReply.NotFound ignored -> lists.need(id);
            default -> CompletableFuture.failedStage(new IllegalStateException("no answer about " + id + ": " + reply));
        });
    }

    private CompletionStage<Void> tell(Caller clock, ResourceId id, Found found, ResourceId needId, Need need) {
        Reservation reservation = found.reservation();
        ResourceId lot = new ResourceId(ResourceId.Kind.AVAILABILITY, reservation.lot(), id.owner());
        return kept.reserved(
                clock,
                new Pair(needId, lot, need.buyer(), found.seller()),
                new MatchRules.Held(
                        id,
                        reservation.agreement().baseQuantity().toBigDecimal(),
                        BigDecimal.valueOf(need.room(), ROOM_SCALE)),
                fate(reservation));
    }

    private static Fate fate(Reservation reservation) {
        return switch (reservation.status()) {
            case HELD -> Fate.HELD;
            case RELEASED, EXPIRED -> Fate.ENDED;
            case CONVERTED -> reservation.reverted() ? Fate.REVERTED : Fate.SOLD;
        };
    }
}
