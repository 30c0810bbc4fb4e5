package io.mandi.engine.lots.need;

import io.mandi.engine.catalog.unit.UnitFactors;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.posting.PostingRisk;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A buyer's demand (section 6). What is held, purchased and spent is the sum of its commitments.
 *
 * @param number within its book
 * @param requirementNumber {@code REQ-2025-000001}
 * @param buyer partner id
 * @param factors of the moment when it was published, before that of its last edit (UN-3)
 * @param amounts of the content, by these factors
 * @param closedByBuyer whether it is fulfilled because its buyer has said so
 * @param risk absent before it was assessed
 * @param commitments by key, in the order in which they came
 * @param changedAt when it was last changed
 * @param version of its last change
 */
public record Need(
        long number,
        String requirementNumber,
        String buyer,
        NeedContent content,
        UnitFactors factors,
        NeedAmounts amounts,
        NeedStatus status,
        boolean closedByBuyer,
        Optional<PostingRisk> risk,
        Instant createdAt,
        Optional<Instant> publishedAt,
        Map<String, Commitment> commitments,
        long held,
        long purchased,
        long heldValue,
        long spent,
        Instant changedAt,
        long version) {

    public Need {
        commitments = Collections.unmodifiableMap(new LinkedHashMap<>(commitments));
        if (held < 0 || purchased < 0 || purchased > amounts.max() || held > amounts.max() - purchased) {
            throw new IllegalStateException("RQ-2: need " + number + " of " + amounts.max() + " has " + held + " held, "
                    + purchased + " purchased");
        }
    }

    /** One that nobody but its owner knows of yet. */
    public static Need draft(
            long number,
            String requirementNumber,
            String buyer,
            NeedContent content,
            UnitFactors factors,
            Instant at,
            long version) {
        return new Need(
                number,
                requirementNumber,
                buyer,
                content,
                factors,
                amounts(content, factors),
                NeedStatus.DRAFT,
                false,
                Optional.empty(),
                at,
                Optional.empty(),
                Map.of(),
                0,
                0,
                0,
                0,
                at,
                version);
    }

    private static NeedAmounts amounts(NeedContent content, UnitFactors factors) {
        return NeedAmounts.of(content, factors).asOptional().orElseThrow();
    }

    /** Held and purchased, in millionths of the base unit. */
    public long committed() {
        return held + purchased;
    }

    /** How much more may be committed, in millionths of the base unit. */
    public long room() {
        return amounts.max() - committed();
    }

    /** Whether it has been on the market, so that what matters to sellers is fixed (RQ-5). */
    public boolean wasPublished() {
        return publishedAt.isPresent();
    }

    /** Whether it can still be edited, or end by itself. */
    public boolean isOpen() {
        return status == NeedStatus.DRAFT || status.isMatchable();
    }

    /** Whether something can be reserved for it at this moment. */
    public boolean isWanting(Instant now) {
        return status.isMatchable() && !now.isBefore(content.validFrom()) && now.isBefore(content.validUntil());
    }

    /** Whether what has been purchased is all that was wanted; a rest that the lot cannot count is none (RQ-4). */
    public boolean isFulfilledBy(long wouldBePurchased, long step) {
        long rest = amounts.max() - wouldBePurchased;
        return rest <= 0 || rest < step;
    }

    /** How many trades it has purchased in. */
    public int trades() {
        return (int)
                commitments.values().stream().filter(part -> !part.isHeld()).count();
    }

    /** The commitment that was purchased in a trade. */
    public Optional<Commitment> purchasedIn(String tradeId) {
        return commitments.values().stream()
                .filter(part -> part.tradeId().equals(Optional.of(tradeId)))
                .findAny();
    }

    /** What it would be created of. */
    NeedDraft draft() {
        return new NeedDraft(
                content.buyerBranch(),
                content.equivalents(),
                content.min(),
                content.max(),
                content.preferred(),
                content.minLot(),
                Optional.of(content.unit().name()),
                content.quality(),
                content.maxBudget(),
                content.preferredPrice(),
                Optional.of(content.rateUnit().name()),
                content.totalBudget(),
                Optional.of(content.currency()),
                content.deliveries().stream()
                        .map(delivery -> new DeliveryDraft(
                                delivery.site().locationId(),
                                delivery.site().locationId().isPresent()
                                        ? Optional.empty()
                                        : Optional.of(delivery.site().place()),
                                delivery.maxDistanceKm()))
                        .toList(),
                content.deliveryWindow(),
                Optional.of(content.flexibilityHours()),
                content.deliveryTerms(),
                content.paymentTerms(),
                content.incoterm(),
                content.audience(),
                content.urgency(),
                content.intent().name(),
                content.autoAllocate(),
                Optional.of(content.validFrom()),
                Optional.of(content.validUntil()));
    }

    /** The need as a patch wants it. */
    public NeedDraft with(NeedPatch patch) {
        return patch.applyTo(draft());
    }

    public Need withContent(NeedContent wanted, UnitFactors inForce, Instant at, long newVersion) {
        return with(wanted, inForce, status, closedByBuyer, risk, publishedAt, commitments, at, newVersion);
    }

    public Need withStatus(NeedStatus wanted, Instant at, long newVersion) {
        return with(content, factors, wanted, closedByBuyer, risk, publishedAt, commitments, at, newVersion);
    }

    public Need published(UnitFactors inForce, PostingRisk assessed, Instant at, long newVersion) {
        return with(
                content,
                inForce,
                NeedStatus.ACTIVE,
                closedByBuyer,
                Optional.of(assessed),
                Optional.of(at),
                commitments,
                at,
                newVersion);
    }

    public Need blocked(PostingRisk assessed, Instant at, long newVersion) {
        return with(
                content,
                factors,
                NeedStatus.BLOCKED,
                closedByBuyer,
                Optional.of(assessed),
                publishedAt,
                commitments,
                at,
                newVersion);
    }

    public Need fulfilled(boolean byBuyer, Instant at, long newVersion) {
        return with(content, factors, NeedStatus.FULFILLED, byBuyer, risk, publishedAt, commitments, at, newVersion);
    }

    public Need holding(Commitment commitment, Instant at, long newVersion) {
        Map<String, Commitment> more = new LinkedHashMap<>(commitments);
        more.put(commitment.key(), commitment);
        return with(content, factors, status, closedByBuyer, risk, publishedAt, more, at, newVersion);
    }

    /** What was held is no longer wanted. */
    public Need without(String key, Instant at, long newVersion) {
        Map<String, Commitment> fewer = new LinkedHashMap<>(commitments);
        fewer.remove(key);
        return with(content, factors, status, closedByBuyer, risk, publishedAt, fewer, at, newVersion);
    }

    /** What was held is purchased. */
    public Need purchasing(String key, String tradeId, long cost, Instant at, long newVersion) {
        Need bought = holding(commitments.get(key).purchased(tradeId, cost), at, newVersion);
        return status == NeedStatus.ACTIVE ? bought.withStatus(NeedStatus.PARTIALLY_FULFILLED, at, newVersion) : bought;
    }

    /** What was purchased is given back; what its buyer has closed stays closed. */
    public Need takingBack(String key, Instant at, long newVersion) {
        Need rest = without(key, at, newVersion);
        boolean moves = status == NeedStatus.PARTIALLY_FULFILLED || status == NeedStatus.FULFILLED && !closedByBuyer;
        if (!moves) {
            return rest;
        }
        return rest.withStatus(rest.purchased > 0 ? NeedStatus.PARTIALLY_FULFILLED : NeedStatus.ACTIVE, at, newVersion);
    }

    private Need with(
            NeedContent newContent,
            UnitFactors newFactors,
            NeedStatus newStatus,
            boolean newClosedByBuyer,
            Optional<PostingRisk> newRisk,
            Optional<Instant> newPublishedAt,
            Map<String, Commitment> newCommitments,
            Instant at,
            long newVersion) {
        boolean same = newContent.equals(content) && newFactors.equals(factors);
        return new Need(
                number,
                requirementNumber,
                buyer,
                newContent,
                newFactors,
                same ? amounts : amounts(newContent, newFactors),
                newStatus,
                newClosedByBuyer,
                newRisk,
                createdAt,
                newPublishedAt,
                newCommitments,
                newCommitments.values().stream()
                        .filter(Commitment::isHeld)
                        .mapToLong(Commitment::quantity)
                        .sum(),
                newCommitments.values().stream()
                        .filter(part -> !part.isHeld())
                        .mapToLong(Commitment::quantity)
                        .sum(),
                newCommitments.values().stream()
                        .filter(Commitment::isHeld)
                        .mapToLong(Commitment::value)
                        .sum(),
                newCommitments.values().stream()
                        .filter(part -> !part.isHeld())
                        .mapToLong(Commitment::value)
                        .sum(),
                at,
                newVersion);
    }
}
