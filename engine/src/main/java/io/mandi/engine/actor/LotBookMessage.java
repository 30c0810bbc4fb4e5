package io.mandi.engine.actor;

import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.id.TraceContext;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.trace.Span;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** What the entity of a book of lots understands. */
public sealed interface LotBookMessage {

    /** A message that stands in line with the others and is answered after the commit of its batch. */
    sealed interface Queued extends LotBookMessage, EngineMessage, Lined<Queued> {
        ActorRef<LotBookReply> replyTo();

        @Override
        default void refuse(LineRefusal why) {
            replyTo().tell(LotBookReply.of(why));
        }
    }

    /** Does a command. */
    record Execute(Caller caller, LotCommand command, long patienceMillis, ActorRef<LotBookReply> replyTo)
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
    }

    /** Looks at a lot, a need or a reservation; sees everything that was acknowledged before. */
    record Read(Caller caller, ResourceId what, long patienceMillis, ActorRef<LotBookReply> replyTo) implements Queued {
        @Override
        public boolean asks() {
            return true;
        }

        @Override
        public void describe(Span span) {}

        @Override
        public Read within(TraceContext span) {
            return this;
        }
    }

    /**
     * Looks for the reservation of a lot that something is held for; sees everything that was acknowledged before.
     *
     * @param lot number
     * @param holdKey of what the buyer's ledger holds
     */
    record FindHeld(Caller caller, long lot, String holdKey, long patienceMillis, ActorRef<LotBookReply> replyTo)
            implements Queued {
        @Override
        public boolean asks() {
            return true;
        }

        @Override
        public void describe(Span span) {}

        @Override
        public FindHeld within(TraceContext span) {
            return this;
        }
    }

    /** A question for matching, which sees everything that was acknowledged before; does not stand in line. */
    sealed interface Search extends LotBookMessage, EngineMessage {
        Caller caller();

        ActorRef<LotBookReply> replyTo();
    }

    /**
     * Looks for lots of this book for a need.
     *
     * @param book of the need; this one, or that of a commodity for which this one's is an equivalent
     * @param minScore 0 to 1; that of the need's category is asked for anyway
     */
    record FindLots(
            Caller caller, EntityId book, Need need, BigDecimal minScore, int limit, ActorRef<LotBookReply> replyTo)
            implements Search {}

    /**
     * Looks for needs of this book for a lot.
     *
     * @param book of the lot
     * @param minScore 0 to 1; that of the need's category is asked for anyway
     */
    record FindNeeds(
            Caller caller, EntityId book, Lot lot, BigDecimal minScore, int limit, ActorRef<LotBookReply> replyTo)
            implements Search {}

    /**
     * Judges a need and a lot, whatever their state.
     *
     * @param needBook of the need
     * @param lotBook of the lot
     */
    record Judge(Caller caller, EntityId needBook, Need need, EntityId lotBook, Lot lot, ActorRef<LotBookReply> replyTo)
            implements Search {}

    /**
     * Judges a need and those of these lots of this book that are on the market.
     *
     * @param book of the need
     * @param lots numbers
     */
    record JudgeLots(Caller caller, EntityId book, Need need, List<Long> lots, ActorRef<LotBookReply> replyTo)
            implements Search {
        public JudgeLots {
            lots = List.copyOf(lots);
        }
    }

    /**
     * Judges a lot and those of these needs of this book that are on the market.
     *
     * @param book of the lot
     * @param needs numbers
     */
    record JudgeNeeds(Caller caller, EntityId book, Lot lot, List<Long> needs, ActorRef<LotBookReply> replyTo)
            implements Search {
        public JudgeNeeds {
            needs = List.copyOf(needs);
        }
    }

    /** Finish what is in line, then stop: the shard moves, the node stops, or nobody has asked for long. */
    enum Stop implements LotBookMessage {
        INSTANCE
    }

    /** From the journalled book: it has recovered and can take a batch. */
    enum Recovered implements LotBookMessage {
        INSTANCE
    }

    /** From the journalled book, before it stops: what is stored of it cannot be understood. */
    record Damaged(String reason) implements LotBookMessage {}

    /** From the journalled book: a batch is committed and answered. */
    enum Committed implements LotBookMessage {
        INSTANCE
    }

    /** From the timer: try again to start the journalled book. */
    enum Restart implements LotBookMessage {
        INSTANCE
    }

    /** A batch on its way to the journalled book. */
    record Batch(List<Queued> messages) {}
}
