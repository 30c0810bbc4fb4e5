package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.catalog.setting.Weights;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Section 7 written down sentence by sentence, in decimals alone and without a thought of speed: what the matcher and the
 * indexes are compared with. It shares nothing with them but the types of what goes in and the names of reasons.
 */
final class NaiveMatcher {
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final BigDecimal ZERO = BigDecimal.ZERO;
    private static final MathContext EXACT_ENOUGH = new MathContext(34, RoundingMode.HALF_UP);

    private final MarketSettings settings;
    private final Parties parties;
    private final Advisor advisor;

    NaiveMatcher(MarketSettings settings, Parties parties, Advisor advisor) {
        this.settings = settings;
        this.parties = parties;
        this.advisor = advisor;
    }

    /** Everything that the two must agree on, as text where there is no order to compare. */
    record Result(String verdict, List<String> reasons, List<Filter> notEvaluated, String appraisal, Sort sort) {}

    /** What the order of matches goes by. */
    record Sort(BigDecimal score, Optional<BigDecimal> price, Optional<BigDecimal> distance) {}

    private record Place73(boolean passes, Reason reason, BigDecimal nearness, Optional<BigDecimal> distance) {
        static Place73 fails(Reason reason) {
            return new Place73(false, reason, ZERO, Optional.empty());
        }

        static Place73 passes(BigDecimal nearness, Optional<BigDecimal> distance) {
            return new Place73(true, Reason.LOCATION_MISSING, nearness, distance);
        }
    }

    Result evaluate(OpenNeed need, OpenLot lot, Instant now) {
        List<String> reasons = new ArrayList<>();
        List<Filter> not = new ArrayList<>();
        Set<String> warnings = new TreeSet<>();

        // 1 Location
        BigDecimal nearness = ONE;
        Optional<BigDecimal> distance = Optional.empty();
        int delivery = -1;
        if (lot.site().isEmpty()) {
            reasons.add("LOCATION_MISSING");
        } else if (!need.deliveries().isEmpty()) {
            List<Place73> looks = need.deliveries().stream()
                    .map(wanted -> place(need, lot, wanted))
                    .toList();
            for (int i = 0; i < looks.size(); i++) {
                Place73 look = looks.get(i);
                if (!look.passes) {
                    continue;
                }
                boolean better = delivery < 0
                        || look.nearness.compareTo(nearness) > 0
                        || (look.nearness.compareTo(nearness) == 0 && shorter(look.distance, distance));
                if (better) {
                    delivery = i;
                    nearness = look.nearness;
                    distance = look.distance;
                }
            }
            if (delivery < 0) {
                reasons.add(looks.getFirst().reason.name());
            }
        }
        if (need.deliveries().isEmpty()) {
            warnings.add("NO_DELIVERY_LOCATION");
        }

        // 2 Commodity
        boolean own = lot.commodity().equals(need.commodity());
        boolean commodity = own || need.equivalents().containsKey(lot.commodity());
        if (!commodity) {
            reasons.add("COMMODITY_MISMATCH");
        }
        BigDecimal ratio = own ? ONE : need.equivalents().getOrDefault(lot.commodity(), ONE);

        // 3 Visibility
        if (!visibleTo(need.buyer(), lot.audience())) {
            reasons.add("NOT_VISIBLE_TO_BUYER");
        }
        boolean inRegion = need.audience().visibility() == Audience.Visibility.RESTRICTED
                && lot.site()
                        .filter(site ->
                                need.audience().regions().contains(site.place().region()))
                        .isPresent();
        Audience named =
                new Audience(need.audience().visibility(), need.audience().partners(), Set.of());
        if (!inRegion && !visibleTo(lot.seller(), named)) {
            reasons.add("NOT_VISIBLE_TO_SELLER");
        }

        // 4 Status, validity
        if (lot.status() != LotStatus.ACTIVE) {
            reasons.add("LOT_NOT_ACTIVE");
        }
        if (!now.isBefore(lot.expiresAt())) {
            reasons.add("LOT_EXPIRED");
        }
        boolean open = need.status() == NeedStatus.ACTIVE || need.status() == NeedStatus.PARTIALLY_FULFILLED;
        if (!open || now.isBefore(need.validFrom())) {
            reasons.add("NEED_NOT_OPEN");
        }
        if (!now.isBefore(need.validUntil())) {
            reasons.add("NEED_EXPIRED");
        }
        Optional<Instant> latest = need.deliveryWindow().until().map(end -> end.plus(need.flexibility()));
        Optional<Instant> earliest = need.deliveryWindow().from().map(start -> start.minus(need.flexibility()));
        boolean tooLate = lot.window().from().isPresent()
                && latest.isPresent()
                && lot.window().from().get().isAfter(latest.get());
        boolean tooEarly = lot.window().until().isPresent()
                && earliest.isPresent()
                && lot.window().until().get().isBefore(earliest.get());
        if (tooLate || tooEarly) {
            reasons.add("WINDOW_NO_OVERLAP");
        }

        // 5 Currency, dimension
        boolean currency = lot.currency().equals(need.currency());
        if (!currency) {
            reasons.add("CURRENCY_MISMATCH");
        }
        boolean dimension = lot.baseUnit() == need.baseUnit();
        if (!dimension) {
            reasons.add("UNIT_DIMENSION_MISMATCH");
        }

        // 6 Quantity
        boolean comparable = commodity && currency && dimension;
        BigDecimal available = down(lot.available().multiply(ratio));
        BigDecimal room = need.max().subtract(need.committed());
        BigDecimal q = available.min(room);
        boolean quantity = false;
        if (!comparable) {
            not.add(Filter.QUANTITY);
        } else if (q.signum() <= 0) {
            reasons.add("NOTHING_LEFT");
        } else {
            int before = reasons.size();
            boolean remainder = available.compareTo(room) <= 0;
            if (!remainder
                    && lot.minOrder()
                            .filter(least -> q.compareTo(down(least.multiply(ratio))) < 0)
                            .isPresent()) {
                reasons.add("BELOW_MIN_ORDER");
            }
            if (need.minLot().filter(least -> q.compareTo(least) < 0).isPresent()) {
                reasons.add("BELOW_MIN_LOT");
            }
            boolean whole = remainder && lot.available().compareTo(lot.total()) == 0;
            if (!lot.partialOrders() && !whole) {
                reasons.add("PARTIAL_NOT_ALLOWED");
            }
            quantity = before == reasons.size();
        }

        // 7 Price
        Optional<UnitPrice> asking = asking(need, lot);
        Optional<BigDecimal> price = asking.map(
                asked -> own ? asked.perBaseUnit() : asked.perBaseUnit().divide(ratio, 10, RoundingMode.HALF_UP));
        if (!comparable) {
            not.add(Filter.PRICE);
        } else if (price.isPresent()) {
            if (need.budget()
                    .filter(budget -> price.get().compareTo(budget.max().perBaseUnit()) > 0)
                    .isPresent()) {
                reasons.add("OVER_BUDGET");
            }
            if (q.signum() > 0
                    && need.totalBudgetLeft()
                            .filter(left -> money(q, asking.get(), ratio).compareTo(left) > 0)
                            .isPresent()) {
                reasons.add("OVER_TOTAL_BUDGET");
            }
        }

        // 8 Quality
        List<BigDecimal> scores = new ArrayList<>();
        if (!commodity) {
            not.add(Filter.QUALITY);
        } else {
            for (QualityRequirement requirement : need.quality()) {
                Optional<Reason> reason =
                        qualityReason(requirement, lot.quality().get(requirement.code()));
                if (reason.isPresent() && requirement.required()) {
                    reasons.add(reason.get() + "(" + requirement.code() + ")");
                }
                scores.add(
                        reason.isPresent()
                                ? ZERO.setScale(10)
                                : qualityScore(requirement, lot.quality().get(requirement.code())));
            }
        }

        // 9, 10, 11
        Optional<String> goodsCountry = lot.site().map(site -> site.place().country());
        Optional<String> deliveryCountry = need.deliveries().isEmpty()
                ? goodsCountry
                : Optional.of(need.deliveries()
                        .get(Math.max(0, delivery))
                        .site()
                        .place()
                        .country());
        parties.capability(lot.seller(), goodsCountry, need.buyer(), deliveryCountry)
                .ifPresent(refusal -> reasons.add(refusal.reason().name()));
        parties.relation(need.buyer(), lot.seller()).ifPresent(reason -> reasons.add(reason.name()));
        parties.circular(need, lot).forEach(reason -> reasons.add(reason.name()));

        // 12, 13
        boolean passesEleven = reasons.isEmpty();
        BigDecimal value = asking.map(asked -> money(q, asked, ratio))
                .or(() -> need.budget().map(budget -> money(q, budget.max(), ONE)))
                .orElse(new BigDecimal("0.00"));
        Optional<RiskAssessment> risk = quantity ? parties.risk(need.buyer(), lot.seller(), value) : Optional.empty();
        Set<Warning> links = Set.of();
        if (risk.isEmpty()) {
            if (passesEleven) {
                return new Result("PENDING_RISK", List.of(), List.of(), warnings.toString(), sort(ZERO));
            }
            not.add(Filter.RISK);
            not.add(Filter.EXPOSURE);
        } else {
            links = parties.weakLinks(need.buyer(), lot.seller());
            links.forEach(link -> warnings.add(link.name()));
            risk.get().warnings().forEach(warning -> warnings.add(warning.name()));
            if (risk.get().status() == RiskStatus.FAIL) {
                reasons.add("RISK_FAIL");
            }
            if (!parties.exposureFits(need.buyer(), value)) {
                reasons.add("EXPOSURE_LIMIT");
            }
        }
        if (!reasons.isEmpty()) {
            return new Result("REJECTED", reasons, not, warnings.toString(), sort(ZERO));
        }

        // 7.5
        boolean warn = risk.get().status() == RiskStatus.WARN || !links.isEmpty();
        BigDecimal quality = scores.isEmpty()
                ? ONE
                : part(scores.stream()
                        .reduce(ZERO, BigDecimal::add)
                        .divide(BigDecimal.valueOf(scores.size()), EXACT_ENOUGH));
        BigDecimal priceScore = part(priceScore(need, price));
        BigDecimal deliveryScore = part(new BigDecimal("0.40")
                .multiply(part(nearness))
                .add(new BigDecimal("0.30").multiply(part(window(need, lot))))
                .add(new BigDecimal("0.30").multiply(terms(need, lot))));
        BigDecimal riskScore = warn ? HALF : ONE;
        Weights weights = settings.weights(need.category());
        BigDecimal base = weights.quality()
                .multiply(quality)
                .add(weights.price().multiply(priceScore))
                .add(weights.delivery().multiply(deliveryScore))
                .add(weights.risk().multiply(riskScore));
        BigDecimal penalised = warn ? base.multiply(settings.get(Setting.WARN_FACTOR)) : base;
        BigDecimal rounded = penalised.setScale(4, RoundingMode.HALF_UP);
        Optional<Advisor.Advice> advice = advisor.advise(need, lot);
        boolean boost = advice.filter(
                        given -> given.recommended() && given.confidence() >= settings.get(Setting.AI_CONFIDENCE_FLOOR))
                .isPresent();
        BigDecimal score =
                boost ? rounded.add(settings.get(Setting.AI_BOOST)).min(ONE).setScale(4) : rounded;
        String band = score.compareTo(new BigDecimal("0.90")) >= 0
                ? "EXCELLENT"
                : score.compareTo(new BigDecimal("0.75")) >= 0
                        ? "GOOD"
                        : score.compareTo(new BigDecimal("0.60")) >= 0 ? "ACCEPTABLE" : "LOW";
        Set<String> alerts = new TreeSet<>();
        if (advice.isPresent()) {
            if (advice.get().confidence() < settings.get(Setting.AI_CONFIDENCE_FLOOR)) {
                alerts.add("AI_LOW_CONFIDENCE");
            }
            Optional<BigDecimal> expected = advice.get().expectedPrice();
            if (price.isPresent()
                    && expected.isPresent()
                    && price.get()
                                    .subtract(expected.get())
                                    .abs()
                                    .multiply(BigDecimal.valueOf(100))
                                    .divide(expected.get(), EXACT_ENOUGH)
                                    .compareTo(settings.get(Setting.AI_PRICE_DEVIATION_PERCENT))
                            > 0) {
                alerts.add("AI_PRICE_DEVIATION");
            }
        }
        String appraisal = text(
                score,
                base.setScale(4, RoundingMode.HALF_UP),
                warn,
                boost,
                List.of(part(quality), priceScore, deliveryScore, part(riskScore)),
                scores,
                q,
                price,
                distance,
                delivery,
                band,
                price.isEmpty(),
                warnings,
                alerts);
        boolean enough = rounded.compareTo(settings.minimumScore(need.category())) >= 0;
        return new Result(
                enough ? "ACCEPTED" : "BELOW_MIN_SCORE",
                List.of(),
                List.of(),
                appraisal,
                new Sort(score, price, distance));
    }

    /** The parts of an appraisal that are compared. */
    static String text(Object... parts) {
        return List.of(parts).toString();
    }

    private static Sort sort(BigDecimal score) {
        return new Sort(score, Optional.empty(), Optional.empty());
    }

    /** MT-5. */
    static final Comparator<Sort> MT5 = Comparator.comparing(Sort::score, Comparator.<BigDecimal>reverseOrder())
            .thenComparing(sort -> sort.price.isPresent() ? 0 : 1)
            .thenComparing(sort -> sort.price.orElse(ZERO))
            .thenComparing(sort -> sort.distance.isPresent() ? 0 : 1)
            .thenComparing(sort -> sort.distance.orElse(ZERO));

    private static BigDecimal part(BigDecimal number) {
        return number.setScale(10, RoundingMode.HALF_UP);
    }

    private static BigDecimal down(BigDecimal quantity) {
        return quantity.setScale(6, RoundingMode.DOWN);
    }

    private static BigDecimal money(BigDecimal q, UnitPrice price, BigDecimal ratio) {
        return q.multiply(price.price()).divide(price.rateFactor().multiply(ratio), 2, RoundingMode.HALF_UP);
    }

    private static boolean shorter(Optional<BigDecimal> one, Optional<BigDecimal> other) {
        return one.isPresent() && (other.isEmpty() || one.get().compareTo(other.get()) < 0);
    }

    private Place73 place(OpenNeed need, OpenLot lot, DeliveryPlace wanted) {
        Site here = lot.site().orElseThrow();
        Site there = wanted.site();
        if (here.locationId().isPresent() && here.locationId().equals(there.locationId())) {
            return Place73.passes(ONE, Optional.of(ZERO.setScale(6)));
        }
        Place a = here.place();
        Place b = there.place();
        if (!a.country().equals(b.country())) {
            boolean incoterm = need.incoterm().isEmpty()
                    || lot.incoterms().contains(need.incoterm().get());
            return settings.get(Setting.CROSS_BORDER_ALLOWED) && incoterm
                    ? Place73.passes(ZERO, Optional.empty())
                    : Place73.fails(Reason.LOCATION_CROSS_BORDER);
        }
        boolean states = a.stateCode().isPresent() && b.stateCode().isPresent();
        boolean sameState =
                states && tidy(a.stateCode().get()).equals(tidy(b.stateCode().get()));
        if (states && !sameState && !settings.get(Setting.CROSS_STATE_ALLOWED)) {
            return Place73.fails(Reason.LOCATION_CROSS_STATE);
        }
        boolean sameCity = sameState
                && a.city().isPresent()
                && b.city().isPresent()
                && tidy(a.city().get()).equals(tidy(b.city().get()));
        if (a.coordinates().isEmpty() || b.coordinates().isEmpty()) {
            return sameCity ? Place73.passes(ONE, Optional.empty()) : Place73.fails(Reason.LOCATION_UNRESOLVED);
        }
        BigDecimal distance = new BigDecimal(
                        a.coordinates().get().distanceKm(b.coordinates().get()))
                .setScale(6, RoundingMode.HALF_UP);
        BigDecimal most = wanted.maxDistanceKm()
                .map(Decimal::toBigDecimal)
                .orElse(BigDecimal.valueOf(settings.get(Setting.MAX_DISTANCE_KM)))
                .setScale(6, RoundingMode.DOWN);
        if (!sameCity && distance.compareTo(most) > 0) {
            return Place73.fails(Reason.LOCATION_TOO_FAR);
        }
        if (most.signum() == 0) {
            return Place73.passes(distance.signum() == 0 ? ONE : ZERO, Optional.of(distance));
        }
        BigDecimal nearness = ONE.subtract(distance.divide(most, EXACT_ENOUGH)).max(ZERO);
        return Place73.passes(part(nearness), Optional.of(distance));
    }

    private boolean visibleTo(String partner, Audience audience) {
        return switch (audience.visibility()) {
            case PUBLIC -> true;
            case PRIVATE -> audience.partners().contains(partner);
            case RESTRICTED ->
                audience.partners().contains(partner)
                        || parties.principalRegion(partner)
                                .filter(audience.regions()::contains)
                                .isPresent();
            case INTERNAL -> false;
        };
    }

    private static Optional<UnitPrice> asking(OpenNeed need, OpenLot lot) {
        Optional<UnitPrice> fitting = Optional.empty();
        Optional<UnitPrice> cheapest = Optional.empty();
        for (PriceOption option : lot.price().options()) {
            UnitPrice price = option.price();
            boolean payment = need.paymentTerms().isEmpty()
                    || option.paymentTerm().isEmpty()
                    || need.paymentTerms().contains(option.paymentTerm().get());
            boolean delivery = need.deliveryTerms().isEmpty()
                    || option.deliveryTerm().isEmpty()
                    || need.deliveryTerms().contains(option.deliveryTerm().get());
            if (payment
                    && delivery
                    && (fitting.isEmpty()
                            || price.perBaseUnit().compareTo(fitting.get().perBaseUnit()) < 0)) {
                fitting = Optional.of(price);
            }
            if (cheapest.isEmpty()
                    || price.perBaseUnit().compareTo(cheapest.get().perBaseUnit()) < 0) {
                cheapest = Optional.of(price);
            }
        }
        return fitting.isPresent()
                ? fitting
                : lot.price().plain().isPresent() ? lot.price().plain() : cheapest;
    }

    private static Optional<BigDecimal> numeral(String text) {
        return Decimal.parse(text.strip()).map(Decimal::toBigDecimal);
    }

    private static Optional<Reason> qualityReason(QualityRequirement requirement, QualityValue value) {
        if (value == null) {
            return Optional.of(Reason.QUALITY_MISSING);
        }
        Optional<BigDecimal> min = requirement.min().map(Decimal::toBigDecimal);
        Optional<BigDecimal> max = requirement.max().map(Decimal::toBigDecimal);
        boolean inside = true;
        boolean accepted = requirement.accepted().isEmpty();
        switch (value) {
            case QualityValue.Text(String text) -> {
                inside = min.isEmpty() && max.isEmpty();
                accepted |= requirement.accepted().stream()
                        .anyMatch(other -> tidy(other).equals(tidy(text)));
            }
            case QualityValue.Numeric(Decimal number) -> {
                inside = inside(number.toBigDecimal(), number.toBigDecimal(), min, max);
                accepted |= requirement.accepted().stream()
                        .anyMatch(other -> numeral(other)
                                .filter(known -> known.compareTo(number.toBigDecimal()) == 0)
                                .isPresent());
            }
            case QualityValue.Range(Decimal from, Decimal to) -> {
                inside = inside(from.toBigDecimal(), to.toBigDecimal(), min, max);
                accepted |= from.compareTo(to) == 0
                        && requirement.accepted().stream()
                                .anyMatch(other -> numeral(other)
                                        .filter(known -> known.compareTo(to.toBigDecimal()) == 0)
                                        .isPresent());
            }
        }
        return inside
                ? accepted ? Optional.empty() : Optional.of(Reason.QUALITY_NOT_ACCEPTED)
                : Optional.of(Reason.QUALITY_OUT_OF_RANGE);
    }

    private static boolean inside(BigDecimal low, BigDecimal high, Optional<BigDecimal> min, Optional<BigDecimal> max) {
        return min.filter(least -> low.compareTo(least) < 0).isEmpty()
                && max.filter(most -> high.compareTo(most) > 0).isEmpty();
    }

    private static BigDecimal qualityScore(QualityRequirement requirement, QualityValue value) {
        if (requirement.preferred().isEmpty()) {
            return part(ONE);
        }
        String wish = requirement.preferred().get();
        if (value instanceof QualityValue.Text(String text)) {
            return part(tidy(text).equals(tidy(wish)) ? ONE : HALF);
        }
        Optional<BigDecimal> preferred = numeral(wish);
        if (preferred.isEmpty()) {
            return part(ONE);
        }
        BigDecimal v = switch (value) {
            case QualityValue.Numeric(Decimal number) -> number.toBigDecimal();
            case QualityValue.Range(Decimal min, Decimal max) ->
                min.toBigDecimal().add(max.toBigDecimal()).multiply(HALF);
            case QualityValue.Text(String text) -> throw new AssertionError(text);
        };
        List<BigDecimal> reaches = new ArrayList<>();
        requirement
                .min()
                .or(requirement::catalogueMin)
                .ifPresent(min -> reaches.add(preferred.get().subtract(min.toBigDecimal())));
        requirement
                .max()
                .or(requirement::catalogueMax)
                .ifPresent(max -> reaches.add(max.toBigDecimal().subtract(preferred.get())));
        BigDecimal denominator = reaches.stream().reduce(ZERO, BigDecimal::max);
        BigDecimal off = v.subtract(preferred.get()).abs();
        if (denominator.signum() == 0) {
            return part(off.signum() == 0 ? ONE : HALF);
        }
        return part(ONE.subtract(HALF.multiply(off).divide(denominator, EXACT_ENOUGH))
                .max(HALF));
    }

    private static BigDecimal priceScore(OpenNeed need, Optional<BigDecimal> price) {
        if (price.isEmpty()) {
            return HALF;
        }
        if (need.budget().isEmpty()) {
            return ONE;
        }
        BigDecimal max = need.budget().get().max().perBaseUnit();
        BigDecimal preferred = need.budget().get().preferred().perBaseUnit();
        return price.get().compareTo(preferred) <= 0
                ? ONE
                : max.subtract(price.get()).divide(max.subtract(preferred), EXACT_ENOUGH);
    }

    private static BigDecimal window(OpenNeed need, OpenLot lot) {
        Window wanted = need.deliveryWindow();
        if (wanted.from().isEmpty() || wanted.until().isEmpty() || lot.window().equals(Window.OPEN)) {
            return ONE;
        }
        Instant start = wanted.from().get();
        Instant end = wanted.until().get();
        Instant from = lot.window().from().filter(start::isBefore).orElse(start);
        Instant until = lot.window().until().filter(end::isAfter).orElse(end);
        if (start.equals(end)) {
            boolean before = lot.window().from().filter(start::isBefore).isPresent();
            boolean after = lot.window().until().filter(start::isAfter).isPresent();
            return before || after ? ZERO : ONE;
        }
        if (!from.isBefore(until)) {
            return ZERO;
        }
        return seconds(from, until).divide(seconds(start, end), EXACT_ENOUGH);
    }

    private static BigDecimal seconds(Instant from, Instant until) {
        Duration duration = Duration.between(from, until);
        return BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
    }

    private static BigDecimal terms(OpenNeed need, OpenLot lot) {
        boolean delivery =
                need.deliveryTerms().isEmpty() || need.deliveryTerms().stream().anyMatch(lot.deliveryTerms()::contains);
        boolean payment =
                need.paymentTerms().isEmpty() || need.paymentTerms().stream().anyMatch(lot.paymentTerms()::contains);
        return (delivery ? HALF : ZERO).add(payment ? HALF : ZERO);
    }

    private static String tidy(String text) {
        return text.strip().toUpperCase(Locale.ROOT);
    }
}
