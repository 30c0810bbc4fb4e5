package io.mandi.engine.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.PriceBand;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The price of an auction. */
class AuctionPriceTest {
    private static final long SEED = Long.getLong("mandi.test.seed", 11);
    private static final int BOOKS = 20_000;
    private static final int HIGHEST = 40;
    private static final PriceBand ANY = new PriceBand(1, Instrument.MAX_TICKS);

    /** Quantities at 0 (any price), 1, 2 … ticks. */
    private static Interest interest(long[] quantities, boolean buys) {
        Interest.Builder interest = new Interest.Builder();
        if (quantities[0] > 0) {
            interest.add(0, quantities[0]);
        }
        for (int i = 1; i < quantities.length; i++) {
            int price = buys ? quantities.length - i : i;
            if (quantities[price] > 0) {
                interest.add(price, quantities[price]);
            }
        }
        return interest.build();
    }

    private static long[] quantities(SplittableRandom random) {
        long[] quantities = new long[HIGHEST + 1];
        int orders = random.nextInt(8);
        for (int i = 0; i < orders; i++) {
            quantities[1 + random.nextInt(HIGHEST)] += 1 + random.nextInt(6);
        }
        if (random.nextInt(4) == 0) {
            quantities[0] = 1 + random.nextInt(9);
        }
        return quantities;
    }

    private static long buying(long[] quantities, long price) {
        return quantities[0]
                + LongStream.rangeClosed(price, HIGHEST)
                        .map(each -> quantities[(int) each])
                        .sum();
    }

    private static long selling(long[] quantities, long price) {
        return quantities[0]
                + LongStream.rangeClosed(1, price)
                        .map(each -> quantities[(int) each])
                        .sum();
    }

    private static LongStream named(long[] buys, long[] sells) {
        return LongStream.rangeClosed(1, HIGHEST).filter(price -> buys[(int) price] + sells[(int) price] > 0);
    }

    /** How far a price lies from the reference price, or from all that orders name where there is none. */
    private static long distance(long price, long[] buys, long[] sells, OptionalLong reference) {
        long from = reference.orElseGet(() -> named(buys, sells).min().orElseThrow());
        long to = reference.orElseGet(() -> named(buys, sells).max().orElseThrow());
        return Math.max(0, Math.max(from - price, price - to));
    }

    /** Of every price that the market takes. */
    private static Optional<AuctionPrice> best(long[] buys, long[] sells, PriceBand allowed, OptionalLong reference) {
        if (reference.isEmpty() && named(buys, sells).findAny().isEmpty()) {
            return Optional.empty();
        }
        return LongStream.rangeClosed(allowed.lowest(), allowed.highest())
                .mapToObj(price -> new AuctionPrice(
                        price,
                        Math.min(buying(buys, price), selling(sells, price)),
                        buying(buys, price) - selling(sells, price)))
                .filter(each -> each.quantity() > 0)
                .max(Comparator.comparing(AuctionPrice::quantity)
                        .thenComparing(each -> -Math.abs(each.surplus()))
                        .thenComparing(each -> -distance(each.price(), buys, sells, reference))
                        .thenComparing(AuctionPrice::price));
    }

    @Test
    void isTheBestOfAllPricesWhateverTheOrders() {
        SplittableRandom random = new SplittableRandom(SEED);
        int found = 0;
        int withSurplus = 0;
        int outside = 0;
        for (int i = 0; i < BOOKS; i++) {
            long[] buys = quantities(random);
            long[] sells = quantities(random);
            OptionalLong reference =
                    random.nextInt(3) == 0 ? OptionalLong.empty() : OptionalLong.of(1 + random.nextInt(HIGHEST));
            long lowest = 1 + random.nextInt(HIGHEST / 2);
            PriceBand allowed = random.nextBoolean()
                    ? new PriceBand(1, HIGHEST)
                    : new PriceBand(lowest, lowest + random.nextInt(HIGHEST / 2));
            Optional<AuctionPrice> price =
                    AuctionPrice.of(interest(buys, true), interest(sells, false), allowed, reference);
            assertThat(price).as("book %s of seed %s", i, SEED).isEqualTo(best(buys, sells, allowed, reference));
            outside += price.filter(each -> named(buys, sells).allMatch(limit -> limit > each.price())
                                    || named(buys, sells).allMatch(limit -> limit < each.price()))
                            .isPresent()
                    ? 1
                    : 0;
            found += price.isPresent() ? 1 : 0;
            withSurplus += price.filter(each -> each.surplus() != 0).isPresent() ? 1 : 0;
        }
        assertThat(found).isBetween(BOOKS / 3, BOOKS * 9 / 10);
        assertThat(outside).as("prices beyond all that orders name").isGreaterThan(BOOKS / 100);
        assertThat(withSurplus).isGreaterThan(BOOKS / 10);
    }

    private static Interest of(long... pricesAndQuantities) {
        Interest.Builder interest = new Interest.Builder();
        for (int i = 0; i < pricesAndQuantities.length; i += 2) {
            interest.add(pricesAndQuantities[i], pricesAndQuantities[i + 1]);
        }
        return interest.build();
    }

    private static AuctionPrice price(Interest buys, Interest sells, OptionalLong reference) {
        return AuctionPrice.of(buys, sells, ANY, reference).orElseThrow();
    }

    @Test
    void isThatAtWhichMostTrades() {
        assertThat(price(of(105, 10, 100, 20), of(98, 15, 104, 10), OptionalLong.empty()))
                .isEqualTo(new AuctionPrice(100, 15, 15));
    }

    @Test
    void isThenThatWithTheLeastSurplus() {
        assertThat(price(of(105, 10, 101, 10), of(100, 10), OptionalLong.of(100)))
                .isEqualTo(new AuctionPrice(102, 10, 0));
    }

    @Test
    void isThenTheNearestToTheReferencePrice() {
        assertThat(price(of(105, 10), of(100, 10), OptionalLong.of(103))).isEqualTo(new AuctionPrice(103, 10, 0));
        assertThat(price(of(105, 10), of(100, 10), OptionalLong.of(90))).isEqualTo(new AuctionPrice(100, 10, 0));
    }

    @Test
    void isThenTheHigher() {
        assertThat(price(of(105, 10), of(100, 10), OptionalLong.empty())).isEqualTo(new AuctionPrice(105, 10, 0));
    }

    @Test
    void isTheReferencePriceWhereNoOrderNamesOne() {
        assertThat(price(of(0, 10), of(0, 4), OptionalLong.of(77))).isEqualTo(new AuctionPrice(77, 4, 6));
        assertThat(AuctionPrice.of(of(0, 10), of(0, 4), ANY, OptionalLong.empty()))
                .isEmpty();
    }

    /** One lot that never trades does not move what others trade at. */
    @Test
    void isNotBoundToThePricesThatOrdersName() {
        assertThat(price(of(0, 10, 1, 1), of(0, 10), OptionalLong.of(100))).isEqualTo(new AuctionPrice(100, 10, 0));
        assertThat(price(of(0, 10), of(0, 10, 1_000_000, 1), OptionalLong.of(100)))
                .isEqualTo(new AuctionPrice(100, 10, 0));
        assertThat(price(of(0, 10), of(90, 10), OptionalLong.of(100))).isEqualTo(new AuctionPrice(100, 10, 0));
        assertThat(price(of(0, 10, 1, 1), of(0, 10), OptionalLong.empty())).isEqualTo(new AuctionPrice(2, 10, 0));
        assertThat(price(of(0, 10), of(90, 10), OptionalLong.empty())).isEqualTo(new AuctionPrice(90, 10, 0));
    }

    @Test
    void isWithinTheBandOfTheMarket() {
        PriceBand allowed = new PriceBand(90, 110);
        assertThat(AuctionPrice.of(of(0, 10), of(200, 10), allowed, OptionalLong.of(100)))
                .isEmpty();
        assertThat(AuctionPrice.of(of(250, 10), of(105, 4, 200, 6), allowed, OptionalLong.of(100)))
                .contains(new AuctionPrice(105, 4, 6));
        assertThat(AuctionPrice.of(of(60, 10), of(0, 10), allowed, OptionalLong.of(100)))
                .isEmpty();
    }

    @Test
    void isNoneWhereNothingTrades() {
        assertThat(AuctionPrice.of(of(99, 10), of(100, 10), ANY, OptionalLong.of(99)))
                .isEmpty();
        assertThat(AuctionPrice.of(of(), of(), ANY, OptionalLong.of(99))).isEmpty();
    }
}
