package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.unit.Conversion;
import io.mandi.engine.lots.match.Appraisal.ParameterScore;
import io.mandi.engine.lots.match.MatchContext.Scale;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges pairs of a need and a lot at one moment (sections 7.2 to 7.5). It works in fields of its own, one pair after the
 * other: for one thread.
 *
 * <p>{@link #evaluate} says everything about a pair. {@link #decide} comes to the same decision, stops at the first reason
 * against it and puts nothing into words; it looks at what is cheap first.
 */
public final class Matcher {
    /** Scores count in ten-thousandths. */
    static final int SCORE_SCALE = 4;

    static final long PERFECT = 10_000;

    /** For {@link #decide}: no score is too low to be told. */
    private static final long NO_FLOOR = -1;

    // Parts have 10 decimals, weights and factors 4: a weighted part is in units of 10^-14, lowered by a factor 10^-18.
    private static final long FACTOR_ONE = 10_000;
    private static final long PER_TEN_THOUSANDTH = 100_000_000_000_000L;

    private static final int SHOWN_PRICE_SCALE = 4;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final String FAIL_LIMIT = "60";
    private static final BigDecimal NO_VALUE = BigDecimal.ZERO.setScale(Conversion.MONEY_SCALE);

    private final MatchContext context;
    private final Instant now;
    private final long nowMicros;
    private final Reach reach;

    // The pair.
    private PreparedNeed need;
    private PreparedLot lot;
    private boolean explaining;
    private final List<Refusal> refusals = new ArrayList<>();
    private final Set<Warning> warnings = EnumSet.noneOf(Warning.class);
    /** Absent for the wanted commodity itself. */
    private Optional<BigDecimal> ratio = Optional.empty();

    private BigDecimal quantity = BigDecimal.ZERO;
    private Optional<PreparedPrice> price = Optional.empty();
    private Scale scale;
    private long qualityPart;
    private long pricePart;
    private long deliveryPart;
    private long riskPart;
    private boolean warned;
    private boolean boosted;
    private long finalScore;

    /** What {@link #decide} comes to. */
    enum Decision {
        ACCEPTED,
        REJECTED,
        BELOW_MIN_SCORE,
        PENDING_RISK,
        /** No match with a score from the floor on; which of the others it is was not looked at. */
        UNDER_FLOOR
    }

    public Matcher(MatchContext context, Instant now) {
        this.context = context;
        this.now = now;
        nowMicros = Moments.micros(now);
        reach = new Reach(context);
    }

    public Verdict evaluate(OpenNeed openNeed, OpenLot openLot) {
        return evaluate(PreparedNeed.of(openNeed), PreparedLot.of(openLot));
    }

    /** Everything about a pair. */
    public Verdict evaluate(PreparedNeed ofNeed, PreparedLot ofLot) {
        begin(ofNeed, ofLot, true);
        location();
        boolean sameGoods = commodity();
        visibility();
        status();
        boolean comparable = currency() && sameGoods;
        List<Filter> notEvaluated = new ArrayList<>();
        boolean enough = false;
        if (comparable) {
            enough = quantity();
            budget();
            totalBudget();
        } else {
            notEvaluated.add(Filter.QUANTITY);
            notEvaluated.add(Filter.PRICE);
        }
        if (sameGoods) {
            quality();
        } else {
            notEvaluated.add(Filter.QUALITY);
        }
        partners();
        boolean passesAllBefore = refusals.isEmpty();
        Optional<RiskAssessment> assessment = enough ? risk() : Optional.empty();
        if (assessment.isEmpty()) {
            if (passesAllBefore) {
                return new Verdict.PendingRisk(warnings);
            }
            notEvaluated.add(Filter.RISK);
            notEvaluated.add(Filter.EXPOSURE);
        } else {
            assess(assessment.get());
            exposure();
        }
        if (!refusals.isEmpty()) {
            return new Verdict.Rejected(refusals, notEvaluated, warnings);
        }
        Optional<Advisor.Advice> advice = context.advisor.advise(need.need, lot.lot);
        boolean enoughScore = score(advice);
        Appraisal appraisal = appraisal(assessment.get(), advice);
        return enoughScore ? new Verdict.Accepted(appraisal) : new Verdict.BelowMinScore(appraisal);
    }

    /** The decision of {@link #evaluate}, in less time. */
    Decision decide(PreparedNeed ofNeed, PreparedLot ofLot) {
        return decide(ofNeed, ofLot, NO_FLOOR);
    }

    /**
     * The decision, where only matches of a certain score are of interest. After {@code ACCEPTED} the score and what else
     * decides the order of matches can be asked for.
     *
     * @param floor the least score, in ten-thousandths
     */
    Decision decide(PreparedNeed ofNeed, PreparedLot ofLot, long floor) {
        begin(ofNeed, ofLot, false);
        if (!status()
                || !commodity()
                || !currency()
                || !reach.look(need, lot)
                || !budget()
                || !quantity()
                || !totalBudget()
                || !quality()
                || !visibility()) {
            return Decision.REJECTED;
        }
        if (floor != NO_FLOOR && best() < floor) {
            return Decision.UNDER_FLOOR;
        }
        if (!partners()) {
            return Decision.REJECTED;
        }
        Optional<RiskAssessment> assessment = risk();
        if (assessment.isEmpty()) {
            return Decision.PENDING_RISK;
        }
        if (!assess(assessment.get()) || !exposure()) {
            return Decision.REJECTED;
        }
        if (!score(context.advisor.advise(need.need, lot.lot))) {
            return Decision.BELOW_MIN_SCORE;
        }
        return finalScore < floor ? Decision.UNDER_FLOOR : Decision.ACCEPTED;
    }

    /** Of the pair that was accepted last, in ten-thousandths. */
    long lastScore() {
        return finalScore;
    }

    /** Of the pair that was accepted last, in millimetres or {@link Reach#UNKNOWN}. */
    long lastDistance() {
        return reach.distance;
    }

    /** Of the pair that was accepted last, for a base unit of the wanted commodity; absent when the price is open. */
    Optional<PreparedPrice> lastPrice() {
        return price;
    }

    private void begin(PreparedNeed ofNeed, PreparedLot ofLot, boolean explain) {
        need = ofNeed;
        lot = ofLot;
        explaining = explain;
        refusals.clear();
        warnings.clear();
        price = Optional.empty();
        scale = context.scale(need.need.category());
    }

    /** Notes a reason, when somebody reads it; what is shown takes longer than the decision. */
    private boolean refuse(Reason reason) {
        if (explaining) {
            refusals.add(new Refusal(reason, Optional.empty(), Optional.empty(), Optional.empty()));
        }
        return false;
    }

    private boolean refuse(Reason reason, Object actual, Object limit) {
        if (explaining) {
            refusals.add(new Refusal(
                    reason, Optional.empty(), Optional.of(actual.toString()), Optional.of(limit.toString())));
        }
        return false;
    }

    private boolean refuse(Reason reason, BigDecimal actual, BigDecimal limit) {
        if (explaining) {
            refuse(reason, Quantities.plain(actual), Quantities.plain(limit));
        }
        return false;
    }

    private void location() {
        if (!reach.look(need, lot)) {
            refusals.add(reach.refusal(need, lot));
        }
        if (need.deliveries.isEmpty()) {
            warnings.add(Warning.NO_DELIVERY_LOCATION);
        }
    }

    private boolean commodity() {
        String goods = lot.lot.commodity();
        if (goods.equals(need.need.commodity())) {
            ratio = Optional.empty();
            return true;
        }
        ratio = need.need.ratio(goods);
        return ratio.isPresent() || refuse(Reason.COMMODITY_MISMATCH, goods, need.need.commodity());
    }

    private boolean visibility() {
        Audience ofLot = lot.lot.audience();
        String buyer = need.need.buyer();
        boolean toBuyer = isNamed(buyer, ofLot)
                || (isRegional(ofLot)
                        && context.parties
                                .principalRegion(buyer)
                                .map(ofLot.regions()::contains)
                                .orElse(false));
        Audience ofNeed = need.need.audience();
        // A need's regions are those that goods come from (RQ-8).
        boolean toSeller = isNamed(lot.lot.seller(), ofNeed)
                || (isRegional(ofNeed)
                        && lot.spot.isPresent()
                        && ofNeed.regions().contains(lot.spot.get().region()));
        return (toBuyer || refuse(Reason.NOT_VISIBLE_TO_BUYER)) & (toSeller || refuse(Reason.NOT_VISIBLE_TO_SELLER));
    }

    private static boolean isNamed(String partner, Audience audience) {
        return switch (audience.visibility()) {
            case PUBLIC -> true;
            case PRIVATE, RESTRICTED -> audience.partners().contains(partner);
            case INTERNAL -> false;
        };
    }

    private static boolean isRegional(Audience audience) {
        return audience.visibility() == Audience.Visibility.RESTRICTED;
    }

    private boolean status() {
        boolean passes = lot.lot.status() == LotStatus.ACTIVE
                || refuse(Reason.LOT_NOT_ACTIVE, lot.lot.status(), LotStatus.ACTIVE);
        passes &= nowMicros < lot.expiresAt || refuse(Reason.LOT_EXPIRED, now, lot.lot.expiresAt());
        if (!need.need.status().isMatchable()) {
            passes = refuse(Reason.NEED_NOT_OPEN, need.need.status(), NeedStatus.ACTIVE);
        } else if (nowMicros < need.validFrom) {
            passes = refuse(Reason.NEED_NOT_OPEN, now, need.need.validFrom());
        }
        passes &= nowMicros < need.validUntil || refuse(Reason.NEED_EXPIRED, now, need.need.validUntil());
        passes &= (lot.from <= need.widenedUntil && need.widenedFrom <= lot.until)
                || refuse(Reason.WINDOW_NO_OVERLAP, lot.lot.window(), need.need.deliveryWindow());
        return passes;
    }

    private boolean currency() {
        boolean same = lot.lot.currency().equals(need.need.currency())
                || refuse(Reason.CURRENCY_MISMATCH, lot.lot.currency(), need.need.currency());
        boolean sameDimension = lot.lot.baseUnit() == need.need.baseUnit()
                || refuse(Reason.UNIT_DIMENSION_MISMATCH, lot.lot.baseUnit(), need.need.baseUnit());
        return same && sameDimension;
    }

    /** Section 7.4. */
    private boolean quantity() {
        Allocatable allocatable = Allocatable.of(lot.lot, ratio, need.room, need.need.minLot());
        quantity = allocatable.quantity();
        if (allocatable.isPossible()) {
            return true;
        }
        if (!explaining) {
            return false;
        }
        if (allocatable.isNothing()) {
            return refuse(Reason.NOTHING_LEFT);
        }
        if (allocatable.belowMinOrder()) {
            refuse(
                    Reason.BELOW_MIN_ORDER,
                    quantity,
                    Allocatable.wanted(lot.lot.minOrder().orElseThrow(), ratio));
        }
        if (allocatable.belowMinLot()) {
            refuse(Reason.BELOW_MIN_LOT, quantity, need.need.minLot().orElseThrow());
        }
        if (allocatable.splitsLot()) {
            refuse(Reason.PARTIAL_NOT_ALLOWED, quantity, Allocatable.wanted(lot.lot.total(), ratio));
        }
        return false;
    }

    private boolean budget() {
        price = lot.asks(need);
        if (price.isEmpty()) {
            // AV-14: there is nothing to compare yet.
            return true;
        }
        if (ratio.isPresent()) {
            price = price.map(asked -> PreparedPrice.of(asked.price().dividedBy(ratio.get())));
        }
        if (need.max.isEmpty() || !price.get().isAbove(need.max.get())) {
            return true;
        }
        return explaining
                ? refuse(Reason.OVER_BUDGET, shown(price.get()), shown(need.max.get()))
                : refuse(Reason.OVER_BUDGET);
    }

    private static String shown(PreparedPrice price) {
        return price.price()
                .perBaseUnit()
                .setScale(SHOWN_PRICE_SCALE, RoundingMode.HALF_UP)
                .toPlainString();
    }

    private boolean totalBudget() {
        if (price.isEmpty() || need.need.totalBudgetLeft().isEmpty() || quantity.signum() <= 0) {
            return true;
        }
        BigDecimal left = need.need.totalBudgetLeft().get();
        BigDecimal value = price.get().price().value(quantity);
        return value.compareTo(left) <= 0
                || refuse(Reason.OVER_TOTAL_BUDGET, value.toPlainString(), left.toPlainString());
    }

    /** The required parameters, and the score of all of them on the way. */
    private boolean quality() {
        List<QualityCheck> checks = need.quality;
        if (checks.isEmpty()) {
            qualityPart = Ratio.ONE;
            return true;
        }
        boolean passes = true;
        long sum = 0;
        for (int i = 0; i < checks.size(); i++) {
            QualityCheck check = checks.get(i);
            long score = score(check);
            if (score >= 0) {
                sum += score;
            } else if (check.requirement.required()) {
                passes = false;
                if (!explaining) {
                    return false;
                }
                refusals.add(refusal(check, score));
            }
        }
        qualityPart = (2 * sum + checks.size()) / (2L * checks.size());
        return passes;
    }

    private long score(QualityCheck check) {
        PreparedQuality value = lot.quality.get(check.requirement.code());
        return value == null ? QualityCheck.MISSING : check.score(value);
    }

    private Refusal refusal(QualityCheck check, long failure) {
        Optional<String> parameter = Optional.of(check.requirement.code());
        if (failure == QualityCheck.MISSING) {
            return new Refusal(Reason.QUALITY_MISSING, parameter, Optional.empty(), Optional.empty());
        }
        return new Refusal(
                failure == QualityCheck.OUT_OF_RANGE ? Reason.QUALITY_OUT_OF_RANGE : Reason.QUALITY_NOT_ACCEPTED,
                parameter,
                Optional.of(lot.quality.get(check.requirement.code()).shown()),
                Optional.of(check.shown(failure)));
    }

    /** Capability, relation and circular trade, which others know of. */
    private boolean partners() {
        String buyer = need.need.buyer();
        String seller = lot.lot.seller();
        Optional<CapabilityRefusal> incapable =
                context.parties.capability(seller, lot.spot.map(Spot::country), buyer, deliveryCountry());
        if (incapable.isPresent()) {
            CapabilityRefusal refusal = incapable.get();
            refuse(
                    Filter.CAPABILITY,
                    refusal.reason(),
                    refusal.partner().equals(seller) ? "SELLER" : "BUYER",
                    refusal.required());
        }
        Optional<Reason> relation = context.parties.relation(buyer, seller);
        relation.ifPresent(reason -> refuse(Filter.RELATED_PARTY, reason, "", Optional.empty()));
        List<Reason> circular = context.parties.circular(need.need, lot.lot);
        for (int i = 0; i < circular.size(); i++) {
            refuse(Filter.CIRCULAR, circular.get(i), "", Optional.empty());
        }
        return incapable.isEmpty() && relation.isEmpty() && circular.isEmpty();
    }

    private boolean refuse(Filter filter, Reason reason, String actual, Optional<String> limit) {
        if (reason.filter() != filter) {
            throw new IllegalArgumentException(reason + " is no reason of " + filter);
        }
        if (explaining) {
            refusals.add(new Refusal(
                    reason, Optional.empty(), actual.isEmpty() ? Optional.empty() : Optional.of(actual), limit));
        }
        return false;
    }

    /** Of the place that counts; of the first one when none does; where the goods are when the need has none (CAP-3). */
    private Optional<String> deliveryCountry() {
        return need.deliveries.isEmpty()
                ? lot.spot.map(Spot::country)
                : Optional.of(
                        need.deliveries.get(Math.max(reach.delivery, 0)).spot().country());
    }

    private Optional<RiskAssessment> risk() {
        return context.parties.risk(need.need.buyer(), lot.lot.seller(), value());
    }

    /** RK-1; nothing where neither side names a price. */
    private BigDecimal value() {
        return price.or(() -> need.max)
                .map(known -> known.price().value(quantity))
                .orElse(NO_VALUE);
    }

    private boolean assess(RiskAssessment assessment) {
        Set<Warning> weakLinks = context.parties.weakLinks(need.need.buyer(), lot.lot.seller());
        if (explaining) {
            warnings.addAll(weakLinks);
            warnings.addAll(assessment.warnings());
        }
        warned = assessment.status() == RiskStatus.WARN || !weakLinks.isEmpty();
        riskPart = warned ? Ratio.HALF : Ratio.ONE;
        return assessment.status() != RiskStatus.FAIL
                || refuse(Reason.RISK_FAIL, assessment.score().toPlainString(), FAIL_LIMIT);
    }

    private boolean exposure() {
        BigDecimal value = value();
        return context.parties.exposureFits(need.need.buyer(), value)
                || (explaining
                        ? refuse(Filter.EXPOSURE, Reason.EXPOSURE_LIMIT, value.toPlainString(), Optional.empty())
                        : refuse(Reason.EXPOSURE_LIMIT));
    }

    /** @return whether the score is enough, before the boost */
    private boolean score(Optional<Advisor.Advice> advice) {
        parts();
        long score = total(riskPart, warned);
        boosted = advice.isPresent()
                && advice.get().recommended()
                && advice.get().confidence() >= context.confidenceFloor;
        finalScore = boosted ? Math.min(PERFECT, score + context.boost) : score;
        return score >= scale.minimum();
    }

    /** The highest score that the pair can still come to, or less than 0 when that is not enough for a match. */
    private long best() {
        parts();
        long score = total(Ratio.ONE, false);
        if (score < scale.minimum()) {
            return NO_FLOOR;
        }
        return context.advisor == Advisor.NONE ? score : Math.min(PERFECT, score + context.boost);
    }

    private void parts() {
        pricePart = pricePart();
        deliveryPart = (4 * reach.nearness + 3 * windowPart() + 3 * termsPart() + 5) / 10;
    }

    private long pricePart() {
        if (price.isEmpty()) {
            return Ratio.HALF;
        }
        if (need.max.isEmpty() || !price.get().isAbove(need.preferred.orElseThrow())) {
            return Ratio.ONE;
        }
        return price.get().share(need.preferred.get(), need.max.get());
    }

    /** How much of the delivery window is covered; a window without a bound on both sides has no shares. */
    private long windowPart() {
        if (need.windowFrom == Moments.NEVER_BEGAN
                || need.windowUntil == Moments.NEVER_ENDS
                || (lot.from <= need.windowFrom && lot.until >= need.windowUntil)) {
            return Ratio.ONE;
        }
        long covered = Math.min(lot.until, need.windowUntil) - Math.max(lot.from, need.windowFrom);
        return covered <= 0 ? 0 : Ratio.of(covered, need.windowUntil - need.windowFrom);
    }

    private long termsPart() {
        boolean delivery = need.deliveryTerms.isEmpty() || need.deliveryTerms.shares(lot.deliveryTerms);
        boolean payment = need.paymentTerms.isEmpty() || need.paymentTerms.shares(lot.paymentTerms);
        return (delivery ? Ratio.HALF : 0) + (payment ? Ratio.HALF : 0);
    }

    /** The weighted sum, in units of 10^-14. */
    private long base(long risk) {
        return scale.quality() * qualityPart
                + scale.price() * pricePart
                + scale.delivery() * deliveryPart
                + scale.risk() * risk;
    }

    private long total(long risk, boolean lowered) {
        return rounded(base(risk) * (lowered ? context.warnFactor : FACTOR_ONE));
    }

    private static long rounded(long product) {
        return (product + PER_TEN_THOUSANDTH / 2) / PER_TEN_THOUSANDTH;
    }

    private Appraisal appraisal(RiskAssessment assessment, Optional<Advisor.Advice> advice) {
        return new Appraisal(
                score(finalScore),
                score(rounded(base(riskPart) * FACTOR_ONE)),
                warned,
                boosted,
                new Appraisal.Breakdown(
                        Ratio.decimal(qualityPart),
                        Ratio.decimal(pricePart),
                        Ratio.decimal(deliveryPart),
                        Ratio.decimal(riskPart)),
                scale.weights(),
                need.quality.stream()
                        .map(check ->
                                new ParameterScore(check.requirement.code(), Ratio.decimal(Math.max(0, score(check)))))
                        .toList(),
                quantity,
                price.map(PreparedPrice::price),
                reach.distance == Reach.UNKNOWN ? Optional.empty() : Optional.of(Reach.kilometres(reach.distance)),
                reach.delivery == Reach.NONE ? Optional.empty() : Optional.of(reach.delivery),
                Band.of(finalScore),
                warned ? RiskStatus.WARN : assessment.status(),
                price.isEmpty() ? Set.of(Flag.PRICE_OPEN) : Set.of(),
                warnings,
                advice.map(this::alerts).orElse(Set.of()));
    }

    private static BigDecimal score(long tenThousandths) {
        return BigDecimal.valueOf(tenThousandths, SCORE_SCALE);
    }

    private Set<AdvisorAlert> alerts(Advisor.Advice advice) {
        Set<AdvisorAlert> alerts = EnumSet.noneOf(AdvisorAlert.class);
        if (advice.confidence() < context.confidenceFloor) {
            alerts.add(AdvisorAlert.AI_LOW_CONFIDENCE);
        }
        if (price.isPresent() && advice.expectedPrice().isPresent()) {
            BigDecimal expected = advice.expectedPrice().get();
            BigDecimal deviation =
                    price.get().price().perBaseUnit().subtract(expected).abs();
            // More than p percent of it, without a division.
            if (deviation.multiply(HUNDRED).compareTo(expected.multiply(context.priceDeviationPercent)) > 0) {
                alerts.add(AdvisorAlert.AI_PRICE_DEVIATION);
            }
        }
        return alerts;
    }
}
