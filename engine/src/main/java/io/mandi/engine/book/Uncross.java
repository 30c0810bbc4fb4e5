package io.mandi.engine.book;

import io.mandi.engine.book.AuctionPrice.Range;
import io.mandi.engine.catalog.PriceBand;
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
 * <p>Both sides are gone along once, from the best order on, as long as two orders suit each other at some price of the band. Two of
 * one partner do what the mode of the later one says, with what of them has not traded before, and the others go on. That gives
 * the most that can trade; the price is the best one for what is left.
 *
 * @param price in ticks; 0 when nothing trades
 * @param fills in order
 * @param prevented what orders lose without a trade, before any of the trades
 * @param unfilled ids of the orders that are left over and cannot stay, those without a price and those that would cross others
 *     outside the band: BUY, then SELL, in the order in which they came
 */
record Uncross(long price, List<AuctionFill> fills, List<AuctionLoss> prevented, List<Long> unfilled) {

    /** @param allowed no trade has a price outside */
    static Uncross of(BookSide bids, BookSide asks, PriceBand allowed, OptionalLong reference) {
        List<Gathered> buys = gathered(bids);
        List<Gathered> sells = gathered(asks);
        Meetings meetings = new Meetings(buys, sells, allowed);
        Optional<AuctionPrice> price = Range.of(allowed, reference, interest(buys), interest(sells))
                .flatMap(range -> {
                    meetings.take();
                    return AuctionPrice.of(interest(buys), interest(sells), range);
                });
        return new Uncross(
                price.map(AuctionPrice::price).orElse(0L),
                meetings.fills,
                meetings.lost.entrySet().stream()
                        .map(each -> new AuctionLoss(each.getKey(), each.getValue()))
                        .toList(),
                unfilled(buys, sells, allowed));
    }

    /** The same in parts of so many at most, in the order in which they happen. */
    List<Uncross> parts(int most) {
        List<Uncross> parts = new ArrayList<>();
        int traded = prevented.size();
        int ended = traded + fills.size();
        for (int from = 0; from < ended + unfilled.size(); from += most) {
            List<AuctionFill> some = part(fills, from - traded, most);
            parts.add(new Uncross(
                    some.isEmpty() ? 0 : price, some, part(prevented, from, most), part(unfilled, from - ended, most)));
        }
        return parts;
    }

    private static <T> List<T> part(List<T> all, int from, int most) {
        int first = Math.clamp(from, 0, all.size());
        return List.copyOf(all.subList(first, Math.clamp(from + most, first, all.size())));
    }

    private static List<Gathered> gathered(BookSide side) {
        List<Gathered> gathered = new ArrayList<>();
        side.forEachOrder(order -> gathered.add(new Gathered(order)));
        return gathered;
    }

    private static Interest interest(List<Gathered> orders) {
        Interest.Builder interest = new Interest.Builder();
        for (Gathered each : orders) {
            if (each.open > 0) {
                interest.add(each.order.price, each.open);
            }
        }
        return interest.build();
    }

    /** A band that was changed may lie so that two orders cross where none may trade: then the one that suits the band ends. */
    private static List<Long> unfilled(List<Gathered> buys, List<Gathered> sells, PriceBand allowed) {
        long offered = Long.MAX_VALUE;
        for (Gathered each : sells) {
            if (each.left > 0 && each.order.price > allowed.highest()) {
                offered = Math.min(offered, each.order.price);
            }
        }
        long wanted = 0;
        for (Gathered each : buys) {
            if (each.left > 0 && each.order.price < allowed.lowest()) {
                wanted = Math.max(wanted, each.order.price);
            }
        }
        List<Long> unfilled = new ArrayList<>();
        for (Gathered each : buys) {
            if (each.left > 0 && (each.order.price == 0 || each.order.price >= offered)) {
                unfilled.add(each.order.id);
            }
        }
        for (Gathered each : sells) {
            if (each.left > 0 && each.order.price <= wanted) {
                unfilled.add(each.order.id);
            }
        }
        return unfilled;
    }

    /** An order in an auction. */
    private static final class Gathered {
        final Order order;
        /** In lots, what self-trade prevention has left of it. */
        long open;
        /** In lots, what of that has not traded. */
        long left;

        Gathered(Order order) {
            this.order = order;
            this.open = order.remaining;
            this.left = order.remaining;
        }
    }

    /** Along both sides at once. */
    private static final class Meetings {
        private final List<Gathered> buys;
        private final List<Gathered> sells;
        private final PriceBand allowed;
        final List<AuctionFill> fills = new ArrayList<>();
        /** In lots, by the ids of the orders. */
        final Map<Long, Long> lost = new LinkedHashMap<>();

        Meetings(List<Gathered> buys, List<Gathered> sells, PriceBand allowed) {
            this.buys = buys;
            this.sells = sells;
            this.allowed = allowed;
        }

        void take() {
            int b = 0;
            int s = 0;
            while (b < buys.size() && s < sells.size()) {
                Gathered buy = buys.get(b);
                Gathered sell = sells.get(s);
                if (buy.left == 0) {
                    b++;
                } else if (sell.left == 0) {
                    s++;
                } else if (mostOf(buy.order) < leastOf(sell.order)) {
                    return;
                } else {
                    meet(buy, sell);
                }
            }
        }

        /** In ticks, what a buyer may pay. */
        private long mostOf(Order buy) {
            return buy.price == 0 ? allowed.highest() : Math.min(buy.price, allowed.highest());
        }

        /** In ticks, what a seller may take. */
        private long leastOf(Order sell) {
            return Math.max(sell.price, allowed.lowest());
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
