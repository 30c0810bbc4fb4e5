package io.mandi.engine.actor;

import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookView;
import io.mandi.engine.id.TraceContext;
import io.mandi.engine.trace.Span;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** What the entity of an order book understands. */
public sealed interface OrderBookMessage {

    /** A message that stands in line with the others and is answered after the commit of its batch. */
    sealed interface Queued extends OrderBookMessage, EngineMessage, Lined<Queued> {
        ActorRef<OrderBookReply> replyTo();

        @Override
        default boolean asks() {
            return true;
        }

        @Override
        default void describe(Span span) {}

        @Override
        default Queued within(TraceContext span) {
            return this;
        }

        @Override
        default void refuse(LineRefusal why) {
            replyTo().tell(OrderBookReply.of(why));
        }
    }

    /** Does a command. */
    record Execute(Caller caller, BookCommand command, long patienceMillis, ActorRef<OrderBookReply> replyTo)
            implements Queued {
        @Override
        public boolean asks() {
            return false;
        }

        @Override
        public void describe(Span span) {
            span.set("mandi.command", command.getClass().getSimpleName());
        }

        @Override
        public Execute within(TraceContext span) {
            return new Execute(caller.within(Optional.of(span)), command, patienceMillis, replyTo);
        }

        @Override
        public int weight() {
            return command instanceof BookCommand.ExecuteBatch batch
                    ? batch.instructions().size()
                    : 1;
        }
    }

    /** Looks at an order; sees everything that was acknowledged before. */
    record ReadOrder(Caller caller, long orderId, long patienceMillis, ActorRef<OrderBookReply> replyTo)
            implements Queued {}

    /** Does what is due by now, and tells when something is due next. */
    record PassTime(Caller caller, long patienceMillis, ActorRef<OrderBookReply> replyTo) implements Queued {}

    /** Asks for the fingerprint of the whole state; takes time in proportion to the book. */
    record ReadState(Caller caller, long patienceMillis, ActorRef<OrderBookReply> replyTo) implements Queued {}

    /**
     * Looks at the orders in their queues.
     *
     * @param depth most orders of each side
     */
    record ReadQueues(Caller caller, int depth, long patienceMillis, ActorRef<OrderBookReply> replyTo)
            implements Queued {}

    /** Looks at the book as it was after the last commit; does not stand in line. */
    record ReadBook(Caller caller, ActorRef<OrderBookReply> replyTo) implements OrderBookMessage, EngineMessage {}

    /**
     * Asks for what comes behind a sequence. It is answered once: at once with the whole book when the book does not know what
     * the follower has, and otherwise when there is more. To ask again is harmless, and finds out whether the book is there.
     *
     * @param depth levels of each side that the follower shows
     * @param seen sequence of the book as the follower has it; -1 when it has none
     */
    record Follow(int depth, long seen, ActorRef<BookNews> replyTo) implements OrderBookMessage, EngineMessage {}

    /** Nobody on that node follows the book any more. */
    record Unfollow(ActorRef<BookNews> follower) implements OrderBookMessage, EngineMessage {}

    /** Finish what is in line, then stop: the shard moves, the node stops, or nobody has asked for long. */
    enum Stop implements OrderBookMessage {
        INSTANCE
    }

    /** From the journalled book: it has recovered and can take a batch. */
    record Recovered(BookView view) implements OrderBookMessage {}

    /** From the journalled book, before it stops: what is stored of it cannot be understood. */
    record Damaged(String reason) implements OrderBookMessage {}

    /** From the journalled book: a batch is committed and answered. */
    record Committed(BookView view) implements OrderBookMessage {}

    /** From the timer: try again to start the journalled book. */
    enum Restart implements OrderBookMessage {
        INSTANCE
    }

    /** A batch on its way to the journalled book. */
    record Batch(List<Queued> messages) {}
}
