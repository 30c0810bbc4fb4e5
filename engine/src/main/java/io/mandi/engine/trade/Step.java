package io.mandi.engine.trade;

/** One thing that is done for a trade at one place. Each is idempotent by the trade's id (TR-7). */
public enum Step {
    /** The lot: what is reserved is sold. */
    SELL,
    /** The need: what is held is purchased. */
    PURCHASE,
    /** The buyer's ledger: the hold becomes the value of the trade, the dealing one that is traded. */
    CONVERT_HOLD,
    /** The trade: it gets its number, and is made. */
    NUMBER,
    /** The buyer's ledger: hold or value count for nothing any more. */
    RELEASE_EXPOSURE,
    REVERT_PURCHASE,
    REVERT_SALE;

    /** The number that the step has in the table of steps of a trade that is made. */
    public int number() {
        return switch (this) {
            case SELL, REVERT_SALE -> 2;
            case PURCHASE, REVERT_PURCHASE -> 3;
            case CONVERT_HOLD, RELEASE_EXPOSURE -> 4;
            case NUMBER -> 5;
        };
    }
}
