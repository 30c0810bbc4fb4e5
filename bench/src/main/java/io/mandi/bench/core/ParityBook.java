package io.mandi.bench.core;

import com.paritytrading.parity.match.OrderBook;
import com.paritytrading.parity.match.OrderBookListener;
import com.paritytrading.parity.match.Side;

/** Parity's book, with the listener it calls for each match. */
final class ParityBook implements Contender {
    private final Matches matches = new Matches();
    private final OrderBook book = new OrderBook(matches);

    private static final class Matches implements OrderBookListener {
        private Tape tape;

        @Override
        public void match(
                long restingOrderId,
                long incomingOrderId,
                Side incomingSide,
                long price,
                long executedQuantity,
                long remainingQuantity) {
            tape.trade((int) incomingOrderId, (int) restingOrderId, price, executedQuantity);
        }

        @Override
        public void add(long orderId, Side side, long price, long size) {
            // The order rests; the flow knows.
        }

        @Override
        public void cancel(long orderId, long canceledQuantity, long remainingQuantity) {
            // The order is gone; the flow knows.
        }
    }

    /** It takes plain numbers, which the flow has. */
    @Override
    public void prepare(Flow flow, int from, int to) {
        // Nothing to make.
    }

    @Override
    public void play(Flow flow, int from, int to, Tape tape) {
        matches.tape = tape;
        for (int i = from; i < to; i++) {
            if (flow.places(i)) {
                book.enter(i, flow.buys()[i] ? Side.BUY : Side.SELL, flow.prices()[i], flow.quantities()[i]);
            } else {
                book.cancel(flow.target()[i], 0);
            }
        }
    }
}
