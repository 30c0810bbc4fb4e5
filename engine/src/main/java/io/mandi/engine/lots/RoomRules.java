package io.mandi.engine.lots;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.unit.Conversion;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotCommand.GiveBackRoom;
import io.mandi.engine.lots.LotCommand.KeepRoom;
import io.mandi.engine.lots.LotCommand.RecordPurchase;
import io.mandi.engine.lots.LotCommand.RevertPurchase;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.match.UnitPrice;
import io.mandi.engine.lots.need.Commitment;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.posting.Counts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides about the room of needs (RQ-2), and what they purchase. */
final class RoomRules {
    private final Postings postings;
    private final LotBookLimits limits;
    private final Standing standing;

    RoomRules(Postings postings, LotBookLimits limits, Standing standing) {
        this.postings = postings;
        this.limits = limits;
        this.standing = standing;
    }

    private Instant now() {
        return standing.now();
    }

    // ---------------------------------------------------------------------------------------------------- rules of
    // room

    /** RQ-10. */
    static Optional<LotRejection> intentRefusal(Need need) {
        return need.content().intent().isAllocatable()
                ? Optional.empty()
                : Optional.of(
                        LotRejection.of(LotRejectionCode.INTENT_NOT_ALLOCATABLE, "the need only asks for prices"));
    }

    static LotRejection belowMinLot(Need need) {
        return LotRejection.of(
                LotRejectionCode.BELOW_MIN_LOT,
                "the need takes at least " + Counts.ofMillionths(need.amounts().minLot()) + " "
                        + need.factors().base() + " from one lot");
    }

    /** @param price for one base unit of what is wanted; absent for an open price */
    static Optional<LotRejection> overBudget(Need need, Optional<BigDecimal> price) {
        boolean over = price.isPresent()
                && need.amounts().budget().isPresent()
                && price.get().compareTo(need.amounts().budget().get().max().perBaseUnit()) > 0;
        return over
                ? Optional.of(LotRejection.of(
                        LotRejectionCode.OVER_BUDGET, "the lot costs more than max_budget_per_unit of the need"))
                : Optional.empty();
    }

    /**
     * RQ-2.
     *
     * @param quantity millionths of the base unit
     * @param value hundredths
     */
    static Optional<LotRejection> roomRefusal(Need need, long quantity, long value, LotBookLimits limits) {
        if (quantity > need.room()) {
            return Optional.of(LotRejection.of(
                    LotRejectionCode.INSUFFICIENT_ROOM,
                    "the need has room for " + Counts.ofMillionths(need.room()) + " "
                            + need.factors().base()));
        }
        if (Counts.overflows(need.heldValue() + need.spent(), value)) {
            return Optional.of(LotRejection.invalid(
                    List.of(new Flaw(FlawCode.NUMBER_OUT_OF_RANGE, "quantity", "comes to more than can be counted"))));
        }
        if (need.amounts().totalBudget().isPresent()
                && need.heldValue() + need.spent() + value
                        > need.amounts().totalBudget().getAsLong()) {
            return Optional.of(LotRejection.of(
                    LotRejectionCode.OVER_TOTAL_BUDGET, "it costs more than is left of the need's total_budget"));
        }
        return need.commitments().size() < limits.reservationsPerPosting()
                ? Optional.empty()
                : Optional.of(LotRejection.of(
                        LotRejectionCode.TOO_MANY_RESERVATIONS,
                        "a need is filled of at most " + limits.reservationsPerPosting() + " parts"));
    }

    /** A step in millionths, rounded up: a rest of that much could be counted. */
    static long step(BigDecimal step) {
        return step.setScale(Conversion.BASE_SCALE, RoundingMode.UP)
                .movePointRight(Conversion.BASE_SCALE)
                .longValueExact();
    }

    static LotEvent released(ResourceId id, Need need, String key, String reason) {
        return new LotEvent.CommitmentReleased(
                id,
                key,
                Counts.ofMillionths(need.commitments().get(key).quantity()),
                need.factors().base(),
                reason);
    }

    // ---------------------------------------------------------------------------------------------------- commands

    private Optional<Need> need(long number) {
        return postings.need(number);
    }

    private static Ruling conflict(String detail) {
        return Ruling.refused(LotRejectionCode.STATE_CONFLICT, detail);
    }

    Ruling keep(KeepRoom command) {
        Optional<LotRejection> refusal = standing.refusalUnlessSystem();
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        Need need = need(command.need()).orElse(null);
        if (need == null || !need.buyer().equals(command.holder())) {
            return Ruling.refused(LotRejection.unknown(need != null));
        }
        if (need.commitments().containsKey(command.key())) {
            return new Ruling.Nothing(LotAnswer.of(need));
        }
        if (!need.isWanting(now())) {
            return conflict("the need is " + need.status() + ", or not valid now");
        }
        if (now().isAfter(command.until())) {
            return conflict("the request has taken too long; nobody waits for it any more");
        }
        if (!need.content().currency().equals(command.currency())) {
            return Ruling.refused(LotRejectionCode.CURRENCY_MISMATCH, "the lot is priced in " + command.currency());
        }
        Decimal ratio = need.content().equivalents().get(command.commodity());
        if (ratio == null) {
            return Ruling.refused(LotRejectionCode.COMMODITY_MISMATCH, "the need does not take this commodity");
        }
        return kept(command, need, ratio.toBigDecimal());
    }

    /** What takes the place of a quantity of another commodity, in base units. */
    static BigDecimal wanted(BigDecimal base, BigDecimal ratio) {
        return base.multiply(ratio).setScale(Conversion.BASE_SCALE, RoundingMode.DOWN);
    }

    private Ruling kept(KeepRoom command, Need need, BigDecimal ratio) {
        BigDecimal given = command.baseQuantity().toBigDecimal();
        BigDecimal wanted = wanted(given, ratio);
        Checked<Long> quantity = Counts.millionths("quantity", wanted);
        Optional<BigDecimal> price = command.price()
                .map(asked -> asked.perBaseUnit().divide(ratio, Conversion.INTERMEDIATE_SCALE, RoundingMode.HALF_UP));
        Optional<UnitPrice> budget = need.amounts().budget().map(known -> known.max());
        Optional<LotRejection> refusal = intentRefusal(need);
        if (refusal.isPresent() || quantity.asOptional().isEmpty()) {
            return Ruling.refused(refusal.orElseGet(() -> LotRejection.invalid(quantity.flaws())));
        }
        long millionths = quantity.asOptional().get();
        if (millionths < need.amounts().minLot() || millionths == 0) {
            return Ruling.refused(belowMinLot(need));
        }
        if (command.price().isEmpty() && budget.isEmpty()) {
            return Ruling.refused(
                    LotRejectionCode.BUDGET_REQUIRED, "the lot has no price: reserve it for a need with a budget");
        }
        BigDecimal money = command.price()
                .map(asked -> asked.value(given))
                .orElseGet(() -> budget.orElseThrow().value(wanted));
        Checked<Long> value = Counts.hundredths("quantity", money);
        if (value.asOptional().isEmpty()) {
            return Ruling.refused(LotRejection.invalid(value.flaws()));
        }
        return overBudget(need, price)
                .or(() -> roomRefusal(need, millionths, value.asOptional().get(), limits))
                .<Ruling>map(Ruling.Refused::new)
                .orElseGet(() -> Ruling.happens(new LotEvent.NeedCommitted(
                        postings.needId(need.number()),
                        command.key(),
                        Counts.ofMillionths(millionths),
                        need.factors().base(),
                        Counts.ofHundredths(value.asOptional().get()),
                        Counts.ofMillionths(step(command.step().toBigDecimal().multiply(ratio))))));
    }

    Ruling giveBack(GiveBackRoom command) {
        Optional<LotRejection> refusal = standing.refusalUnlessSystem();
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        Need need = need(command.need()).orElse(null);
        if (need == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        Commitment commitment = need.commitments().get(command.key());
        if (commitment == null) {
            return new Ruling.Nothing(LotAnswer.of(need));
        }
        return commitment.isHeld()
                ? Ruling.happens(released(postings.needId(need.number()), need, command.key(), command.reason()))
                : conflict("it is purchased");
    }

    Ruling recordPurchase(RecordPurchase command) {
        Optional<LotRejection> refusal = standing.refusalUnlessSystem();
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        Need need = need(command.need()).orElse(null);
        Commitment commitment = need == null ? null : need.commitments().get(command.key());
        if (commitment == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        if (!commitment.isHeld()) {
            return commitment.tradeId().equals(Optional.of(command.tradeId()))
                    ? new Ruling.Nothing(LotAnswer.of(need))
                    : conflict("it is purchased in another trade");
        }
        boolean sold = postings.reservationOf(command.key())
                .map(reservation ->
                        reservation.isSold() && reservation.tradeId().equals(Optional.of(command.tradeId())))
                .orElse(true);
        if (!sold) {
            return conflict("the reservation was not sold in this trade");
        }
        Checked<Long> spent = Counts.hundredths("spent", command.spent().toBigDecimal());
        if (spent.asOptional().isEmpty()) {
            return Ruling.refused(LotRejection.invalid(spent.flaws()));
        }
        return purchased(command, need, commitment, spent.asOptional().get());
    }

    private Ruling purchased(RecordPurchase command, Need need, Commitment commitment, long spent) {
        long others = need.heldValue() + need.spent() - commitment.value();
        boolean tooDear = Counts.overflows(others, spent)
                || need.amounts().totalBudget().isPresent()
                        && others + spent > need.amounts().totalBudget().getAsLong();
        if (tooDear) {
            return Ruling.refused(
                    LotRejectionCode.OVER_TOTAL_BUDGET, "it costs more than is left of the need's total_budget");
        }
        ResourceId id = postings.needId(need.number());
        long total = need.purchased() + commitment.quantity();
        List<LotEvent> events = new ArrayList<>();
        events.add(new LotEvent.FulfillmentUpdated(
                id,
                commitment.key(),
                command.tradeId(),
                Counts.ofMillionths(commitment.quantity()),
                need.factors().base(),
                Counts.ofHundredths(spent),
                Counts.ofMillionths(total),
                Counts.ofMillionths(need.amounts().max() - total),
                percent(total, need.amounts().max())));
        if (need.status().isMatchable() && need.isFulfilledBy(total, commitment.step())) {
            Need after = need.purchasing(commitment.key(), command.tradeId(), spent, now(), need.version());
            events.add(NeedRules.fulfilled(id, after, false));
        }
        return new Ruling.Happens(events);
    }

    private static Decimal percent(long part, long whole) {
        BigDecimal share =
                BigDecimal.valueOf(part).movePointRight(2).divide(BigDecimal.valueOf(whole), 2, RoundingMode.HALF_UP);
        return Decimal.of(share).orElseThrow();
    }

    /** Once; a trade that was never recorded has nothing to take back. */
    Ruling revertPurchase(RevertPurchase command) {
        Optional<LotRejection> refusal = standing.refusalUnlessSystem();
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        Need need = need(command.need()).orElse(null);
        if (need == null) {
            return Ruling.refused(LotRejection.unknown(false));
        }
        Optional<Commitment> purchase = need.purchasedIn(command.tradeId());
        if (purchase.isEmpty()) {
            return new Ruling.Nothing(LotAnswer.of(need));
        }
        ResourceId id = postings.needId(need.number());
        String key = purchase.get().key();
        List<LotEvent> events = new ArrayList<>();
        events.add(new LotEvent.PurchaseReverted(
                id,
                key,
                command.tradeId(),
                Counts.ofMillionths(purchase.get().quantity()),
                need.factors().base(),
                command.reason()));
        Need after = need.takingBack(key, now(), need.version());
        boolean past = !now().isBefore(need.content().validUntil());
        if (past && after.isOpen() && need.status() == NeedStatus.FULFILLED) {
            events.add(expired(id, after));
        }
        return new Ruling.Happens(events);
    }

    static LotEvent expired(ResourceId id, Need need) {
        Optional<Decimal> unspent = need.amounts().totalBudget().isPresent()
                ? Optional.of(Counts.ofHundredths(need.amounts().totalBudget().getAsLong() - need.spent()))
                : Optional.empty();
        return new LotEvent.NeedExpired(
                id,
                Counts.ofMillionths(need.amounts().max() - need.purchased()),
                need.factors().base(),
                unspent);
    }
}
