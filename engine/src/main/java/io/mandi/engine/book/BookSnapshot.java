package io.mandi.engine.book;

import io.mandi.engine.catalog.Instrument;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything a book has to know to go on as if it had seen all its events.
 *
 * @param instrumentVersion sequence of the event that defined the instrument last; 0 without one
 * @param sequence of the last event
 * @param lastId the largest id given
 * @param lastAt time of the last event, microseconds since the epoch
 * @param tradeSequence of the last trade
 * @param lastPrice in ticks, of the last trade
 * @param resting the open orders: BUY, then SELL, best level first, each in its queue's order; behind them those that wait for a
 *     price, in the order in which they came
 * @param memory what is remembered of the past, oldest first; the elements may be made anew with each look
 * @param trades the last ones, oldest first
 * @param forgottenAt time of the newest request that is no longer remembered, microseconds since the epoch; 0 when there is none;
 *     absent in snapshots from before it was recorded
 * @param phase that the book is in
 */
public record BookSnapshot(
        Optional<Instrument> instrument,
        long instrumentVersion,
        long sequence,
        long lastId,
        long lastAt,
        long tradeSequence,
        OptionalLong lastPrice,
        List<OrderState> resting,
        List<Remembered> memory,
        List<Trade> trades,
        OptionalLong forgottenAt,
        PhaseState phase) {

    /** One thing remembered of the past. */
    public sealed interface Remembered {
        /** An order that is closed. */
        record ClosedOrder(OrderState order) implements Remembered {}

        /** The event of an idempotency key. */
        record Request(RecordedEvent event) implements Remembered {}
    }
}
