package io.mandi.engine.book;

import io.mandi.engine.catalog.PriceBand;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The one price at which an auction trades: of all prices that the market takes that at which most trades, then least is left over,
 * then the nearest to the reference price, then the higher.
 *
 * @param price in ticks
 * @param quantity in lots, what trades
 * @param surplus in lots, what is left over of the orders that the price suits: more than 0 of the buyers', less than 0 of the
 *     sellers'
 */
public record AuctionPrice(long price, long quantity, long surplus) {

    /**
     * Where the price may lie.
     *
     * @param allowed the market takes no other
     * @param near the reference price; where there is none, from the lowest to the highest price that the orders name
     */
    record Range(PriceBand allowed, PriceBand near) {

        /** @return absent when nothing says where a price could lie */
        static Optional<Range> of(PriceBand allowed, OptionalLong reference, Interest buys, Interest sells) {
            if (reference.isPresent()) {
                return Optional.of(new Range(allowed, new PriceBand(reference.getAsLong(), reference.getAsLong())));
            }
            long lowest = Long.MAX_VALUE;
            long highest = 0;
            if (buys.prices().length > 0) {
                lowest = buys.prices()[buys.prices().length - 1];
                highest = buys.prices()[0];
            }
            if (sells.prices().length > 0) {
                lowest = Math.min(lowest, sells.prices()[0]);
                highest = Math.max(highest, sells.prices()[sells.prices().length - 1]);
            }
            return highest == 0 ? Optional.empty() : Optional.of(new Range(allowed, new PriceBand(lowest, highest)));
        }
    }

    /** @return absent when nothing trades */
    static Optional<AuctionPrice> of(Interest buys, Interest sells, PriceBand allowed, OptionalLong reference) {
        return Range.of(allowed, reference, buys, sells).flatMap(range -> of(buys, sells, range));
    }

    /** @return absent when nothing trades */
    static Optional<AuctionPrice> of(Interest buys, Interest sells, Range range) {
        Search search = new Search(range);
        long demand = buys.total();
        long supply = sells.market();
        int buy = buys.prices().length - 1;
        int sell = 0;
        long from = 0;
        while (buy >= 0 || sell < sells.prices().length) {
            long lowestBuy = buy >= 0 ? buys.prices()[buy] : Long.MAX_VALUE;
            long lowestSell = sell < sells.prices().length ? sells.prices()[sell] : Long.MAX_VALUE;
            long limit = Math.min(lowestBuy, lowestSell);
            search.consider(from, limit - 1, demand, supply);
            if (lowestSell == limit) {
                supply += sells.quantities()[sell++];
            }
            search.consider(limit, limit, demand, supply);
            if (lowestBuy == limit) {
                demand -= buys.quantities()[buy--];
            }
            from = limit + 1;
        }
        search.consider(from, Long.MAX_VALUE, demand, supply);
        return search.found();
    }

    /** The best price so far; those that are considered rise. */
    private static final class Search {
        private final Range range;
        private long price;
        private long quantity;
        private long surplus;
        private long distance;

        Search(Range range) {
            this.range = range;
        }

        /** Prices from one to another, at all of which as much is wanted and offered. */
        void consider(long from, long to, long demand, long supply) {
            long lowest = Math.max(from, range.allowed().lowest());
            long highest = Math.min(to, range.allowed().highest());
            if (lowest > highest) {
                return;
            }
            long nearest = Math.max(lowest, Math.min(highest, range.near().highest()));
            long away = Math.max(
                    0, Math.max(nearest - range.near().highest(), range.near().lowest() - nearest));
            long trades = Math.min(demand, supply);
            long left = demand - supply;
            boolean better = trades != quantity
                    ? trades > quantity
                    : trades > 0
                            && (Math.abs(left) != Math.abs(surplus)
                                    ? Math.abs(left) < Math.abs(surplus)
                                    : away <= distance);
            if (better) {
                price = nearest;
                quantity = trades;
                surplus = left;
                distance = away;
            }
        }

        Optional<AuctionPrice> found() {
            return quantity > 0 ? Optional.of(new AuctionPrice(price, quantity, surplus)) : Optional.empty();
        }
    }
}
