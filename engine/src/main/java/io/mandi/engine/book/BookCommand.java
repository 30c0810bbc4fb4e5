package io.mandi.engine.book;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Instrument;
import java.util.List;
import java.util.Optional;

/** What a book can be asked to do. Each command becomes one event or a rejection. */
public sealed interface BookCommand {

    /** Opens the book for an instrument, or changes what may change of its definition. */
    record DefineInstrument(Instrument instrument) implements BookCommand {}

    /** An instruction that may stand in a batch. */
    sealed interface OrderInstruction extends BookCommand {}

    /** Places an order. */
    record SubmitOrder(OrderRequest order) implements OrderInstruction {}

    /** Takes an order off the book that the client knows by the name it gave. */
    record CancelByClientOrderId(String partnerId, String clientOrderId) implements OrderInstruction {}

    /** Takes an order off the book. */
    record CancelOrder(long orderId) implements BookCommand {}

    /**
     * Changes an order that rests on the book.
     *
     * @param price the new price; unchanged when absent
     * @param quantity the new quantity in all, what has traded included; unchanged when absent
     */
    record AmendOrder(long orderId, Optional<Decimal> price, Optional<Decimal> quantity) implements BookCommand {}

    /** Takes every order of a partner off the book, or those of one side. */
    record CancelOrders(String partnerId, Optional<Side> side) implements BookCommand {}

    /**
     * Does several instructions in order. Each stands for itself: a refused one does not stop the next. All of them
     * become one event, so that a batch is recorded whole or not at all.
     */
    record ExecuteBatch(List<OrderInstruction> instructions) implements BookCommand {}
}
