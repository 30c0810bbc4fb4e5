package io.mandi.engine.book;

import io.mandi.engine.catalog.Instrument;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The orders of a book in the order in which they would trade, as far as one may see them.
 *
 * @param instrument absent until the book is opened
 * @param bids best first
 * @param asks best first
 */
public record BookQueues(Optional<Instrument> instrument, long sequence, List<Entry> bids, List<Entry> asks) {

    /**
     * A resting order.
     *
     * @param price in ticks; 0 for an order without a price, which gathers in an auction
     * @param shown in lots, what the market sees of it
     * @param own whether it is of the partner who asks
     * @param orderId absent where the order is of another
     */
    public record Entry(long price, long shown, boolean own, OptionalLong orderId) {}
}
