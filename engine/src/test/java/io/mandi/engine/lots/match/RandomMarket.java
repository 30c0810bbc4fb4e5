package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.ScoringCategory;
import io.mandi.engine.catalog.unit.BaseUnit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Postings, partners and settings drawn by a seed. Values are taken from few, so that limits are met exactly and matches are
 * equal in all that their order goes by; some are as large or as small as they can be, or missing.
 */
final class RandomMarket {
    static final Instant NOW = Instant.parse("2025-11-10T10:00:00Z");

    private static final String[] COMMODITIES = {"yarn", "yarn", "yarn", "yarn", "yarn", "cotton", "silk"};
    private static final String[] PRICES = {"100", "100", "95.5", "90", "105", "110", "99.99", "100.01", "33.33"};
    private static final String[] NUMBERS = {"0", "1", "2", "2.5", "3", "3.5", "4", "7", "7.00000001"};
    private static final String[] EXTREME_NUMBERS = {"0.00000001", "199999999.99999999", "200000000", "987654321987654"
    };
    private static final String[] TEXTS = {"A", " a", "B", "Rd 76", "7"};
    private static final String[] TERMS = {"CASH", "D15", "D30"};
    private static final String[] DELIVERIES = {"EX_GIN", "DELIVERED", "FOB"};
    private static final String[] PARAMETERS = {"STAPLE", "TRASH", "COLOUR"};
    private static final Site[] SITES = {
        LotTicket.RAJKOT,
        LotTicket.GONDAL,
        LotTicket.AHMEDABAD,
        LotTicket.KADI,
        LotTicket.KADI,
        LotTicket.BATHINDA,
        LotTicket.SIRSA,
        with("loc-1", "Rajkot", "GJ", "IN", 22.3039, 70.8022),
        with("loc-1", "Rajkot", "GJ", "IN", 22.3039, 70.8022),
        with("loc-2", " RAJKOT ", "gj", "IN", 22.5, 70.9),
        LotTicket.nowhere(null, "rajkot", "GJ", "IN"),
        LotTicket.nowhere("loc-1", "Rajkot", "GJ", "IN"),
        LotTicket.nowhere("loc-3", null, "GJ", "IN"),
        LotTicket.nowhere(null, "Rajkot", null, "IN"),
        with(null, null, null, "IN", 22.31, 70.81),
        with("loc-4", "Dubai", "DU", "AE", 25.2, 55.3),
        with(null, "Suva", "C", "FJ", -18.1, 179.99),
        with(null, "Lau", "C", "FJ", -18.1, -179.99),
        with(null, null, null, "AQ", 89.9, 10),
        with(null, null, null, "AQ", 89.9, -170),
        with(null, "Null", "X", "GH", 0, 0),
    };

    private final SplittableRandom random;
    /** How rarely something stands in the way of a match. */
    private final int oddity;

    final MarketSettings settings;
    final Parties parties;
    final Advisor advisor;
    private int serial;

    RandomMarket(long seed) {
        random = new SplittableRandom(seed);
        oddity = random.nextInt(3) == 0 ? 5 : 60;
        settings = settings();
        parties = new DrawnParties(random.nextLong(), oddity);
        long mood = random.nextLong();
        advisor = random.nextBoolean() ? Advisor.NONE : (need, lot) -> advice(mood, need, lot);
    }

    MatchContext context() {
        return MatchContext.of(settings, parties).advisedBy(advisor);
    }

    NaiveMatcher naive() {
        return new NaiveMatcher(settings, parties, advisor);
    }

    SplittableRandom random() {
        return random;
    }

    private static Site with(String location, String city, String state, String country, double lat, double lon) {
        return LotTicket.site(location, city, state, country, OptionalDouble.of(lat), OptionalDouble.of(lon));
    }

    private MarketSettings settings() {
        Map<String, GivenValue> patch = new LinkedHashMap<>();
        patch.put("cross_state_allowed", new GivenValue.Flag(random.nextInt(3) == 0));
        patch.put("cross_border_allowed", new GivenValue.Flag(random.nextInt(4) == 0));
        patch.put("max_distance_km", new GivenValue.Whole(pick(1, 38, 50, 300, 20_100)));
        patch.put("warn_factor", text(pick("0.90", "1", "0", "0.3333")));
        patch.put("ai_boost", text(pick("0.05", "0.0001", "1")));
        patch.put("minimum_score_default", text(pick("0.60", "0", "0.8", "0.7251")));
        if (random.nextInt(3) == 0) {
            patch.put(
                    "weights_default",
                    new GivenValue.Fields(
                            Map.of("quality", "0.3333", "price", "0.3333", "delivery", "0.3333", "risk", "0.0001")));
        }
        return MarketSettings.DEFAULT.patch(patch).asOptional().orElseThrow().settings();
    }

    private static GivenValue text(String text) {
        return new GivenValue.Text(text);
    }

    private static Optional<Advisor.Advice> advice(long mood, OpenNeed need, OpenLot lot) {
        SplittableRandom drawn = new SplittableRandom(
                mood ^ lot.seller().hashCode() * 31L ^ need.id().hashCode());
        return drawn.nextInt(3) == 0
                ? Optional.empty()
                : Optional.of(new Advisor.Advice(
                        drawn.nextBoolean(),
                        50 + drawn.nextInt(20),
                        drawn.nextBoolean() ? Optional.empty() : Optional.of(new BigDecimal("0.29"))));
    }

    /** What partners are, as a function of who they are and of the money that it is about. */
    private record DrawnParties(long seed, int oddity) implements Parties {
        private SplittableRandom draw(Object... of) {
            return new SplittableRandom(seed ^ List.of(of).hashCode() * 0x9E3779B97F4A7C15L);
        }

        private boolean odd(SplittableRandom drawn) {
            return drawn.nextInt(oddity) == 0;
        }

        private static Reason reason(SplittableRandom drawn, Filter filter) {
            List<Reason> reasons = new ArrayList<>();
            for (Reason reason : Reason.values()) {
                if (reason.filter() == filter) {
                    reasons.add(reason);
                }
            }
            return reasons.get(drawn.nextInt(reasons.size()));
        }

        @Override
        public Optional<CapabilityRefusal> capability(
                String seller, Optional<String> goodsCountry, String buyer, Optional<String> deliveryCountry) {
            SplittableRandom drawn = draw(1, seller, goodsCountry, buyer, deliveryCountry);
            return odd(drawn)
                    ? Optional.of(new CapabilityRefusal(reason(drawn, Filter.CAPABILITY), seller, Optional.empty()))
                    : Optional.empty();
        }

        @Override
        public Optional<Reason> relation(String buyer, String seller) {
            SplittableRandom drawn = draw(2, buyer, seller);
            return odd(drawn) ? Optional.of(reason(drawn, Filter.RELATED_PARTY)) : Optional.empty();
        }

        @Override
        public Set<Warning> weakLinks(String buyer, String seller) {
            SplittableRandom drawn = draw(3, buyer, seller);
            return odd(drawn) ? Set.of(Warning.SAME_MOBILE, Warning.SAME_EMAIL_DOMAIN) : Set.of();
        }

        @Override
        public List<Reason> circular(OpenNeed need, OpenLot lot) {
            SplittableRandom drawn = draw(4, need.buyer(), lot.seller());
            return odd(drawn)
                    ? List.copyOf(EnumSet.of(reason(drawn, Filter.CIRCULAR), reason(drawn, Filter.CIRCULAR)))
                    : List.of();
        }

        @Override
        public Optional<RiskAssessment> risk(String buyer, String seller, BigDecimal value) {
            SplittableRandom drawn = draw(5, buyer, seller, value);
            RiskStatus status =
                    odd(drawn) ? RiskStatus.FAIL : drawn.nextInt(3) == 0 ? RiskStatus.WARN : RiskStatus.PASS;
            return odd(drawn)
                    ? Optional.empty()
                    : Optional.of(new RiskAssessment(
                            BigDecimal.TEN, status, odd(drawn) ? Set.of(Warning.NO_HISTORY) : Set.of()));
        }

        @Override
        public boolean exposureFits(String buyer, BigDecimal value) {
            return !odd(draw(6, buyer, value));
        }

        @Override
        public Optional<Region> principalRegion(String partner) {
            SplittableRandom drawn = draw(7, partner);
            return odd(drawn) ? Optional.empty() : Optional.of(Region.values()[drawn.nextInt(Region.values().length)]);
        }
    }

    private boolean odd() {
        return random.nextInt(oddity) == 0;
    }

    private boolean half() {
        return random.nextBoolean();
    }

    @SafeVarargs
    private <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }

    private <T> Optional<T> perhaps(T value) {
        return half() ? Optional.of(value) : Optional.empty();
    }

    private Set<String> some(String... values) {
        Set<String> some = new TreeSet<>();
        for (String value : values) {
            if (half()) {
                some.add(value);
            }
        }
        return some;
    }

    private Instant around(Instant time) {
        return time.plus(pick(-1, 0, 1), ChronoUnit.MICROS);
    }

    private Window window() {
        Instant from = NOW.plus(pick(-240, 0, 1, 24, 168), ChronoUnit.HOURS);
        Instant until = from.plus(pick(0, 1, 100, 240, 333), ChronoUnit.HOURS);
        return new Window(odd() ? Optional.empty() : Optional.of(from), odd() ? Optional.empty() : Optional.of(until));
    }

    private Audience audience(String... partners) {
        Audience.Visibility visibility = odd() ? pick(Audience.Visibility.values()) : Audience.Visibility.PUBLIC;
        return new Audience(visibility, some(partners), EnumSet.of(pick(Region.values()), Region.WEST));
    }

    private Site site() {
        if (odd()) {
            return pick(SITES);
        }
        return random.nextInt(3) == 0
                ? SITES[random.nextInt(5)]
                : with(
                        null,
                        "Kadi",
                        half() ? "GJ" : null,
                        "IN",
                        22.3 + random.nextInt(100) * 0.01,
                        70.8 + random.nextInt(100) * 0.01);
    }

    private UnitPrice price() {
        BigDecimal price = new BigDecimal(odd() ? pick("0.01", "99999999999999.99", "1234567.89") : pick(PRICES));
        BigDecimal factor = new BigDecimal(pick("355.62", "355.62", "355.62", odd() ? "0.001" : "355.62"));
        return new UnitPrice(price, factor, price.divide(factor, 10, java.math.RoundingMode.HALF_UP));
    }

    private BigDecimal quantity(String... values) {
        return new BigDecimal(odd() ? pick("0", "0.000001", "999999999999999.999999") : pick(values));
    }

    private QualityValue value() {
        String number = odd() ? pick(EXTREME_NUMBERS) : pick(NUMBERS);
        return switch (random.nextInt(6)) {
            case 0 -> new QualityValue.Text(pick(TEXTS));
            case 1 -> {
                Decimal one = LotTicket.decimal(number);
                Decimal other = LotTicket.decimal(pick(NUMBERS));
                yield one.compareTo(other) <= 0
                        ? new QualityValue.Range(one, other)
                        : new QualityValue.Range(other, one);
            }
            default -> new QualityValue.Numeric(LotTicket.decimal(number));
        };
    }

    OpenLot lot() {
        return lot(pick(COMMODITIES), Integer.toHexString(++serial * 0x9E3779B9));
    }

    OpenLot lot(String commodity, String id) {
        LotTicket lot = new LotTicket();
        lot.id = id;
        lot.seller = pick("S1", "S2", "S3", "S4", "B1");
        lot.commodity = commodity;
        lot.baseUnit = odd() ? BaseUnit.METER : BaseUnit.KG;
        lot.currency = odd() ? "USD" : "INR";
        lot.createdAt = around(NOW.minus(pick(0, 1, 24), ChronoUnit.HOURS));
        lot.status = odd() ? pick(LotStatus.values()) : LotStatus.ACTIVE;
        lot.expiresAt = odd() ? around(NOW) : NOW.plus(3, ChronoUnit.DAYS);
        lot.total = quantity("1000", "5000", "600.5", "333.333333");
        lot.available = half() ? lot.total : quantity("1000", "100", "0.123456").min(lot.total);
        lot.minOrder = odd() ? Optional.of(quantity("1000", "100", "5000")) : perhaps(new BigDecimal("100"));
        lot.partialOrders = !odd();
        lot.price = asking();
        lot.site = odd() ? Optional.empty() : Optional.of(site());
        lot.window = odd() ? Window.OPEN : window();
        lot.paymentTerms = some(TERMS);
        lot.deliveryTerms = some(DELIVERIES);
        lot.incoterms = some("FOB", "CIF");
        lot.audience = audience("B1", "B2", "B3");
        lot.quality = new LinkedHashMap<>();
        for (String parameter : PARAMETERS) {
            if (!odd()) {
                lot.quality.put(parameter, parameter.equals("COLOUR") ? new QualityValue.Text(pick(TEXTS)) : value());
            }
        }
        return lot.lot();
    }

    private AskingPrice asking() {
        List<PriceOption> options = new ArrayList<>();
        int count = random.nextInt(3) == 0 ? random.nextInt(4) : 0;
        for (int i = 0; i < count; i++) {
            options.add(new PriceOption(
                    odd() ? Optional.empty() : Optional.of(pick(TERMS)),
                    odd() ? Optional.empty() : Optional.of(pick(DELIVERIES)),
                    price()));
        }
        boolean plain = options.isEmpty() ? random.nextInt(10) > 0 : half();
        return new AskingPrice(options, plain ? Optional.of(price()) : Optional.empty());
    }

    OpenNeed need() {
        return need(pick(COMMODITIES), Integer.toHexString(++serial * 0x9E3779B9));
    }

    OpenNeed need(String commodity, String id) {
        NeedTicket need = new NeedTicket();
        need.id = id;
        need.buyer = pick("B1", "B2", "B3", "B4", "S1");
        need.commodity = commodity;
        need.category = odd() ? pick(ScoringCategory.values()) : ScoringCategory.DEFAULT;
        need.equivalents = commodity.equals("yarn")
                ? Map.of("cotton", new BigDecimal(pick("0.85", "1", "0.3333", "1.00000001")))
                : Map.of();
        need.currency = odd() ? "USD" : "INR";
        need.publishedAt = around(NOW.minus(pick(1, 24), ChronoUnit.HOURS));
        need.status = odd() ? pick(NeedStatus.values()) : pick(NeedStatus.ACTIVE, NeedStatus.PARTIALLY_FULFILLED);
        need.validFrom = odd() ? around(NOW) : NOW.minus(1, ChronoUnit.DAYS);
        need.validUntil = odd() ? around(NOW) : NOW.plus(1, ChronoUnit.DAYS);
        need.max = quantity("1000", "5000", "850", "600.5");
        need.preferred = perhaps(need.max.multiply(new BigDecimal("0.8")));
        need.committed = odd() ? need.max : need.max.multiply(new BigDecimal(pick("0", "0", "0.1", "0.5")));
        need.minLot = odd() ? Optional.of(quantity("850", "1000", "500")) : perhaps(new BigDecimal("100"));
        need.quality = requirements();
        need.budget = random.nextInt(8) == 0 ? Optional.empty() : Optional.of(budget());
        need.totalBudgetLeft = odd() ? Optional.of(new BigDecimal(pick("0.00", "281.20", "1000"))) : Optional.empty();
        need.deliveries = deliveries();
        need.window = odd() ? Window.OPEN : window();
        need.flexibility = odd() ? Duration.ZERO : Duration.ofHours(pick(168, 24, 0));
        need.deliveryTerms = half() ? Set.of() : some(DELIVERIES);
        need.paymentTerms = half() ? Set.of() : some(TERMS);
        need.incoterm = perhaps("FOB");
        need.audience = audience("S1", "S2", "S3");
        need.urgency = pick(Urgency.values());
        need.intent = pick(Intent.values());
        need.buyerPriority = new BigDecimal(pick("1", "1.0", "0.5", "2.0"));
        return need.need();
    }

    private Budget budget() {
        UnitPrice one = price();
        UnitPrice other = price();
        return one.perBaseUnit().compareTo(other.perBaseUnit()) >= 0 ? new Budget(one, other) : new Budget(other, one);
    }

    private List<DeliveryPlace> deliveries() {
        List<DeliveryPlace> deliveries = new ArrayList<>();
        int count = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            String far = odd()
                    ? pick("0", "38.013514", "38.013515", "500000000000", "0.00000001")
                    : pick("60", "120", "50", "300");
            deliveries.add(half() ? NeedTicket.at(site()) : NeedTicket.within(far, site()));
        }
        return deliveries;
    }

    private List<QualityRequirement> requirements() {
        List<QualityRequirement> requirements = new ArrayList<>();
        for (String parameter : PARAMETERS) {
            if (random.nextInt(3) > 0) {
                requirements.add(parameter.equals("COLOUR") ? text(parameter, odd()) : number(parameter));
            }
        }
        return requirements;
    }

    private QualityRequirement text(String parameter, boolean strict) {
        QualityRequirement requirement = QualityRequirement.of(parameter);
        requirement = strict ? requirement.accepting(List.of(pick(TEXTS), pick(TEXTS))) : requirement;
        requirement = half() ? requirement.preferring(pick(TEXTS)) : requirement;
        return strict ? requirement : requirement.asWish();
    }

    private QualityRequirement number(String parameter) {
        QualityRequirement requirement = QualityRequirement.of(parameter);
        Optional<Decimal> least = perhaps(LotTicket.decimal(odd() ? pick(NUMBERS) : pick("0", "1")));
        Optional<Decimal> most = perhaps(
                LotTicket.decimal(odd() ? pick(NUMBERS) : odd() ? pick(EXTREME_NUMBERS) : pick("4", "7", "7.5")));
        requirement = requirement.between(least, most);
        if (half()) {
            requirement = requirement.preferring(odd() ? pick(TEXTS) : pick(NUMBERS));
        }
        if (half()) {
            requirement = requirement.inCatalogue(
                    perhaps(LotTicket.decimal(pick(NUMBERS))), perhaps(LotTicket.decimal(pick("7", "10"))));
        }
        if (odd()) {
            requirement = requirement.accepting(List.of(pick(NUMBERS), pick(NUMBERS), "2.50"));
        }
        return random.nextInt(4) == 0 ? requirement : requirement.asWish();
    }
}
