package io.mandi.engine.book;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Instrument;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a book can be asked to do. Each command becomes one event or a rejection. */
public sealed interface BookCommand {

    /** Opens the book for an instrument, or changes what may change of its definition. */
    record DefineInstrument(Instrument instrument) implements BookCommand {}

    /** An instruction that may stand in a batch. */
    sealed interface OrderInstruction extends BookCommand {}

    /**
     * Places an order.
     *
     * @param barred why the market does not take orders of its partner, as a sentence; absent when it does. Whoever asks finds that out,
     *     so that the book need not. The book says it to those who ask for the first time: who repeats a request that was done is
     *     answered as before
     */
    record SubmitOrder(OrderRequest order, Optional<String> barred) implements OrderInstruction {
        /** Of a partner whose orders the market takes. */
        public SubmitOrder(OrderRequest order) {
            this(order, Optional.empty());
        }
    }

    /** Takes an order off the book that the client knows by the name it gave. */
    record CancelByClientOrderId(String partnerId, String clientOrderId) implements OrderInstruction {}

    /** Brings the book into a phase. Whoever leads an auction to its end has its orders trade. */
    record ChangePhase(Phase phase) implements BookCommand {}

    /** Takes an order off the book. */
    record CancelOrder(long orderId) implements BookCommand {}

    /**
     * Changes an order that is open.
     *
     * @param price the new price; unchanged when absent
     * @param quantity the new quantity in all, what has traded included; unchanged when absent
     * @param expiresAt the new time at which it ends by itself, in microseconds since the epoch; unchanged when absent
     * @param stopPrice the new stop price of an order that waits for it; unchanged when absent
     */
    record AmendOrder(
            long orderId,
            Optional<Decimal> price,
            Optional<Decimal> quantity,
            OptionalLong expiresAt,
            Optional<Decimal> stopPrice)
            implements BookCommand {
        /** Its time stays, and the price that it may wait for. */
        public AmendOrder(long orderId, Optional<Decimal> price, Optional<Decimal> quantity) {
            this(orderId, price, quantity, OptionalLong.empty(), Optional.empty());
        }
    }

    /**
     * Takes every order of a partner off the book, or those of one side.
     *
     * @param placedBefore only those whose {@link OrderState#createdAt} lies before, in microseconds since the epoch; all when
     *     absent. That is the time of the book, which may be ahead of the clocks or behind them: who asks adds what they may differ
     *     by
     */
    record CancelOrders(String partnerId, Optional<Side> side, OptionalLong placedBefore) implements BookCommand {
        /** Also those placed last. */
        public CancelOrders(String partnerId, Optional<Side> side) {
            this(partnerId, side, OptionalLong.empty());
        }
    }

    /** Ends orders whose time is over, those first whose time was over first, and so many at most as one event takes. */
    record ExpireOrders() implements BookCommand {}

    /**
     * Does several instructions in order. Each stands for itself: a refused one does not stop the next. All of them
     * become one event, so that a batch is recorded whole or not at all.
     */
    record ExecuteBatch(List<OrderInstruction> instructions) implements BookCommand {}
}
