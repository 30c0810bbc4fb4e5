package io.mandi.engine.lots;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.lot.LotDraft;
import io.mandi.engine.lots.lot.LotPatch;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.CapabilityRefusal;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.RiskAssessment;
import io.mandi.engine.lots.match.UnitPrice;
import io.mandi.engine.lots.need.NeedDraft;
import io.mandi.engine.lots.need.NeedPatch;
import io.mandi.engine.lots.posting.Market;
import io.mandi.engine.lots.posting.PostingRisk;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a book of lots can be asked to do. Lots, needs and reservations are named by their numbers. */
public sealed interface LotCommand {

    /**
     * What others say of a partner who posts.
     *
     * @param capability why the partner may not sell or buy (CAP-2, CAP-3)
     * @param circular why the partner may not do so now (8.2)
     * @param risk absent when it could not be assessed
     */
    record Verdicts(Optional<CapabilityRefusal> capability, Optional<Reason> circular, Optional<PostingRisk> risk) {}

    /** Whether the buyer's ledger has taken a hold (EX-2). */
    enum Exposure {
        HELD,
        REFUSED
    }

    /**
     * What others say of two partners one of whom reserves from the other.
     *
     * @param related why the two may never trade with each other (8.1)
     * @param circular why they may not do so now (8.2)
     * @param risk weak links counted in (8.1); absent when it could not be assessed
     */
    record PairVerdicts(
            Optional<CapabilityRefusal> capability,
            Optional<Reason> related,
            Optional<Reason> circular,
            Optional<RiskAssessment> risk,
            Exposure exposure) {}

    /**
     * By what a partner sees a lot of somebody else (TEN-6).
     *
     * @param byToken whether a match token has led here
     * @param region of the partner's PRINCIPAL location
     */
    record Sight(boolean byToken, Optional<Region> region) {
        /** AV-15. What nobody but its seller has seen yet is nobody else's. */
        public boolean shows(Lot lot, String partner) {
            if (lot.seller().equals(partner)) {
                return lot.status() == LotStatus.DRAFT
                        || lot.status() == LotStatus.BLOCKED
                        || lot.content().audience().visibility() != Audience.Visibility.INTERNAL;
            }
            if (lot.status() == LotStatus.DRAFT || lot.status() == LotStatus.BLOCKED) {
                return false;
            }
            Audience audience = lot.content().audience();
            boolean named = audience.partners().contains(partner);
            return switch (audience.visibility()) {
                case PUBLIC -> true;
                case PRIVATE -> named || byToken;
                case RESTRICTED ->
                    named
                            || byToken
                            || region.filter(audience.regions()::contains).isPresent();
                case INTERNAL -> false;
            };
        }
    }

    /** @param draft whether it is not to be offered yet */
    record CreateLot(
            String seller, LotDraft lot, boolean draft, boolean allowDuplicate, Market market, Verdicts verdicts)
            implements LotCommand {}

    /** A draft is to be offered. */
    record SubmitLot(long lot, Market market, Verdicts verdicts) implements LotCommand {}

    record ApproveLot(long lot, Optional<String> notes, Market market, Verdicts verdicts) implements LotCommand {}

    record RejectLot(long lot, String reason) implements LotCommand {}

    record EditLot(long lot, LotPatch patch, Market market) implements LotCommand {}

    record CancelLot(long lot, String reason) implements LotCommand {}

    /** @param requirementNumber {@code REQ-2025-000001}, used for no other need */
    record CreateNeed(
            String buyer,
            String requirementNumber,
            NeedDraft need,
            boolean allowDuplicate,
            Market market,
            Verdicts verdicts)
            implements LotCommand {}

    record PublishNeed(long need, Market market, Verdicts verdicts) implements LotCommand {}

    record EditNeed(long need, NeedPatch patch, Market market) implements LotCommand {}

    record CancelNeed(long need, String reason) implements LotCommand {}

    /** The buyer has enough. */
    record CloseNeed(long need) implements LotCommand {}

    /** The need that something is reserved for. */
    sealed interface Target {
        /** A need of the same book: stock and room are one decision. */
        record Here(long need) implements Target {}

        /**
         * A need of another commodity, which has kept room under this key.
         *
         * @param deliveryTerms that it accepts
         * @param paymentTerms that it accepts
         * @param value what the quantity comes to at its budget; absent when it has none
         */
        record Elsewhere(
                String requirementId,
                String roomKey,
                List<String> deliveryTerms,
                List<String> paymentTerms,
                Optional<Decimal> value)
                implements Target {
            public Elsewhere {
                deliveryTerms = List.copyOf(deliveryTerms);
                paymentTerms = List.copyOf(paymentTerms);
            }
        }
    }

    /**
     * @param holder partner id
     * @param unit code of the unit of the quantity; the lot's when absent
     * @param hours for how long; 24 when absent
     * @param reference what the commodity costs today, for one rate unit of the lot
     * @param held what the buyer's ledger holds for it
     */
    record Reserve(
            long lot,
            String holder,
            Optional<Target> target,
            Decimal quantity,
            Optional<String> unit,
            Optional<Integer> hours,
            Sight sight,
            PairVerdicts verdicts,
            Optional<Decimal> reference,
            Optional<Held> held)
            implements LotCommand {}

    /**
     * What a buyer's ledger holds for a reservation that is to come.
     *
     * @param key of the hold
     * @param until when it stands for certain; later it may have been taken for forgotten, and ended
     */
    record Held(String key, Decimal amount, Instant until) {}

    record Release(long reservation, String reason) implements LotCommand {}

    /** What is reserved is sold. */
    record Convert(long reservation, String tradeId) implements LotCommand {}

    record RevertSale(long reservation, String tradeId, String reason) implements LotCommand {}

    /**
     * Room of a need for a reservation of a lot of another commodity.
     *
     * @param key unique to the reservation
     * @param holder of the reservation
     * @param commodity id of the lot's commodity
     * @param baseQuantity in base units of the lot's commodity
     * @param step a thousandth of the lot's unit, in base units of the lot's commodity
     * @param price that the lot asks; absent for an open price
     * @param currency that the lot is priced in
     * @param until when somebody still waits for it; room that is kept later would be forgotten
     */
    record KeepRoom(
            long need,
            String key,
            String holder,
            String commodity,
            Decimal baseQuantity,
            Decimal step,
            Optional<UnitPrice> price,
            String currency,
            Instant until)
            implements LotCommand {}

    record GiveBackRoom(long need, String key, String reason) implements LotCommand {}

    /**
     * @param key of the commitment
     * @param spent what the trade costs
     */
    record RecordPurchase(long need, String key, String tradeId, Decimal spent) implements LotCommand {}

    record RevertPurchase(long need, String tradeId, String reason) implements LotCommand {}

    /** Whatever is due by now is over. */
    record TimePassed() implements LotCommand {}
}
