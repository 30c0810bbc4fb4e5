package io.mandi.http.desk;

import io.mandi.cluster.NodeSettings.DeskSettings;
import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.LotBookReply;
import io.mandi.engine.actor.LotBooks;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotAnswer;
import io.mandi.engine.lots.posting.Market;
import io.mandi.persistence.catalog.PostgresMarkets;
import io.mandi.persistence.ledger.PartnerLedgers;
import io.mandi.persistence.ledger.PartyDirectory;
import io.mandi.persistence.partner.PostgresPartners;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom the parts of the desk ask. */
record DeskParts(
        LotBooks books,
        PostgresMarkets markets,
        PostgresPartners partners,
        PartnerLedgers ledgers,
        PartyDirectory directory,
        DeskSettings settings,
        InstantSource clock) {
    private static final Logger LOG = LoggerFactory.getLogger(DeskParts.class);

    GiveBack giveBack() {
        return new GiveBack(books, ledgers);
    }

    /** The program itself, on behalf of somebody. */
    static Caller system(Caller caller) {
        return new Caller(caller.organization(), Actor.system(), caller.correlationId(), Optional.empty())
                .within(caller.trace());
    }

    CommandContext context(Caller caller) {
        return new CommandContext(
                ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()),
                caller.actor(),
                caller.correlationId(),
                Optional.empty());
    }

    static ResourceId commodity(EntityId book) {
        return ResourceId.ofCommodity(book);
    }

    /** What the market says, or an answer when there is no such commodity. */
    <T> CompletionStage<DeskReply<T>> withMarket(
            ResourceId commodity, Collection<String> locations, Function<Market, CompletionStage<DeskReply<T>>> then) {
        return markets.market(commodity, locations)
                .thenCompose(market -> market.isEmpty()
                        ? CompletableFuture.completedStage(new DeskReply.UnknownCommodity<>())
                        : then.apply(market.get()));
    }

    /** An answer of a book about something that it was told to do. */
    static <T> DeskReply<T> done(LotBookReply reply, Function<LotAnswer, T> value) {
        return switch (reply) {
            case LotBookReply.Done done ->
                new DeskReply.Done<>(
                        value.apply(done.answer()), done.answer().warnings(), done.repeated(), done.journalSequence());
            default -> other(reply);
        };
    }

    /** What is the same whatever was asked. */
    static <T> DeskReply<T> other(LotBookReply reply) {
        return switch (reply) {
            case LotBookReply.Rejected rejected -> new DeskReply.Rejected<>(rejected.rejection(), rejected.repeated());
            // The book has told of it already, when it was somebody else's.
            case LotBookReply.NotFound ignored -> new DeskReply.NotFound<>(false);
            case LotBookReply.Overloaded ignored -> new DeskReply.Overloaded<>();
            case LotBookReply.InProgress ignored -> new DeskReply.InProgress<>();
            case LotBookReply.OutcomeUnknown ignored -> new DeskReply.OutcomeUnknown<>();
            case LotBookReply.Quarantined ignored -> new DeskReply.Quarantined<>();
            case LotBookReply.Unavailable ignored -> new DeskReply.Overloaded<>();
            default -> throw new IllegalStateException("no answer to this question: " + reply.getClass());
        };
    }

    /** Something that is also seen to by the schedule: it is tried now, and a failure is not the caller's. */
    static CompletionStage<Void> meanwhile(String what, CompletionStage<?> stage) {
        return stage.handle((done, failure) -> {
            if (failure != null) {
                LOG.warn("{} is left for later: {}", what, failure.toString());
            }
            return null;
        });
    }
}
