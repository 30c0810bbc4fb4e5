package io.mandi.engine.lots;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.catalog.unit.UnitFactors;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.LotContent;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.Intent;
import io.mandi.engine.lots.match.PriceType;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.need.NeedContent;
import io.mandi.engine.lots.need.QualityWish;
import io.mandi.engine.lots.posting.PostingRisk;
import io.mandi.engine.lots.reservation.Agreement;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has happened on a book of lots. The parts have the names that they have in the published event; those that a posting
 * consists of are for the replay alone. Quantities of lots and reservations are in the lot's unit; of what a need has got so far
 * in the base unit, which {@code unit} names.
 */
public sealed interface LotEvent {

    /** The kind of event, without the version: {@code availability.created}. */
    default String family() {
        return switch (this) {
            case LotCreated event -> "availability.created";
            case LotSubmitted event -> "availability.submitted";
            case LotApproved event -> "availability.approved";
            case LotRejected event -> "availability.rejected";
            case LotActivated event -> "availability.activated";
            case LotBlocked event -> "availability.blocked";
            case LotExpired event -> "availability.expired";
            case LotCancelled event -> "availability.cancelled";
            case LotUpdated event -> "availability.updated";
            case LotQualityChanged event -> "availability.quality_changed";
            case LotVisibilityChanged event -> "availability.visibility_changed";
            case LotPriceChanged event -> "availability.price_changed";
            case LotQuantityChanged event -> "availability.quantity_changed";
            case Reserved event -> "availability.reserved";
            case Released event -> "availability.released";
            case ReservationExpired event -> "availability.reservation_expired";
            case Sold event -> "availability.sold";
            case SaleReverted event -> "availability.sale_reverted";
            case ReservationRejected event -> "reservation.rejected";
            case NeedCreated event -> "requirement.created";
            case NeedPublished event -> "requirement.published";
            case NeedBlocked event -> "requirement.blocked";
            case NeedRiskAlert event -> "requirement.risk_alert";
            case NeedExpired event -> "requirement.expired";
            case NeedCancelled event -> "requirement.cancelled";
            case NeedUpdated event -> "requirement.updated";
            case NeedBudgetChanged event -> "requirement.budget_changed";
            case NeedQualityChanged event -> "requirement.quality_changed";
            case NeedVisibilityChanged event -> "requirement.visibility_changed";
            case NeedCommitted event -> "requirement.committed";
            case CommitmentReleased event -> "requirement.commitment_released";
            case FulfillmentUpdated event -> "requirement.fulfillment_updated";
            case PurchaseReverted event -> "requirement.purchase_reverted";
            case NeedFulfilled event -> "requirement.fulfilled";
        };
    }

    /** The lot or need that it is about. */
    ResourceId posting();

    /** What has happened to a lot. */
    sealed interface OfLot extends LotEvent {
        ResourceId availabilityId();

        @Override
        default ResourceId posting() {
            return availabilityId();
        }
    }

    /** What has happened to a reservation of a lot, and so to the lot's stock. */
    sealed interface OfStock extends OfLot {
        ResourceId reservationId();
    }

    /** What has happened to a need. */
    sealed interface OfNeed extends LotEvent {
        ResourceId requirementId();

        @Override
        default ResourceId posting() {
            return requirementId();
        }
    }

    /** There is a new lot, a draft at first. */
    record LotCreated(
            ResourceId availabilityId,
            String sellerId,
            String commodityId,
            Optional<String> locationId,
            Decimal total,
            Unit unit,
            PriceType priceType,
            Optional<Decimal> price,
            Audience.Visibility marketVisibility,
            Map<String, GivenValue> qualityParams,
            Instant expiresAt,
            LotContent content,
            UnitFactors factors,
            List<Flaw> warnings)
            implements OfLot {
        public LotCreated {
            qualityParams = inOrder(qualityParams);
            warnings = List.copyOf(warnings);
        }
    }

    /** It has passed the checks and waits for approval. */
    record LotSubmitted(ResourceId availabilityId, UnitFactors factors, PostingRisk risk) implements OfLot {}

    record LotApproved(ResourceId availabilityId, String approvedBy, Optional<String> notes) implements OfLot {}

    record LotRejected(ResourceId availabilityId, String reason) implements OfLot {}

    /** It is on the market, with the factors that it keeps (UN-3). */
    record LotActivated(ResourceId availabilityId, boolean autoApproved, UnitFactors factors, PostingRisk risk)
            implements OfLot {}

    /** @param factors what the risk was found in */
    record LotBlocked(ResourceId availabilityId, Decimal riskScore, List<String> factors) implements OfLot {
        public LotBlocked {
            factors = List.copyOf(factors);
        }
    }

    /** @param heldReservations how many run on */
    record LotExpired(ResourceId availabilityId, Instant expiresAt, int heldReservations) implements OfLot {}

    record LotCancelled(ResourceId availabilityId, String reason) implements OfLot {}

    /** @param changedFields their names in JSON, also of those that an event of their own tells of */
    record LotUpdated(
            ResourceId availabilityId,
            List<String> changedFields,
            LotContent content,
            UnitFactors factors,
            List<Flaw> warnings)
            implements OfLot {
        public LotUpdated {
            changedFields = List.copyOf(changedFields);
            warnings = List.copyOf(warnings);
        }
    }

    record LotQualityChanged(ResourceId availabilityId, Map<String, GivenValue> old, Map<String, GivenValue> current)
            implements OfLot {
        public LotQualityChanged {
            old = inOrder(old);
            current = inOrder(current);
        }
    }

    record LotVisibilityChanged(
            ResourceId availabilityId, Audience.Visibility old, Audience.Visibility current, Optional<String> reason)
            implements OfLot {}

    /**
     * @param oldPrice {@code base_price}
     * @param changePct percent with 2 decimals, with a minus when it is cheaper now; absent when one of the two is
     */
    record LotPriceChanged(
            ResourceId availabilityId,
            Optional<Decimal> oldPrice,
            Optional<Decimal> newPrice,
            Optional<String> changePct)
            implements OfLot {}

    /** @param cause in lower case */
    record LotQuantityChanged(
            ResourceId availabilityId,
            Decimal total,
            Decimal available,
            Decimal reserved,
            Decimal sold,
            Unit unit,
            String cause)
            implements OfLot {}

    /** @param price for one rate unit; absent for an open price */
    record Reserved(
            ResourceId availabilityId,
            ResourceId reservationId,
            String holderId,
            Optional<String> requirementId,
            Decimal quantity,
            Unit unit,
            Optional<Decimal> price,
            Instant expiresAt,
            Decimal available,
            Decimal reserved,
            Decimal sold,
            Agreement agreement)
            implements OfStock {}

    record Released(
            ResourceId availabilityId, ResourceId reservationId, String holderId, Decimal quantity, String reason)
            implements OfStock {}

    record ReservationExpired(
            ResourceId availabilityId, ResourceId reservationId, String holderId, Decimal quantity, Instant expiredAt)
            implements OfStock {}

    /** @param price for one rate unit; absent for an open price */
    record Sold(
            ResourceId availabilityId,
            ResourceId reservationId,
            String tradeId,
            String buyerId,
            Decimal quantity,
            Optional<Decimal> price)
            implements OfStock {}

    record SaleReverted(
            ResourceId availabilityId, ResourceId reservationId, String tradeId, Decimal quantity, String reason)
            implements OfStock {}

    /**
     * Somebody may not reserve.
     *
     * @param code in lower case
     * @param detail for whoever has asked
     */
    record ReservationRejected(
            ResourceId availabilityId,
            String buyerId,
            String sellerId,
            Decimal quantity,
            LotRejectionCode code,
            String detail)
            implements LotEvent {
        @Override
        public ResourceId posting() {
            return availabilityId;
        }
    }

    /** There is a new need, a draft at first. */
    record NeedCreated(
            ResourceId requirementId,
            String requirementNumber,
            String buyerId,
            String commodityId,
            Decimal min,
            Decimal max,
            Optional<Decimal> preferred,
            Unit unit,
            Optional<Decimal> maxBudget,
            Urgency urgency,
            Intent intent,
            Audience.Visibility marketVisibility,
            Instant validUntil,
            NeedContent content,
            UnitFactors factors,
            List<Flaw> warnings)
            implements OfNeed {
        public NeedCreated {
            warnings = List.copyOf(warnings);
        }
    }

    /** It is on the market, with the factors that it keeps (UN-3). */
    record NeedPublished(ResourceId requirementId, Instant publishedAt, UnitFactors factors, PostingRisk risk)
            implements OfNeed {}

    /** @param factors what the risk was found in */
    record NeedBlocked(ResourceId requirementId, Decimal riskScore, List<String> factors) implements OfNeed {
        public NeedBlocked {
            factors = List.copyOf(factors);
        }
    }

    /** It is on the market, and somebody should look at it. */
    record NeedRiskAlert(ResourceId requirementId, RiskStatus status, Decimal score, List<String> factors)
            implements OfNeed {
        public NeedRiskAlert {
            factors = List.copyOf(factors);
        }
    }

    /** @param unspent of the total budget; absent where there is none */
    record NeedExpired(ResourceId requirementId, Decimal unfulfilled, BaseUnit unit, Optional<Decimal> unspent)
            implements OfNeed {}

    record NeedCancelled(ResourceId requirementId, String reason) implements OfNeed {}

    /** @param changedFields their names in JSON, also of those that an event of their own tells of */
    record NeedUpdated(
            ResourceId requirementId,
            List<String> changedFields,
            NeedContent content,
            UnitFactors factors,
            List<Flaw> warnings)
            implements OfNeed {
        public NeedUpdated {
            changedFields = List.copyOf(changedFields);
            warnings = List.copyOf(warnings);
        }
    }

    /** @param changePct of the maximum, in percent with 2 decimals; absent when there is none now, or was none */
    record NeedBudgetChanged(
            ResourceId requirementId,
            Optional<Decimal> oldMax,
            Optional<Decimal> newMax,
            Optional<Decimal> oldPreferred,
            Optional<Decimal> newPreferred,
            Optional<String> changePct)
            implements OfNeed {}

    record NeedQualityChanged(ResourceId requirementId, Map<String, QualityWish> old, Map<String, QualityWish> current)
            implements OfNeed {
        public NeedQualityChanged {
            old = inOrder(old);
            current = inOrder(current);
        }
    }

    record NeedVisibilityChanged(
            ResourceId requirementId, Audience.Visibility old, Audience.Visibility current, Optional<String> reason)
            implements OfNeed {}

    /**
     * A part of it is spoken for.
     *
     * @param reservationId id of the reservation; of one of another commodity's lots, the key of the room
     * @param value money
     * @param step a rest that is smaller is none (RQ-4)
     */
    record NeedCommitted(
            ResourceId requirementId,
            String reservationId,
            Decimal quantity,
            BaseUnit unit,
            Decimal value,
            Decimal step)
            implements OfNeed {}

    record CommitmentReleased(
            ResourceId requirementId, String reservationId, Decimal quantity, BaseUnit unit, String reason)
            implements OfNeed {}

    /** What was held is purchased. */
    record FulfillmentUpdated(
            ResourceId requirementId,
            String reservationId,
            String tradeId,
            Decimal quantity,
            BaseUnit unit,
            Decimal spent,
            Decimal purchasedTotal,
            Decimal remaining,
            Decimal fulfillmentPct)
            implements OfNeed {}

    record PurchaseReverted(
            ResourceId requirementId,
            String reservationId,
            String tradeId,
            Decimal quantity,
            BaseUnit unit,
            String reason)
            implements OfNeed {}

    /** @param averagePrice for one rate unit, 2 decimals */
    record NeedFulfilled(
            ResourceId requirementId,
            Decimal purchased,
            BaseUnit unit,
            Decimal spent,
            Decimal averagePrice,
            int trades,
            boolean closedByBuyer)
            implements OfNeed {}

    private static <T> Map<String, T> inOrder(Map<String, T> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
