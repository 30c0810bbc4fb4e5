package io.mandi.engine.actor;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookQueues;
import io.mandi.engine.book.BookView;
import io.mandi.engine.book.OrderResult;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.Phase;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.book.Rejection;
import io.mandi.engine.book.Trade;
import io.mandi.engine.catalog.Instrument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What an order book answers. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reply")
@JsonSubTypes({
    @JsonSubTypes.Type(value = OrderBookReply.Executed.class, name = "executed"),
    @JsonSubTypes.Type(value = OrderBookReply.Defined.class, name = "defined"),
    @JsonSubTypes.Type(value = OrderBookReply.PhaseIs.class, name = "phase_is"),
    @JsonSubTypes.Type(value = OrderBookReply.OrdersCancelled.class, name = "orders_cancelled"),
    @JsonSubTypes.Type(value = OrderBookReply.Rejected.class, name = "rejected"),
    @JsonSubTypes.Type(value = OrderBookReply.FoundOrder.class, name = "found_order"),
    @JsonSubTypes.Type(value = OrderBookReply.FoundBook.class, name = "found_book"),
    @JsonSubTypes.Type(value = OrderBookReply.FoundState.class, name = "found_state"),
    @JsonSubTypes.Type(value = OrderBookReply.FoundQueues.class, name = "found_queues"),
    @JsonSubTypes.Type(value = OrderBookReply.TimePassed.class, name = "time_passed"),
    @JsonSubTypes.Type(value = OrderBookReply.NotFound.class, name = "not_found"),
    @JsonSubTypes.Type(value = OrderBookReply.Overloaded.class, name = "overloaded"),
    @JsonSubTypes.Type(value = OrderBookReply.InProgress.class, name = "in_progress"),
    @JsonSubTypes.Type(value = OrderBookReply.KeyForgotten.class, name = "key_forgotten"),
    @JsonSubTypes.Type(value = OrderBookReply.OutcomeUnknown.class, name = "outcome_unknown"),
    @JsonSubTypes.Type(value = OrderBookReply.Quarantined.class, name = "quarantined")
})
public sealed interface OrderBookReply extends EngineMessage {

    /**
     * Instructions about orders were done, or at least heard.
     *
     * @param instrument whose ticks and lots the results are in; absent when all were refused because there is none
     * @param results one for each instruction
     * @param repeated whether this answers a repetition: nothing was done now
     * @param journalSequence number, in the book's journal, of the last event that this rests on; 0 for none
     */
    record Executed(Optional<Instrument> instrument, List<OrderResult> results, boolean repeated, long journalSequence)
            implements OrderBookReply {}

    /**
     * The instrument is defined as asked for.
     *
     * @param version sequence of the event that defined it last
     * @param created whether the book was opened by this
     * @param journalSequence number, in the book's journal, of the last event that this rests on
     */
    record Defined(Instrument instrument, long version, boolean created, long journalSequence)
            implements OrderBookReply {}

    /**
     * The book is in the phase that was asked for.
     *
     * @param auction what the auction that this has ended has traded; absent when there was none, or nothing traded
     * @param trades the first of it, at most {@link #MOST_TRADES}: an auction may have very many, and a reply is one message
     * @param repeated whether this answers a repetition: nothing was done now
     * @param journalSequence number, in the book's journal, of the last event that this rests on; 0 for none
     */
    record PhaseIs(
            Instrument instrument,
            Phase phase,
            Optional<Auctioned> auction,
            List<Trade> trades,
            boolean repeated,
            long journalSequence)
            implements OrderBookReply {
        /** Trades that are told at most. */
        public static final int MOST_TRADES = 1_000;

        /**
         * What an auction has traded.
         *
         * @param price in ticks
         * @param quantity in lots, in all
         */
        public record Auctioned(long price, long quantity) {}

        /** What a recorded event answers to whoever asked for a phase; absent when nobody did so. */
        static Optional<PhaseIs> of(
                Instrument instrument, RecordedEvent recorded, boolean repeated, long journalSequence) {
            List<? extends BookEvent> effects = recorded.event() instanceof BookEvent.BatchExecuted batch
                    ? batch.effects()
                    : List.of(recorded.event());
            if (!(effects.getFirst() instanceof BookEvent.PhaseChanged changed)) {
                return Optional.empty();
            }
            List<Trade> trades = new ArrayList<>();
            long price = 0;
            long quantity = 0;
            for (BookEvent effect : effects) {
                if (effect instanceof BookEvent.AuctionUncrossed uncrossed
                        && !uncrossed.fills().isEmpty()) {
                    price = uncrossed.price();
                    quantity += uncrossed.quantity();
                    if (trades.size() < MOST_TRADES) {
                        trades.addAll(uncrossed.trades(recorded.at()));
                    }
                }
            }
            return Optional.of(new PhaseIs(
                    instrument,
                    changed.phase(),
                    quantity > 0 ? Optional.of(new Auctioned(price, quantity)) : Optional.empty(),
                    List.copyOf(trades.subList(0, Math.min(trades.size(), MOST_TRADES))),
                    repeated,
                    journalSequence));
        }
    }

    /**
     * These orders were taken off the book; none when there were none.
     *
     * @param journalSequence number, in the book's journal, of the last event that this rests on; 0 for none
     */
    record OrdersCancelled(List<Long> orderIds, long journalSequence) implements OrderBookReply {}

    /** The command was refused; nothing was done. */
    record Rejected(Rejection rejection) implements OrderBookReply {}

    /** The order asked for. */
    record FoundOrder(Instrument instrument, OrderState order) implements OrderBookReply {}

    /** The book asked for. */
    record FoundBook(BookView view) implements OrderBookReply {}

    /**
     * The state asked for.
     *
     * @param hash 64 hexadecimal digits, see {@link io.mandi.engine.book.StateHash}
     */
    record FoundState(long sequence, String hash) implements OrderBookReply {}

    /** The queues asked for. */
    record FoundQueues(BookQueues queues) implements OrderBookReply {}

    /**
     * What was due is done.
     *
     * @param nextDue when something is due next, in microseconds since the epoch
     */
    record TimePassed(OptionalLong nextDue) implements OrderBookReply {}

    /** There is no such thing, or not for this caller. */
    record NotFound() implements OrderBookReply {}

    /** The line is full or the book is moving: nothing was done, try again soon. */
    record Overloaded() implements OrderBookReply {}

    /** A request with this idempotency key is in line: nothing was done for this one. */
    record InProgress() implements OrderBookReply {}

    /**
     * The request's idempotency key may be one that the book has forgotten: nothing was done. Seen by {@link OrderBooks} alone,
     * which looks for it.
     *
     * @param lookUpTo microseconds since the epoch; earlier events have to be looked through
     * @param anyKey whether this is so for every key that the book does not know
     */
    record KeyForgotten(long lookUpTo, boolean anyKey) implements OrderBookReply {}

    /** What is stored of the book is damaged, and it is not served until that is mended: nothing was done. */
    record Quarantined() implements OrderBookReply {}

    /** Whether the command was done is not known; the same request with the same idempotency key finds out. */
    record OutcomeUnknown() implements OrderBookReply {}

    /** What somebody is told whom the book itself does not answer. */
    static OrderBookReply of(LineRefusal why) {
        return switch (why) {
            case OVERLOADED -> new Overloaded();
            case IN_PROGRESS -> new InProgress();
            case QUARANTINED -> new Quarantined();
            case OUTCOME_UNKNOWN -> new OutcomeUnknown();
        };
    }
}
