package io.mandi.bench.core;

/**
 * Orders and cancellations in a form that belongs to none of the books, and the trades they have to give.
 *
 * <p>A command's index is its number; an order goes by the number of the command that placed it. All orders are limit
 * orders that rest until they are cancelled.
 *
 * @param name of the flow
 * @param built how many commands come before those that are measured
 * @param target for a cancellation the number of the order; {@link #PLACES} for an order
 * @param buys side of an order
 * @param prices in ticks, of an order
 * @param quantities in lots, of an order
 * @param owners whose order it is, from 0; also of the order that is cancelled
 * @param trades what has to come of it, in order
 */
record Flow(
        String name,
        int built,
        int[] target,
        boolean[] buys,
        long[] prices,
        long[] quantities,
        byte[] owners,
        Trades trades) {

    /** Stands in {@link #target} where the command places an order. */
    static final int PLACES = -1;
    /** How many owners there are. */
    static final int OWNERS = 64;

    /**
     * Trades in the order in which they happen.
     *
     * @param takers numbers of the incoming orders
     * @param makers numbers of the resting orders
     * @param prices in ticks
     * @param quantities in lots
     */
    record Trades(int[] takers, int[] makers, long[] prices, long[] quantities) {
        int size() {
            return takers.length;
        }
    }

    /** How many commands there are, those before the measured ones included. */
    int size() {
        return target.length;
    }

    /** How many commands are measured. */
    int measured() {
        return size() - built;
    }

    boolean places(int command) {
        return target[command] == PLACES;
    }
}
