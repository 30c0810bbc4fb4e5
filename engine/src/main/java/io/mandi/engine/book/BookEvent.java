package io.mandi.engine.book;

import io.mandi.engine.catalog.Instrument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What happened on a book. One command makes at most one event, which holds all effects of the command. */
public sealed interface BookEvent extends Verdict {

    /** The book's sequence after this event. */
    long sequence();

    /** The instrument of the book was defined, or changed where it may change. */
    record InstrumentDefined(long sequence, Instrument instrument) implements BookEvent {}

    /** What happens to orders one by one; what a batch is made of. */
    sealed interface OrderEvent extends BookEvent {}

    /**
     * An order was accepted, with everything it traded on arrival. One that waits for a price trades nothing yet.
     *
     * @param order its {@code id} is the event's id; the ids of the trades follow it
     * @param firstTradeSequence sequence of the first trade; of the next trade when there is none
     * @param status after arrival
     * @param reason present exactly when the status is CANCELLED
     * @param prevented matches with orders of its own partner
     */
    record OrderExecuted(
            long sequence,
            OrderTerms order,
            long firstTradeSequence,
            List<Fill> fills,
            OrderStatus status,
            Optional<CancelReason> reason,
            List<PreventedTrade> prevented)
            implements OrderEvent {

        /** Of an order that has met none of its own partner. */
        public OrderExecuted(
                long sequence,
                OrderTerms order,
                long firstTradeSequence,
                List<Fill> fills,
                OrderStatus status,
                Optional<CancelReason> reason) {
            this(sequence, order, firstTradeSequence, fills, status, reason, List.of());
        }
    }

    /**
     * An order was taken off the book.
     *
     * @param quantity in lots, what had not traded
     */
    record OrderCancelled(long sequence, long orderId, long quantity, CancelReason reason) implements OrderEvent {}

    /**
     * An open order was changed, with everything it traded when it entered, or entered anew.
     *
     * @param id of the event; the ids of the trades follow it
     * @param price in ticks, the new one
     * @param quantity in lots, the new one in all
     * @param keptPriority whether the order kept its place, or goes on waiting for its price; otherwise it left and entered as if new
     * @param firstTradeSequence sequence of the first trade; of the next trade when there is none
     * @param status after the change
     * @param reason present exactly when the status is CANCELLED
     * @param prevented matches with orders of its own partner
     * @param expiresAt when it ends by itself from now on, in microseconds since the epoch; absent when it does not
     * @param stopPrice in ticks, the new one; absent of an order that has none
     */
    record OrderAmended(
            long sequence,
            long id,
            long orderId,
            long price,
            long quantity,
            boolean keptPriority,
            long firstTradeSequence,
            List<Fill> fills,
            OrderStatus status,
            Optional<CancelReason> reason,
            List<PreventedTrade> prevented,
            OptionalLong expiresAt,
            OptionalLong stopPrice)
            implements OrderEvent {

        /** Of an order that has met none of its own partner, does not end by itself and has no stop price. */
        public OrderAmended(
                long sequence,
                long id,
                long orderId,
                long price,
                long quantity,
                boolean keptPriority,
                long firstTradeSequence,
                List<Fill> fills,
                OrderStatus status,
                Optional<CancelReason> reason) {
            this(
                    sequence,
                    id,
                    orderId,
                    price,
                    quantity,
                    keptPriority,
                    firstTradeSequence,
                    fills,
                    status,
                    reason,
                    List.of(),
                    OptionalLong.empty(),
                    OptionalLong.empty());
        }
    }

    /**
     * The market has traded at the stop price of an order that waited for it: it entered, with everything it traded then.
     *
     * @param id of the event; the ids of the trades follow it
     * @param price in ticks, that of the trade which triggered it
     * @param firstTradeSequence sequence of the first trade; of the next trade when there is none
     * @param status after entering
     * @param reason present exactly when the status is CANCELLED
     * @param prevented matches with orders of its own partner
     */
    record OrderTriggered(
            long sequence,
            long id,
            long orderId,
            long price,
            long firstTradeSequence,
            List<Fill> fills,
            OrderStatus status,
            Optional<CancelReason> reason,
            List<PreventedTrade> prevented)
            implements OrderEvent {}

    /** Orders of one partner were taken off the book together, in the order in which they had come. */
    record OrdersCancelled(long sequence, String partnerId, List<Long> orderIds) implements BookEvent {}

    /** Orders ended because their time was over: the one whose time was over first, first; of two at one time the older one. */
    record OrdersExpired(long sequence, List<Long> orderIds) implements BookEvent {}

    /**
     * The book is in another phase.
     *
     * @param until when the new one ends by itself, microseconds since the epoch; absent when someone has to end it
     */
    record PhaseChanged(long sequence, Phase phase, Phase from, PhaseCause cause, OptionalLong until)
            implements OrderEvent {}

    /**
     * An auction ended, and the orders that it had gathered traded at one price. Of very many there are several of these, one behind
     * another.
     *
     * @param id of the event; the ids of the trades follow it
     * @param price in ticks; 0 when nothing traded
     * @param firstTradeSequence sequence of the first trade; of the next trade when there is none
     * @param fills what traded, in order
     * @param prevented what self-trade prevention took from orders, before any of the trades
     * @param unfilled ids of the orders that were left over and could not stay, and so were cancelled: those without a price, and those
     *     that would have crossed others outside the price band
     */
    record AuctionUncrossed(
            long sequence,
            long id,
            long price,
            long firstTradeSequence,
            List<AuctionFill> fills,
            List<AuctionLoss> prevented,
            List<Long> unfilled)
            implements OrderEvent {

        /** Trades, losses and cancellations that one event tells of at most: whoever gets it gets one message. */
        public static final int MOST = 1_000;

        /** In lots, what traded. */
        public long quantity() {
            return fills.stream().mapToLong(AuctionFill::quantity).sum();
        }

        /** @param executedAt time of the event */
        public List<Trade> trades(long executedAt) {
            return Trade.of(this, executedAt);
        }
    }

    /**
     * Several effects together: a batch was done, or one command had consequences. The refused instructions are kept too, so that
     * repeating the batch gives the same answer.
     *
     * @param outcomes one for each instruction, in order, and behind it what it caused; at least one of them is an effect
     */
    record BatchExecuted(long sequence, List<Outcome> outcomes) implements BookEvent {
        /** What has changed the book, in order. */
        public List<OrderEvent> effects() {
            List<OrderEvent> effects = new ArrayList<>(outcomes.size());
            for (Outcome outcome : outcomes) {
                switch (outcome) {
                    case Outcome.Done done -> effects.add(done.event());
                    case Outcome.Caused caused -> effects.add(caused.event());
                    case Outcome.Refused ignored -> {}
                }
            }
            return effects;
        }
    }

    /** What became of one instruction, or followed from it. */
    sealed interface Outcome {
        /** It was done. */
        record Done(OrderEvent event) implements Outcome {}

        /** What no instruction asked for: it followed from what was done before. */
        record Caused(OrderEvent event) implements Outcome {}

        /** It was refused. */
        record Refused(Rejection rejection) implements Outcome {}
    }
}
