package io.mandi.http.desk;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.LotBookReply;
import io.mandi.engine.actor.LotBooks;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.persistence.ledger.Deal;
import io.mandi.persistence.ledger.PartnerLedgers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Gives back what others keep for a reservation: the buyer's ledger an amount, the two partners a dealing, a need room (TR-2). */
record GiveBack(LotBooks books, PartnerLedgers ledgers) {

    /** Room that a need of another commodity keeps. */
    record Room(ResourceId need, String key) {}

    /** What was kept for a reservation of a book, which names it. */
    CompletionStage<Void> of(Caller system, EntityId book, Reservation reservation, String seller, String reason) {
        Optional<String> hold = reservation.agreement().holdKey();
        if (hold.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        Optional<Room> room = reservation
                .agreement()
                .roomKey()
                .flatMap(key -> reservation
                        .requirementId()
                        .flatMap(id -> ResourceId.parse(ResourceId.Kind.REQUIREMENT, id))
                        .map(need -> new Room(need, key)));
        Deal deal = new Deal(
                hold.get(),
                reservation.holder(),
                seller,
                ResourceId.ofCommodity(book).toString());
        return of(system, deal, room, reason);
    }

    /** All of it; what was given back before stays so. */
    CompletionStage<Void> of(Caller system, Deal deal, Optional<Room> room, String reason) {
        return room(system, room, reason)
                .thenCompose(done -> ledgers.releaseHold(system, deal.buyer(), deal.key(), reason))
                .thenCompose(released -> ledgers.endDeal(system, deal))
                .thenApply(ended -> null);
    }

    /** @return fails when it is not known whether the room was given back */
    CompletionStage<Void> room(Caller system, Optional<Room> room, String reason) {
        if (room.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        ResourceId need = room.get().need();
        LotCommand command =
                new LotCommand.GiveBackRoom(need.number(), room.get().key(), reason);
        return books.execute(need.owner(), system, command, System.nanoTime()).thenCompose(reply -> switch (reply) {
            case LotBookReply.Done ignored -> CompletableFuture.completedStage(null);
            // It is purchased, or the need is no longer remembered: there is nothing to give back.
            case LotBookReply.Rejected ignored -> CompletableFuture.completedStage(null);
            case LotBookReply.NotFound ignored -> CompletableFuture.completedStage(null);
            default ->
                CompletableFuture.failedStage(
                        new IllegalStateException("the room of " + need + " was not given back: " + reply));
        });
    }
}
