package io.mandi.bench;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.ScoringCategory;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.lots.match.AskingPrice;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.Budget;
import io.mandi.engine.lots.match.CapabilityRefusal;
import io.mandi.engine.lots.match.DeliveryPlace;
import io.mandi.engine.lots.match.Intent;
import io.mandi.engine.lots.match.LotIndex;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.MatchContext;
import io.mandi.engine.lots.match.Matcher;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.match.OpenLot;
import io.mandi.engine.lots.match.OpenNeed;
import io.mandi.engine.lots.match.Parties;
import io.mandi.engine.lots.match.PreparedLot;
import io.mandi.engine.lots.match.PreparedNeed;
import io.mandi.engine.lots.match.QualityRequirement;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.RiskAssessment;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.match.Search;
import io.mandi.engine.lots.match.Site;
import io.mandi.engine.lots.match.UnitPrice;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.match.Warning;
import io.mandi.engine.lots.match.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** Matching alone, on one thread of this JVM, among partners against whom there is nothing. */
final class PairBench {
    private static final Instant NOW = Instant.parse("2025-11-10T10:00:00Z");
    private static final int MATCHES = 10;
    private static final int SEARCHES = 200;
    private static final int ROUNDS = 5;

    private final List<OpenLot> lots = new ArrayList<>();
    private final List<OpenNeed> needs = new ArrayList<>();
    private final MatchContext context = MatchContext.of(MarketSettings.DEFAULT, new Untroubled());

    /**
     * What was seen.
     *
     * @param scoredNanos of a pair that is a match, everything about it
     * @param rejectedNanos of a pair that is none, everything about it
     * @param searches nanoseconds of a search for the ten best among all lots
     * @param matches of how many pairs that were judged
     * @param pairs that were judged
     */
    record Result(double scoredNanos, double rejectedNanos, Histogram searches, long matches, long pairs) {}

    PairBench(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            lots.add(lot(i, random));
        }
        for (int i = 0; i < SEARCHES; i++) {
            needs.add(need(i, random));
        }
    }

    Result run() {
        LotIndex index = new LotIndex("cotton");
        lots.forEach(index::put);
        Histogram searches = new Histogram(3);
        for (int round = 0; round < ROUNDS; round++) {
            // The last round counts: the code is compiled by then.
            searches.reset();
            for (OpenNeed need : needs) {
                long start = System.nanoTime();
                index.search(need, new Search(context, NOW, MATCHES, BigDecimal.ZERO));
                searches.recordValue(System.nanoTime() - start);
            }
        }
        return pairs(searches);
    }

    /** Matches and others apart: of what is rejected, less is to be said. */
    private Result pairs(Histogram searches) {
        Matcher matcher = new Matcher(context, NOW);
        List<PreparedLot> prepared = lots.stream().map(PreparedLot::of).toList();
        List<Pair> accepted = new ArrayList<>();
        List<Pair> rejected = new ArrayList<>();
        for (OpenNeed need : needs) {
            PreparedNeed wanted = PreparedNeed.of(need);
            for (PreparedLot lot : prepared) {
                Pair pair = new Pair(wanted, lot);
                (matcher.evaluate(wanted, lot) instanceof Verdict.Accepted ? accepted : rejected).add(pair);
            }
        }
        long pairs = accepted.size() + rejected.size();
        return new Result(nanos(matcher, accepted), nanos(matcher, rejected), searches, accepted.size(), pairs);
    }

    private record Pair(PreparedNeed need, PreparedLot lot) {}

    private static double nanos(Matcher matcher, List<Pair> pairs) {
        double best = Double.MAX_VALUE;
        long verdicts = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (Pair pair : pairs) {
                verdicts += matcher.evaluate(pair.need, pair.lot) instanceof Verdict.Accepted ? 1 : 0;
            }
            best = Math.min(best, (System.nanoTime() - start) / (double) Math.max(1, pairs.size()));
        }
        if (verdicts != 0 && verdicts != (long) ROUNDS * pairs.size()) {
            throw new IllegalStateException("the same pair was judged differently");
        }
        return best;
    }

    private static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    private static UnitPrice price(double rupees) {
        BigDecimal price = BigDecimal.valueOf(Math.round(rupees * 100), 2);
        return new UnitPrice(price, BigDecimal.ONE, price.setScale(10));
    }

    private static Site site(int number, SplittableRandom random) {
        DeskMarket.Spot spot = DeskMarket.Spot.draw(random);
        return new Site(
                Optional.empty(),
                Place.of(
                                Optional.empty(),
                                Optional.of("Village " + number),
                                Optional.of("GJ"),
                                "IN",
                                OptionalDouble.of(spot.latitude()),
                                OptionalDouble.of(spot.longitude()))
                        .asOptional()
                        .orElseThrow());
    }

    private static QualityValue number(double number) {
        return new QualityValue.Numeric(decimal("%.1f".formatted(number)));
    }

    private static OpenLot lot(int number, SplittableRandom random) {
        return new OpenLot(
                "lot-" + number,
                1,
                "seller-" + number % 100,
                "cotton",
                BaseUnit.KG,
                "INR",
                NOW.minus(Duration.ofMinutes(number)),
                LotStatus.ACTIVE,
                NOW.plus(Duration.ofDays(10)),
                new BigDecimal(100_000),
                new BigDecimal(100_000),
                Optional.empty(),
                true,
                new BigDecimal("0.001"),
                AskingPrice.of(price(60 + random.nextInt(2_000) / 100.0)),
                Optional.of(site(number, random)),
                Window.OPEN,
                Set.of(),
                Set.of(),
                Set.of(),
                Audience.EVERYBODY,
                Map.of(
                        "STAPLE_LENGTH", number(27 + random.nextInt(40) / 10.0),
                        "MICRONAIRE", number(3.5 + random.nextInt(10) / 10.0),
                        "TRASH", number(2 + random.nextInt(15) / 10.0)));
    }

    private static OpenNeed need(int number, SplittableRandom random) {
        double budget = 65 + random.nextInt(1_500) / 100.0;
        return new OpenNeed(
                "need-" + number,
                1,
                "buyer-" + number,
                "cotton",
                ScoringCategory.COTTON,
                Map.of(),
                BaseUnit.KG,
                "INR",
                NOW,
                NOW,
                NeedStatus.ACTIVE,
                NOW,
                NOW.plus(Duration.ofDays(10)),
                new BigDecimal(20_000),
                Optional.empty(),
                BigDecimal.ZERO,
                Optional.of(new BigDecimal(100)),
                List.of(
                        QualityRequirement.of("STAPLE_LENGTH")
                                .between(Optional.of(decimal("27")), Optional.of(decimal("31")))
                                .preferring("29"),
                        QualityRequirement.of("TRASH").between(Optional.empty(), Optional.of(decimal("3.5")))),
                Optional.of(new Budget(price(budget), price(budget * 0.9))),
                Optional.empty(),
                List.of(new DeliveryPlace(site(number, random), Optional.of(decimal("60")))),
                Window.OPEN,
                Duration.ofHours(168),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Audience.EVERYBODY,
                Urgency.NORMAL,
                Intent.DIRECT_BUY,
                BigDecimal.ONE);
    }

    /** Partners against whom there is nothing. */
    private static final class Untroubled implements Parties {
        private static final Optional<RiskAssessment> PASS =
                Optional.of(new RiskAssessment(new BigDecimal(100), RiskStatus.PASS, Set.of()));

        @Override
        public Optional<CapabilityRefusal> capability(
                String seller, Optional<String> goodsCountry, String buyer, Optional<String> deliveryCountry) {
            return Optional.empty();
        }

        @Override
        public Optional<Reason> relation(String buyer, String seller) {
            return Optional.empty();
        }

        @Override
        public Set<Warning> weakLinks(String buyer, String seller) {
            return Set.of();
        }

        @Override
        public List<Reason> circular(OpenNeed need, OpenLot lot) {
            return List.of();
        }

        @Override
        public Optional<RiskAssessment> risk(String buyer, String seller, BigDecimal value) {
            return PASS;
        }

        @Override
        public boolean exposureFits(String buyer, BigDecimal value) {
            return true;
        }

        @Override
        public Optional<Region> principalRegion(String partner) {
            return Optional.empty();
        }
    }
}
