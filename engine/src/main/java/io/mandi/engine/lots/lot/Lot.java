package io.mandi.engine.lots.lot;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.unit.Conversion;
import io.mandi.engine.catalog.unit.UnitFactors;
import io.mandi.engine.lots.match.AskingPrice;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.UnitPrice;
import io.mandi.engine.lots.posting.Counts;
import io.mandi.engine.lots.posting.PostingRisk;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A seller's offer (section 5). What is available is what is neither reserved nor sold, so that the three always add up to the
 * total (AV-1).
 *
 * @param number within its book
 * @param seller partner id
 * @param factors of the moment when it became active, before that of its last submission (UN-3)
 * @param risk absent before it was assessed
 * @param reserved thousandths of the lot's unit
 * @param sold thousandths of the lot's unit
 * @param changedAt when it was last changed
 * @param version of its last change
 */
public record Lot(
        long number,
        String seller,
        LotContent content,
        UnitFactors factors,
        LotStatus status,
        ApprovalStatus approval,
        Optional<PostingRisk> risk,
        Instant createdAt,
        Optional<Instant> activatedAt,
        long reserved,
        long sold,
        Instant changedAt,
        long version) {

    public Lot {
        if (reserved < 0 || sold < 0 || reserved > thousandths(content.total()) - sold) {
            throw new IllegalStateException("AV-1: lot " + number + " of " + content.total() + " has " + reserved
                    + " reserved and " + sold + " sold");
        }
    }

    /** One that nobody but its owner knows of yet. */
    public static Lot draft(
            long number, String seller, LotContent content, UnitFactors factors, Instant at, long version) {
        return new Lot(
                number,
                seller,
                content,
                factors,
                LotStatus.DRAFT,
                ApprovalStatus.PENDING,
                Optional.empty(),
                at,
                Optional.empty(),
                0,
                0,
                at,
                version);
    }

    private static long thousandths(Decimal quantity) {
        return Counts.thousandths("", quantity.toBigDecimal()).asOptional().orElseThrow();
    }

    /** Thousandths of the lot's unit. */
    public long total() {
        return thousandths(content.total());
    }

    /** Thousandths of the lot's unit. */
    public long available() {
        return total() - reserved - sold;
    }

    /** Thousandths of the lot's unit. */
    public long minOrder() {
        return content.minOrder().map(Lot::thousandths).orElse(0L);
    }

    /** Whether it has been on the market, so that what matters to buyers is fixed (AV-4). */
    public boolean wasActivated() {
        return activatedAt.isPresent();
    }

    /** Whether it can still be edited, or end by itself. */
    public boolean isOpen() {
        return status == LotStatus.DRAFT || status == LotStatus.ACTIVE || status == LotStatus.RESERVED;
    }

    /** Whether something can be reserved of it at this moment. */
    public boolean isOnOffer(Instant now) {
        return status == LotStatus.ACTIVE && now.isBefore(content.expiresAt());
    }

    /** A quantity of the lot in base units, 6 decimals HALF_UP (UN-4). */
    public BigDecimal base(long thousandths) {
        return Counts.ofThousandths(thousandths)
                .toBigDecimal()
                .multiply(factors.factors().get(content.unit()))
                .setScale(Conversion.BASE_SCALE, RoundingMode.HALF_UP);
    }

    /** A thousandth of the lot's unit in base units: no counter of the lot differs by less. */
    public BigDecimal step() {
        return factors.factors().get(content.unit()).movePointLeft(3);
    }

    /**
     * What it asks (AV-12).
     *
     * @param reference what the commodity costs today, for one rate unit of the lot
     */
    public AskingPrice askingPrice(Optional<Decimal> reference) {
        Conversion conversion = new Conversion(factors);
        Optional<UnitPrice> known = reference.flatMap(
                price -> UnitPrice.of(price, content.rateUnit(), conversion).asOptional());
        return AskingPrice.of(content.price(), content.rateUnit(), conversion, content.quality(), known)
                .asOptional()
                .orElse(AskingPrice.OPEN);
    }

    /** What it would be created of. */
    LotDraft draft() {
        Map<String, GivenValue> quality = new LinkedHashMap<>();
        content.quality().forEach((code, value) -> quality.put(code, given(value)));
        return new LotDraft(
                content.sellerBranch(),
                content.variety(),
                quality,
                content.prePacked(),
                content.testReportUrl(),
                content.mediaUrls(),
                content.site().locationId(),
                content.site().locationId().isPresent()
                        ? Optional.empty()
                        : Optional.of(content.site().place()),
                content.total(),
                Optional.of(content.unit().name()),
                content.minOrder(),
                content.partialOrders(),
                content.price(),
                Optional.of(content.rateUnit().name()),
                Optional.of(content.currency()),
                content.paymentTerms(),
                content.deliveryTerms(),
                content.passingTerm(),
                content.weighmentTerm(),
                content.incoterms(),
                content.audience(),
                content.availableFrom(),
                content.availableUntil(),
                Optional.of(content.expiresAt()));
    }

    /** The lot as a patch wants it. */
    public LotDraft with(LotPatch patch) {
        return patch.applyTo(draft());
    }

    /** A quality as it was given. */
    public static GivenValue given(QualityValue value) {
        return switch (value) {
            case QualityValue.Numeric(Decimal number) -> new GivenValue.Text(number.toString());
            case QualityValue.Text(String text) -> new GivenValue.Text(text);
            case QualityValue.Range(Decimal min, Decimal max) -> {
                Map<String, String> ends = new LinkedHashMap<>();
                ends.put("min", min.toString());
                ends.put("max", max.toString());
                yield new GivenValue.Fields(ends);
            }
        };
    }

    public Lot withContent(LotContent wanted, UnitFactors inForce, Instant at, long newVersion) {
        return with(wanted, inForce, status, approval, risk, activatedAt, reserved, sold, at, newVersion)
                .settled();
    }

    public Lot withApproval(ApprovalStatus wanted, Instant at, long newVersion) {
        return with(content, factors, status, wanted, risk, activatedAt, reserved, sold, at, newVersion);
    }

    public Lot submitted(UnitFactors inForce, PostingRisk assessed, Instant at, long newVersion) {
        return with(
                content,
                inForce,
                status,
                ApprovalStatus.PENDING,
                Optional.of(assessed),
                activatedAt,
                reserved,
                sold,
                at,
                newVersion);
    }

    public Lot withStatus(LotStatus wanted, Instant at, long newVersion) {
        return with(content, factors, wanted, approval, risk, activatedAt, reserved, sold, at, newVersion);
    }

    public Lot blocked(PostingRisk assessed, Instant at, long newVersion) {
        return with(
                content,
                factors,
                LotStatus.BLOCKED,
                approval,
                Optional.of(assessed),
                activatedAt,
                reserved,
                sold,
                at,
                newVersion);
    }

    public Lot activated(ApprovalStatus how, UnitFactors inForce, PostingRisk assessed, Instant at, long newVersion) {
        return with(
                content,
                inForce,
                LotStatus.ACTIVE,
                how,
                Optional.of(assessed),
                Optional.of(at),
                reserved,
                sold,
                at,
                newVersion);
    }

    /**
     * With other counters, in the status that follows from them (5.2).
     *
     * @param more reserved, in thousandths; less when negative
     * @param moreSold in thousandths; less when negative
     */
    public Lot counting(long more, long moreSold, Instant at, long newVersion) {
        return with(
                        content,
                        factors,
                        status,
                        approval,
                        risk,
                        activatedAt,
                        reserved + more,
                        sold + moreSold,
                        at,
                        newVersion)
                .settled();
    }

    /** AV-2; what is final, or expired, stays so. */
    private Lot settled() {
        boolean moves = status == LotStatus.ACTIVE || status == LotStatus.RESERVED || status == LotStatus.SOLD;
        if (!moves) {
            return this;
        }
        LotStatus next = available() > 0 ? LotStatus.ACTIVE : reserved > 0 ? LotStatus.RESERVED : LotStatus.SOLD;
        return next == status ? this : withStatus(next, changedAt, version);
    }

    private Lot with(
            LotContent newContent,
            UnitFactors newFactors,
            LotStatus newStatus,
            ApprovalStatus newApproval,
            Optional<PostingRisk> newRisk,
            Optional<Instant> newActivatedAt,
            long newReserved,
            long newSold,
            Instant at,
            long newVersion) {
        return new Lot(
                number,
                seller,
                newContent,
                newFactors,
                newStatus,
                newApproval,
                newRisk,
                createdAt,
                newActivatedAt,
                newReserved,
                newSold,
                at,
                newVersion);
    }
}
