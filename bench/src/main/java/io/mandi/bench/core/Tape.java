package io.mandi.bench.core;

/** Takes the trades of a book, one after the other, and compares each with the one that is due. */
final class Tape {
    private final Flow.Trades due;
    private int next;
    private int wrong = -1;

    Tape(Flow.Trades due) {
        this.due = due;
    }

    void trade(int taker, int maker, long price, long quantity) {
        int index = next++;
        boolean right = index < due.size()
                && due.takers()[index] == taker
                && due.makers()[index] == maker
                && due.prices()[index] == price
                && due.quantities()[index] == quantity;
        if (!right && wrong < 0) {
            wrong = index;
        }
    }

    /** @throws IllegalStateException when a trade was another one, missing, or too many */
    void requireAll(String book, String flow) {
        if (wrong >= 0) {
            throw new IllegalStateException(
                    book + " trades differently: trade " + (wrong + 1) + " of " + due.size() + " of " + flow);
        }
        if (next != due.size()) {
            throw new IllegalStateException(book + " made " + next + " trades of " + due.size() + " of " + flow);
        }
    }
}
