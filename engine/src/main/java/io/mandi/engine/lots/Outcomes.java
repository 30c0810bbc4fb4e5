package io.mandi.engine.lots;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.lots.LotEvent.OfLot;
import io.mandi.engine.lots.LotEvent.OfNeed;
import io.mandi.engine.lots.LotEvent.OfStock;
import io.mandi.engine.lots.lot.ApprovalStatus;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.need.Commitment;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.posting.PostingRisk;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.lots.reservation.ReservationStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What becomes of a lot, a reservation or a need by an event that is about it. Nothing else says so: a book, its replay, and whoever
 * follows the log come to the same.
 */
final class Outcomes {
    private Outcomes() {}

    /**
     * What becomes of a lot.
     *
     * @param before absent when the event brings it
     * @param reservations of the lot, by number: the one that the event is about is there
     * @param version number of the event
     * @throws IllegalStateException when what the event is about is not there
     */
    static Lot of(
            OfLot event,
            Optional<Lot> before,
            LongFunction<Optional<Reservation>> reservations,
            Instant at,
            long version) {
        if (event instanceof LotEvent.LotCreated created) {
            return Lot.draft(
                    event.availabilityId().number(),
                    created.sellerId(),
                    created.content(),
                    created.factors(),
                    at,
                    version);
        }
        Lot lot = before.orElseThrow(() -> missing(event));
        return switch (event) {
            case LotEvent.LotCreated created -> throw new IllegalStateException("applied above");
            case LotEvent.LotSubmitted submitted -> lot.submitted(submitted.factors(), submitted.risk(), at, version);
            case LotEvent.LotApproved approved -> lot.withApproval(ApprovalStatus.APPROVED, at, version);
            case LotEvent.LotRejected rejected -> lot.withApproval(ApprovalStatus.REJECTED, at, version);
            case LotEvent.LotActivated activated ->
                lot.activated(
                        activated.autoApproved() ? ApprovalStatus.AUTO_APPROVED : ApprovalStatus.APPROVED,
                        activated.factors(),
                        activated.risk(),
                        at,
                        version);
            case LotEvent.LotBlocked blocked ->
                lot.blocked(new PostingRisk(blocked.riskScore(), RiskStatus.FAIL, blocked.factors()), at, version);
            case LotEvent.LotExpired expired -> lot.withStatus(LotStatus.EXPIRED, at, version);
            case LotEvent.LotCancelled cancelled -> lot.withStatus(LotStatus.CANCELLED, at, version);
            case LotEvent.LotUpdated updated -> lot.withContent(updated.content(), updated.factors(), at, version);
            case LotEvent.LotQualityChanged changed -> lot.withStatus(lot.status(), at, version);
            case LotEvent.LotVisibilityChanged changed -> lot.withStatus(lot.status(), at, version);
            case LotEvent.LotPriceChanged changed -> lot.withStatus(lot.status(), at, version);
            case LotEvent.LotQuantityChanged changed -> lot.withStatus(lot.status(), at, version);
            case OfStock stock -> {
                long quantity = reservations
                        .apply(stock.reservationId().number())
                        .orElseThrow(() -> missing(event))
                        .quantity();
                yield switch (stock) {
                    case LotEvent.Reserved reserved -> lot.counting(quantity, 0, at, version);
                    case LotEvent.Released released -> lot.counting(-quantity, 0, at, version);
                    case LotEvent.ReservationExpired expired -> lot.counting(-quantity, 0, at, version);
                    case LotEvent.Sold sold -> lot.counting(-quantity, quantity, at, version);
                    case LotEvent.SaleReverted reverted -> lot.counting(0, -quantity, at, version);
                };
            }
        };
    }

    /**
     * What becomes of a reservation; the parts are those of a lot's.
     *
     * @throws IllegalStateException when what the event is about is not there
     */
    static Reservation of(OfStock event, Optional<Reservation> before, Instant at, long version) {
        if (event instanceof LotEvent.Reserved reserved) {
            return new Reservation(
                    reserved.reservationId().number(),
                    reserved.availabilityId().number(),
                    reserved.holderId(),
                    reserved.requirementId(),
                    unscaled(reserved.quantity(), 3),
                    reserved.agreement(),
                    at,
                    reserved.expiresAt(),
                    ReservationStatus.HELD,
                    Optional.empty(),
                    false,
                    at,
                    version);
        }
        Reservation reservation = before.orElseThrow(() -> missing(event));
        return switch (event) {
            case LotEvent.Reserved reserved -> throw new IllegalStateException("applied above");
            case LotEvent.Released released -> reservation.ended(ReservationStatus.RELEASED, at, version);
            case LotEvent.ReservationExpired expired -> reservation.ended(ReservationStatus.EXPIRED, at, version);
            case LotEvent.Sold sold -> reservation.converted(sold.tradeId(), at, version);
            case LotEvent.SaleReverted reverted -> reservation.takenBack(at, version);
        };
    }

    /**
     * What becomes of a need; the parts are those of a lot's.
     *
     * @throws IllegalStateException when what the event is about is not there
     */
    static Need of(OfNeed event, Optional<Need> before, Instant at, long version) {
        if (event instanceof LotEvent.NeedCreated created) {
            return Need.draft(
                    created.requirementId().number(),
                    created.requirementNumber(),
                    created.buyerId(),
                    created.content(),
                    created.factors(),
                    at,
                    version);
        }
        Need need = before.orElseThrow(() -> missing(event));
        return switch (event) {
            case LotEvent.NeedCreated created -> throw new IllegalStateException("applied above");
            case LotEvent.NeedPublished published -> need.published(published.factors(), published.risk(), at, version);
            case LotEvent.NeedBlocked blocked ->
                need.blocked(new PostingRisk(blocked.riskScore(), RiskStatus.FAIL, blocked.factors()), at, version);
            case LotEvent.NeedRiskAlert alert -> need.withStatus(need.status(), at, version);
            case LotEvent.NeedExpired expired -> need.withStatus(NeedStatus.EXPIRED, at, version);
            case LotEvent.NeedCancelled cancelled -> need.withStatus(NeedStatus.CANCELLED, at, version);
            case LotEvent.NeedUpdated updated -> need.withContent(updated.content(), updated.factors(), at, version);
            case LotEvent.NeedBudgetChanged changed -> need.withStatus(need.status(), at, version);
            case LotEvent.NeedQualityChanged changed -> need.withStatus(need.status(), at, version);
            case LotEvent.NeedVisibilityChanged changed -> need.withStatus(need.status(), at, version);
            case LotEvent.NeedCommitted committed ->
                need.holding(
                        new Commitment(
                                committed.reservationId(),
                                unscaled(committed.quantity(), 6),
                                unscaled(committed.value(), 2),
                                unscaled(committed.step(), 6),
                                Optional.empty()),
                        at,
                        version);
            case LotEvent.CommitmentReleased released -> need.without(released.reservationId(), at, version);
            case LotEvent.FulfillmentUpdated updated ->
                need.purchasing(updated.reservationId(), updated.tradeId(), unscaled(updated.spent(), 2), at, version);
            case LotEvent.PurchaseReverted reverted -> need.takingBack(reverted.reservationId(), at, version);
            case LotEvent.NeedFulfilled fulfilled -> need.fulfilled(fulfilled.closedByBuyer(), at, version);
        };
    }

    private static IllegalStateException missing(LotEvent event) {
        return new IllegalStateException(
                "what " + event.family() + " of " + event.posting() + " is about is not there");
    }

    private static long unscaled(Decimal number, int scale) {
        return number.toBigDecimal().movePointRight(scale).longValueExact();
    }
}
