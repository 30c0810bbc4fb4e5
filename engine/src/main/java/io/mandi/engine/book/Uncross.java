package io.mandi.engine.book;

import io.mandi.engine.catalog.SelfTradePrevention;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the orders that a book has gathered do when the auction ends: all trade at one price, by price and then time, those without
 * a price first. The whole of an iceberg takes part. The book is not changed.
 *
 * <p>Two orders of one partner that would trade with each other do what the mode of the later one says, with what of them would
 * not have traded before; then price and trades are found anew of what is left, so that the price is always the best one for what
 * really trades.
 *
 * @param price in ticks; 0 when nothing trades
 * @param fills in order
 * @param prevented what orders lose without a trade, before any of the trades
 * @param unfilled ids of the orders without a price that are left over: BUY, then SELL, in the order in which they came
 */
record Uncross(long price, List<AuctionFill> fills, List<AuctionLoss> prevented, List<Long> unfilled) {

    boolean isEmpty() {
        return fills.isEmpty() && prevented.isEmpty() && unfilled.isEmpty();
    }

    static Uncross of(BookSide bids, BookSide asks, OptionalLong reference) {
        List<Gathered> buys = gathered(bids);
        List<Gathered> sells = gathered(asks);
        Map<Long, Long> lost = new LinkedHashMap<>();
        Optional<AuctionPrice> price = price(buys, sells, reference);
        List<AuctionFill> fills = List.of();
        while (price.isPresent()) {
            Round round = new Round(buys, sells, price.get().price(), lost);
            round.go();
            if (!round.prevented) {
                fills = round.fills;
                break;
            }
            price = price(buys, sells, reference);
        }
        List<Long> unfilled = new ArrayList<>();
        addUnfilled(buys, unfilled);
        addUnfilled(sells, unfilled);
        return new Uncross(
                price.map(AuctionPrice::price).orElse(0L),
                fills,
                lost.entrySet().stream()
                        .map(each -> new AuctionLoss(each.getKey(), each.getValue()))
                        .toList(),
                unfilled);
    }

    private static List<Gathered> gathered(BookSide side) {
        List<Gathered> gathered = new ArrayList<>();
        side.forEachOrder(order -> gathered.add(new Gathered(order)));
        return gathered;
    }

    private static Optional<AuctionPrice> price(List<Gathered> buys, List<Gathered> sells, OptionalLong reference) {
        return AuctionPrice.of(interest(buys), interest(sells), reference);
    }

    private static Interest interest(List<Gathered> orders) {
        Interest.Builder interest = new Interest.Builder();
        for (Gathered each : orders) {
            each.left = each.open;
            if (each.open > 0) {
                interest.add(each.order.price, each.open);
            }
        }
        return interest.build();
    }

    private static void addUnfilled(List<Gathered> orders, List<Long> unfilled) {
        for (Gathered each : orders) {
            if (each.order.price == 0 && each.left > 0) {
                unfilled.add(each.order.id);
            }
        }
    }

    /** An order in an auction. */
    private static final class Gathered {
        final Order order;
        /** In lots, what self-trade prevention has left of it. */
        long open;
        /** In lots, what of that has not traded in this round. */
        long left;

        Gathered(Order order) {
            this.order = order;
            this.open = order.remaining;
        }
    }

    /** Along both sides at once, at one price. */
    private static final class Round {
        private final List<Gathered> buys;
        private final List<Gathered> sells;
        private final long price;
        private final Map<Long, Long> lost;
        final List<AuctionFill> fills = new ArrayList<>();
        boolean prevented;

        Round(List<Gathered> buys, List<Gathered> sells, long price, Map<Long, Long> lost) {
            this.buys = buys;
            this.sells = sells;
            this.price = price;
            this.lost = lost;
        }

        void go() {
            int b = 0;
            int s = 0;
            while (b < buys.size() && s < sells.size()) {
                Gathered buy = buys.get(b);
                Gathered sell = sells.get(s);
                if (buy.left == 0) {
                    b++;
                } else if (sell.left == 0) {
                    s++;
                } else if (!suits(buy.order) || !suits(sell.order)) {
                    return;
                } else {
                    meet(buy, sell);
                }
            }
        }

        private boolean suits(Order order) {
            return order.price == 0 || (order.terms.side() == Side.BUY ? order.price >= price : order.price <= price);
        }

        private void meet(Gathered buy, Gathered sell) {
            long lots = Math.min(buy.left, sell.left);
            boolean buyIsLater = buy.order.id > sell.order.id;
            Gathered later = buyIsLater ? buy : sell;
            Gathered earlier = buyIsLater ? sell : buy;
            SelfTradePrevention mode = later.order.terms.selfTradePrevention();
            if (mode == SelfTradePrevention.NONE || !buy.order.terms.partnerId().equals(sell.order.terms.partnerId())) {
                fills.add(new AuctionFill(buy.order.id, sell.order.id, lots));
                buy.left -= lots;
                sell.left -= lots;
                return;
            }
            prevented = true;
            switch (mode) {
                case CANCEL_TAKER -> lose(later, later.left);
                case CANCEL_MAKER -> lose(earlier, earlier.left);
                case CANCEL_BOTH -> {
                    lose(later, later.left);
                    lose(earlier, earlier.left);
                }
                case DECREMENT -> {
                    lose(later, lots);
                    lose(earlier, lots);
                }
                case NONE -> throw new IllegalStateException("the two trade");
            }
        }

        private void lose(Gathered gathered, long lots) {
            gathered.open -= lots;
            gathered.left -= lots;
            lost.merge(gathered.order.id, lots, Long::sum);
        }
    }
}
