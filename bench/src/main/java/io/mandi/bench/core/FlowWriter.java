package io.mandi.bench.core;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Writes a flow, and keeps a book of its own to know which orders are still there and what trades. The book is as plain
 * as can be: it says what the others have to do, and nobody measures it.
 */
final class FlowWriter {
    private final SplittableRandom random;
    private final TreeMap<Long, ArrayDeque<Integer>> bids = new TreeMap<>(Comparator.reverseOrder());
    private final TreeMap<Long, ArrayDeque<Integer>> asks = new TreeMap<>();
    private final Trades trades = new Trades();

    private int[] target = new int[1024];
    private boolean[] buys = new boolean[1024];
    private long[] prices = new long[1024];
    private long[] quantities = new long[1024];
    private byte[] owners = new byte[1024];
    private int size;
    private int built;

    private long[] remaining = new long[1024];
    /** Numbers of the open orders, in no order, and where each stands there. */
    private int[] open = new int[1024];

    private int[] places = new int[1024];
    private int openCount;

    private static final class Trades {
        int[] takers = new int[1024];
        int[] makers = new int[1024];
        long[] prices = new long[1024];
        long[] quantities = new long[1024];
        int size;

        void add(int taker, int maker, long price, long quantity) {
            if (size == takers.length) {
                takers = Arrays.copyOf(takers, size * 2);
                makers = Arrays.copyOf(makers, size * 2);
                prices = Arrays.copyOf(prices, size * 2);
                quantities = Arrays.copyOf(quantities, size * 2);
            }
            takers[size] = taker;
            makers[size] = maker;
            prices[size] = price;
            quantities[size] = quantity;
            size++;
        }
    }

    FlowWriter(long seed) {
        random = new SplittableRandom(seed);
    }

    SplittableRandom random() {
        return random;
    }

    int size() {
        return size;
    }

    /** How many orders rest. */
    int open() {
        return openCount;
    }

    boolean has(boolean buys) {
        return !side(buys).isEmpty();
    }

    /** @throws java.util.NoSuchElementException when the side is empty */
    long best(boolean buys) {
        return side(buys).firstKey();
    }

    /** In lots; what rests on a side. */
    long depth(boolean buys) {
        long lots = 0;
        for (ArrayDeque<Integer> level : side(buys).values()) {
            for (int order : level) {
                lots += remaining[order];
            }
        }
        return lots;
    }

    /** What comes from here on is the flow itself. */
    void bookIsBuilt() {
        built = size;
    }

    void place(boolean buy, long price, long quantity) {
        int number = command(Flow.PLACES, buy, price, quantity, (byte) random.nextInt(Flow.OWNERS));
        remaining[number] = quantity;
        match(number, side(!buy));
        if (remaining[number] > 0) {
            side(buy).computeIfAbsent(price, any -> new ArrayDeque<>()).addLast(number);
            places[number] = openCount;
            open[openCount++] = number;
        }
    }

    /** Cancels any of the open orders. */
    void cancelAny() {
        int number = open[random.nextInt(openCount)];
        command(number, buys[number], prices[number], 0, owners[number]);
        Map<Long, ArrayDeque<Integer>> side = side(buys[number]);
        ArrayDeque<Integer> level = side.get(prices[number]);
        level.remove(number);
        if (level.isEmpty()) {
            side.remove(prices[number]);
        }
        close(number);
    }

    /** @param before how many commands after the building up are not measured either */
    Flow flow(String name, int before) {
        return new Flow(
                name,
                built + before,
                Arrays.copyOf(target, size),
                Arrays.copyOf(buys, size),
                Arrays.copyOf(prices, size),
                Arrays.copyOf(quantities, size),
                Arrays.copyOf(owners, size),
                new Flow.Trades(
                        Arrays.copyOf(trades.takers, trades.size),
                        Arrays.copyOf(trades.makers, trades.size),
                        Arrays.copyOf(trades.prices, trades.size),
                        Arrays.copyOf(trades.quantities, trades.size)));
    }

    private TreeMap<Long, ArrayDeque<Integer>> side(boolean buys) {
        return buys ? bids : asks;
    }

    private int command(int order, boolean buy, long price, long quantity, byte owner) {
        if (size == target.length) {
            int larger = size * 2;
            target = Arrays.copyOf(target, larger);
            buys = Arrays.copyOf(buys, larger);
            prices = Arrays.copyOf(prices, larger);
            quantities = Arrays.copyOf(quantities, larger);
            owners = Arrays.copyOf(owners, larger);
            remaining = Arrays.copyOf(remaining, larger);
            open = Arrays.copyOf(open, larger);
            places = Arrays.copyOf(places, larger);
        }
        target[size] = order;
        buys[size] = buy;
        prices[size] = price;
        quantities[size] = quantity;
        owners[size] = owner;
        return size++;
    }

    private void match(int taker, TreeMap<Long, ArrayDeque<Integer>> makers) {
        Iterator<Map.Entry<Long, ArrayDeque<Integer>>> levels =
                makers.entrySet().iterator();
        while (remaining[taker] > 0 && levels.hasNext()) {
            Map.Entry<Long, ArrayDeque<Integer>> level = levels.next();
            long price = level.getKey();
            if (buys[taker] ? price > prices[taker] : price < prices[taker]) {
                return;
            }
            ArrayDeque<Integer> queue = level.getValue();
            while (remaining[taker] > 0 && !queue.isEmpty()) {
                int maker = queue.peekFirst();
                long lots = Math.min(remaining[taker], remaining[maker]);
                trades.add(taker, maker, price, lots);
                remaining[taker] -= lots;
                remaining[maker] -= lots;
                if (remaining[maker] == 0) {
                    queue.removeFirst();
                    close(maker);
                }
            }
            if (queue.isEmpty()) {
                levels.remove();
            }
        }
    }

    private void close(int number) {
        int last = open[--openCount];
        open[places[number]] = last;
        places[last] = places[number];
    }
}
