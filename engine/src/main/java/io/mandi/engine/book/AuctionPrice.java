package io.mandi.engine.book;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * The one price at which an auction trades: that at which most trades, then least is left over, then the nearest to the reference
 * price, then the higher. It is never beyond the prices that the orders name; where none names any, it is the reference price.
 *
 * @param price in ticks
 * @param quantity in lots, what trades
 * @param surplus in lots, what is left over of the orders that the price suits: more than 0 of the buyers', less than 0 of the
 *     sellers'
 */
public record AuctionPrice(long price, long quantity, long surplus) {

    /** @return absent when nothing trades */
    static Optional<AuctionPrice> of(Interest buys, Interest sells, OptionalLong reference) {
        long[] limits = LongStream.concat(LongStream.of(buys.prices()), LongStream.of(sells.prices()))
                .sorted()
                .distinct()
                .toArray();
        if (limits.length == 0) {
            return reference.isPresent()
                    ? new Search(reference)
                            .consider(reference.getAsLong(), reference.getAsLong(), buys.market(), sells.market())
                            .found()
                    : Optional.empty();
        }
        Search search = new Search(reference);
        long demand = buys.total();
        long supply = sells.market();
        int lowestBuy = buys.prices().length - 1;
        int nextSell = 0;
        for (int i = 0; i < limits.length; i++) {
            if (nextSell < sells.prices().length && sells.prices()[nextSell] == limits[i]) {
                supply += sells.quantities()[nextSell++];
            }
            search.consider(limits[i], limits[i], demand, supply);
            if (lowestBuy >= 0 && buys.prices()[lowestBuy] == limits[i]) {
                demand -= buys.quantities()[lowestBuy--];
            }
            if (i + 1 < limits.length && limits[i] + 1 < limits[i + 1]) {
                search.consider(limits[i] + 1, limits[i + 1] - 1, demand, supply);
            }
        }
        return search.found();
    }

    /** The best price so far; those that are considered rise. */
    private static final class Search {
        private final OptionalLong reference;
        private long price;
        private long quantity;
        private long surplus;
        private long distance;

        Search(OptionalLong reference) {
            this.reference = reference;
        }

        /** Prices from the lowest to the highest, at all of which as much is wanted and offered. */
        Search consider(long lowest, long highest, long demand, long supply) {
            long trades = Math.min(demand, supply);
            long left = demand - supply;
            long nearest = reference.isPresent() ? Math.max(lowest, Math.min(highest, reference.getAsLong())) : highest;
            long away = reference.isPresent() ? Math.abs(nearest - reference.getAsLong()) : 0;
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
            return this;
        }

        Optional<AuctionPrice> found() {
            return quantity > 0 ? Optional.of(new AuctionPrice(price, quantity, surplus)) : Optional.empty();
        }
    }
}
