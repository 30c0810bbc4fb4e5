package io.mandi.http.api;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The matches of a need among all lots, each pair looked at: sections 7.2 to 7.6 for what reports of markets bring in. It is written from
 * the text, and calls nothing of the program.
 */
final class PlainScorer {
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal ZERO = BigDecimal.ZERO;
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final BigDecimal KG_PER_TONNE = new BigDecimal(1_000);
    private static final BigDecimal KG_PER_QUINTAL = new BigDecimal(100);
    private static final BigDecimal MINIMUM_SCORE = new BigDecimal("0.60");
    private static final double EARTH_RADIUS_KM = 6_371.0;

    private PlainScorer() {}

    /** Somewhere in India. */
    record Spot(Optional<String> location, String city, String state, Optional<double[]> degrees) {}

    /** Goods on offer, all of them available, at a fixed price. */
    record Lot(
            String id,
            String commodity,
            Spot spot,
            BigDecimal tonnes,
            BigDecimal pricePerQuintal,
            String variety,
            String createdAt) {}

    /** Where a need wants its goods. */
    record Delivery(Spot spot, Optional<BigDecimal> maxDistanceKm) {}

    /** What a need says about the variety. */
    record Wish(List<String> accepted, Optional<String> preferred, boolean required) {}

    record Need(
            String commodity,
            BigDecimal minTonnes,
            BigDecimal maxTonnes,
            BigDecimal maxPricePerQuintal,
            Optional<BigDecimal> preferredPricePerQuintal,
            Optional<BigDecimal> totalBudget,
            Optional<Wish> variety,
            boolean namesPaymentTerms,
            List<Delivery> deliveries) {}

    /**
     * What else decides.
     *
     * @param crossState whether borders of states may be crossed
     * @param buyerLimit credit that the buyer has left
     * @param sellerLimit the seller's credit limit
     */
    record Terms(boolean crossState, BigDecimal buyerLimit, BigDecimal sellerLimit) {}

    record Match(
            String lot,
            BigDecimal score,
            BigDecimal price,
            Optional<Double> distanceKm,
            BigDecimal quantity,
            String createdAt) {}

    /** 7.6, MT-5. */
    private static final Comparator<Match> ORDER = Comparator.comparing(Match::score, Comparator.reverseOrder())
            .thenComparing(Match::price)
            .thenComparing(match -> match.distanceKm().orElse(Double.POSITIVE_INFINITY))
            .thenComparing(Match::createdAt)
            .thenComparing(Match::lot);

    static List<Match> matches(Need need, List<Lot> lots, Terms terms) {
        List<Match> matches = new ArrayList<>();
        for (Lot lot : lots) {
            match(need, lot, terms).ifPresent(matches::add);
        }
        matches.sort(ORDER);
        return matches;
    }

    private record Reached(BigDecimal nearness, Optional<Double> distanceKm) {}

    private static Optional<Match> match(Need need, Lot lot, Terms terms) {
        if (!lot.commodity.equals(need.commodity)) {
            return Optional.empty();
        }
        Optional<Reached> reached = reached(need, lot, terms.crossState);
        if (reached.isEmpty()) {
            return Optional.empty();
        }
        // 7.4
        BigDecimal q = lot.tonnes.min(need.maxTonnes).multiply(KG_PER_TONNE);
        BigDecimal minLot = need.minTonnes.multiply(KG_PER_TONNE).multiply(new BigDecimal("0.1"));
        if (q.compareTo(minLot) < 0) {
            return Optional.empty();
        }
        // Filter 7
        BigDecimal price = perKg(lot.pricePerQuintal);
        BigDecimal most = perKg(need.maxPricePerQuintal);
        BigDecimal value = q.multiply(lot.pricePerQuintal).divide(KG_PER_QUINTAL, 2, RoundingMode.HALF_UP);
        boolean overTotal =
                need.totalBudget.filter(left -> value.compareTo(left) > 0).isPresent();
        if (price.compareTo(most) > 0 || overTotal) {
            return Optional.empty();
        }
        // Filter 8 and the score of quality
        BigDecimal quality = ONE;
        if (need.variety.isPresent()) {
            Wish wish = need.variety.get();
            boolean accepted =
                    wish.accepted.isEmpty() || wish.accepted.stream().anyMatch(other -> same(other, lot.variety));
            if (!accepted && wish.required) {
                return Optional.empty();
            }
            boolean other = wish.preferred
                    .filter(preferred -> !same(preferred, lot.variety))
                    .isPresent();
            quality = !accepted ? ZERO : other ? HALF : ONE;
        }
        // Filters 12 and 13; section 8.3 for partners without a history. Of the buyer, who is over its limit has been
        // refused.
        if (value.compareTo(terms.buyerLimit) > 0) {
            return Optional.empty();
        }
        boolean warn = value.compareTo(terms.sellerLimit) > 0;
        return score(need, lot, reached.get(), quality, price, warn, q);
    }

    private static Optional<Match> score(
            Need need, Lot lot, Reached reached, BigDecimal quality, BigDecimal price, boolean warn, BigDecimal q) {
        // 7.5
        BigDecimal max = perKg(need.maxPricePerQuintal);
        BigDecimal preferred = need.preferredPricePerQuintal
                .map(PlainScorer::perKg)
                .orElseGet(() -> perKg(need.maxPricePerQuintal.multiply(new BigDecimal("0.9"))));
        BigDecimal cheap = price.compareTo(preferred) <= 0
                ? ONE
                : max.subtract(price).divide(max.subtract(preferred), 10, RoundingMode.HALF_UP);
        // No lot of a report has terms; windows are open.
        BigDecimal termsScore = need.namesPaymentTerms ? HALF : ONE;
        BigDecimal delivery = new BigDecimal("0.40")
                .multiply(reached.nearness)
                .add(new BigDecimal("0.30"))
                .add(new BigDecimal("0.30").multiply(termsScore))
                .setScale(10, RoundingMode.HALF_UP);
        BigDecimal base = new BigDecimal("0.40")
                .multiply(quality)
                .add(new BigDecimal("0.30").multiply(cheap))
                .add(new BigDecimal("0.15").multiply(delivery))
                .add(new BigDecimal("0.15").multiply(warn ? HALF : ONE));
        BigDecimal total = (warn ? base.multiply(new BigDecimal("0.90")) : base).setScale(4, RoundingMode.HALF_UP);
        return total.compareTo(MINIMUM_SCORE) < 0
                ? Optional.empty()
                : Optional.of(new Match(lot.id, total, price, reached.distanceKm, q, lot.createdAt));
    }

    /** 7.3; the best of the places that it can be brought to. */
    private static Optional<Reached> reached(Need need, Lot lot, boolean crossState) {
        if (need.deliveries.isEmpty()) {
            return Optional.of(new Reached(ONE, Optional.empty()));
        }
        Optional<Reached> best = Optional.empty();
        for (Delivery delivery : need.deliveries) {
            Optional<Reached> one = reached(delivery, lot, crossState);
            if (one.isPresent() && (best.isEmpty() || isBetter(one.get(), best.get()))) {
                best = one;
            }
        }
        return best;
    }

    private static boolean isBetter(Reached one, Reached other) {
        int nearer = one.nearness.compareTo(other.nearness);
        return nearer > 0
                || (nearer == 0
                        && one.distanceKm.orElse(Double.POSITIVE_INFINITY)
                                < other.distanceKm.orElse(Double.POSITIVE_INFINITY));
    }

    private static Optional<Reached> reached(Delivery delivery, Lot lot, boolean crossState) {
        Spot here = lot.spot;
        Spot there = delivery.spot;
        if (here.location.isPresent() && here.location.equals(there.location)) {
            return Optional.of(new Reached(ONE, Optional.of(0.0)));
        }
        boolean sameState = same(here.state, there.state);
        if (!sameState && !crossState) {
            return Optional.empty();
        }
        boolean sameCity = sameState && same(here.city, there.city);
        if (here.degrees.isEmpty() || there.degrees.isEmpty()) {
            return sameCity ? Optional.of(new Reached(ONE, Optional.empty())) : Optional.empty();
        }
        double km = haversine(here.degrees.get(), there.degrees.get());
        BigDecimal most = delivery.maxDistanceKm.orElse(new BigDecimal(50));
        if (!sameCity && km > most.doubleValue()) {
            return Optional.empty();
        }
        BigDecimal nearness = ONE.subtract(new BigDecimal(km).divide(most, MathContext.DECIMAL64))
                .max(ZERO)
                .setScale(10, RoundingMode.HALF_UP);
        return Optional.of(new Reached(nearness, Optional.of(km)));
    }

    /** LOC-4. */
    private static double haversine(double[] one, double[] other) {
        double north = Math.toRadians(other[0] - one[0]) / 2;
        double east = Math.toRadians(other[1] - one[1]) / 2;
        double a = Math.pow(Math.sin(north), 2)
                + Math.cos(Math.toRadians(one[0])) * Math.cos(Math.toRadians(other[0])) * Math.pow(Math.sin(east), 2);
        return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(a));
    }

    /** UN-4. */
    private static BigDecimal perKg(BigDecimal pricePerQuintal) {
        return pricePerQuintal.divide(KG_PER_QUINTAL, 10, RoundingMode.HALF_UP);
    }

    private static boolean same(String one, String other) {
        return one.strip().toUpperCase(Locale.ROOT).equals(other.strip().toUpperCase(Locale.ROOT));
    }
}
