package io.mandi.engine.actor;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.mandi.engine.lots.LotAnswer;
import io.mandi.engine.lots.LotRejection;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.Appraisal;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.reservation.Reservation;
import java.time.Instant;
import java.util.List;

/** What a book of lots answers. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reply")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LotBookReply.Done.class, name = "done"),
    @JsonSubTypes.Type(value = LotBookReply.Rejected.class, name = "rejected"),
    @JsonSubTypes.Type(value = LotBookReply.FoundLot.class, name = "found_lot"),
    @JsonSubTypes.Type(value = LotBookReply.FoundNeed.class, name = "found_need"),
    @JsonSubTypes.Type(value = LotBookReply.FoundReservation.class, name = "found_reservation"),
    @JsonSubTypes.Type(value = LotBookReply.MatchedLots.class, name = "matched_lots"),
    @JsonSubTypes.Type(value = LotBookReply.MatchedNeeds.class, name = "matched_needs"),
    @JsonSubTypes.Type(value = LotBookReply.Judged.class, name = "judged"),
    @JsonSubTypes.Type(value = LotBookReply.JudgedAll.class, name = "judged_all"),
    @JsonSubTypes.Type(value = LotBookReply.NotFound.class, name = "not_found"),
    @JsonSubTypes.Type(value = LotBookReply.Overloaded.class, name = "overloaded"),
    @JsonSubTypes.Type(value = LotBookReply.InProgress.class, name = "in_progress"),
    @JsonSubTypes.Type(value = LotBookReply.KeyForgotten.class, name = "key_forgotten"),
    @JsonSubTypes.Type(value = LotBookReply.Unavailable.class, name = "unavailable"),
    @JsonSubTypes.Type(value = LotBookReply.OutcomeUnknown.class, name = "outcome_unknown"),
    @JsonSubTypes.Type(value = LotBookReply.Quarantined.class, name = "quarantined")
})
public sealed interface LotBookReply extends EngineMessage {

    /**
     * The command is done.
     *
     * @param repeated whether this answers a repetition: nothing was done now
     * @param journalSequence number, in the book's journal, of the last event that this rests on; 0 for none
     */
    record Done(LotAnswer answer, boolean repeated, long journalSequence) implements LotBookReply {}

    /**
     * The command was refused; nothing was done.
     *
     * @param repeated whether this answers a repetition
     */
    record Rejected(LotRejection rejection, boolean repeated) implements LotBookReply {}

    record FoundLot(Lot lot) implements LotBookReply {}

    record FoundNeed(Need need) implements LotBookReply {}

    /** @param lot of which it is */
    record FoundReservation(Reservation reservation, Lot lot) implements LotBookReply {}

    /** A lot that a need is matched with. */
    record MatchedLot(Lot lot, Appraisal appraisal) {}

    /** @param matches in the order of MT-5 */
    record MatchedLots(List<MatchedLot> matches) implements LotBookReply {
        public MatchedLots {
            matches = List.copyOf(matches);
        }
    }

    /** A need that a lot is matched with. */
    record MatchedNeed(Need need, Appraisal appraisal) {}

    /** @param matches in the order of MT-6 */
    record MatchedNeeds(List<MatchedNeed> matches) implements LotBookReply {
        public MatchedNeeds {
            matches = List.copyOf(matches);
        }
    }

    record Judged(Verdict verdict) implements LotBookReply {}

    /** @param number of the lot or need that was judged with the one in question */
    record JudgedOne(long number, Verdict verdict) {}

    /** @param judged without those that are not on the market */
    record JudgedAll(List<JudgedOne> judged) implements LotBookReply {
        public JudgedAll {
            judged = List.copyOf(judged);
        }
    }

    /** There is no such thing, or not for this caller. */
    record NotFound() implements LotBookReply {}

    /** The line is full or the book is moving: nothing was done, try again soon. */
    record Overloaded() implements LotBookReply {}

    /** A request with this idempotency key is in line: nothing was done for this one. */
    record InProgress() implements LotBookReply {}

    /**
     * The request's idempotency key may be one that the book has forgotten: nothing was done. Seen by {@link LotBooks} alone,
     * which looks for it.
     *
     * @param lookUpTo earlier events have to be looked through
     * @param anyKey whether this is so for every key that the book does not know
     */
    record KeyForgotten(Instant lookUpTo, boolean anyKey) implements LotBookReply {}

    /** What matching has to know of partners or of the catalogue cannot be told now. */
    record Unavailable() implements LotBookReply {}

    /** What is stored of the book is damaged, and it is not served until that is mended: nothing was done. */
    record Quarantined() implements LotBookReply {}

    /** Whether the command was done is not known; the same request with the same idempotency key finds out. */
    record OutcomeUnknown() implements LotBookReply {}

    /** What somebody is told whom the book itself does not answer. */
    static LotBookReply of(LineRefusal why) {
        return switch (why) {
            case OVERLOADED -> new Overloaded();
            case IN_PROGRESS -> new InProgress();
            case QUARANTINED -> new Quarantined();
            case OUTCOME_UNKNOWN -> new OutcomeUnknown();
        };
    }
}
