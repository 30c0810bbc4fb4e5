package io.mandi.http.desk;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.LotBookReply;
import io.mandi.engine.book.Actor;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.ledger.LedgerRefusal;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.LotRejectionCode;
import io.mandi.engine.trade.Failure;
import io.mandi.engine.trade.Run;
import io.mandi.engine.trade.Step;
import io.mandi.engine.trade.Trade;
import io.mandi.engine.trade.TradeRules;
import io.mandi.engine.trade.TradeStatus;
import io.mandi.engine.trade.TradeTerms;
import io.mandi.persistence.ledger.Deal;
import io.mandi.persistence.ledger.LedgerAnswer;
import io.mandi.persistence.table.YearlyNumbers;
import io.mandi.persistence.trade.PostgresTrades;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries on what is under way with a trade, step by step, until it is done or a step is not answered. Any number of nodes can do so at
 * the same time: each step is done once, and the trade takes one answer to it.
 */
final class TradeSteps {
    private static final Logger LOG = LoggerFactory.getLogger(TradeSteps.class);

    private final DeskParts parts;
    private final PostgresTrades trades;
    private final YearlyNumbers numbers;
    private final Executor blocking;

    /** @param blocking whose threads may wait for the database */
    TradeSteps(DeskParts parts, PostgresTrades trades, YearlyNumbers numbers, Executor blocking) {
        this.parts = parts;
        this.trades = trades;
        this.numbers = numbers;
        this.blocking = blocking;
    }

    /** What has become of a step. */
    private sealed interface Outcome {
        record Done() implements Outcome {}

        /** For good: it is the same whenever it is asked again. */
        record Refused(String code, String detail) implements Outcome {}

        /** It may be done or not. */
        record Unanswered(String why) implements Outcome {}
    }

    private static final Outcome DONE = new Outcome.Done();

    private static <T> CompletionStage<T> now(T value) {
        return CompletableFuture.completedStage(value);
    }

    /**
     * Does all steps that can be done now.
     *
     * @return the trade as it is then; what is left is carried on by the schedule. Empty when there is no such trade
     */
    CompletionStage<Optional<Trade>> carryOn(ResourceId id) {
        return trades.find(id).thenCompose(found -> found.map(this::carryOn).orElse(now(found)));
    }

    /** The same of a trade that was just read or changed. */
    CompletionStage<Optional<Trade>> carryOn(Trade trade) {
        if (trade.run().isEmpty()) {
            return now(Optional.of(trade));
        }
        Run run = trade.run().get();
        Caller system = system(trade, run);
        return attempt(system, trade, run).thenCompose(outcome -> switch (outcome) {
            case Outcome.Unanswered(String why) -> {
                LOG.warn("{} of {} is asked for again: {}", run.next(), trade.id(), why);
                yield trades.note(
                                system, trade.id(), (known, at) -> TradeRules.unanswered(known, run.kind(), run.next()))
                        .thenCompose(noted -> noted.isPresent() ? now(noted) : trades.find(trade.id()));
            }
            default ->
                recorded(system, trade, run, outcome)
                        .thenCompose(next -> next.map(this::carryOn).orElse(now(next)));
        });
    }

    private static Caller system(Trade trade, Run run) {
        return new Caller(trade.id().organization(), Actor.system(), run.correlationId(), Optional.empty());
    }

    private CompletionStage<Optional<Trade>> recorded(Caller system, Trade trade, Run run, Outcome outcome) {
        if (run.next() == Step.NUMBER) {
            return number(trade)
                    .thenCompose(number ->
                            trades.progress(system, trade.id(), (known, at) -> TradeRules.numbered(known, number, at)));
        }
        if (outcome instanceof Outcome.Refused(String code, String detail)) {
            LOG.info("{} of {} is refused: {}, {}", run.next(), trade.id(), code, detail);
            Failure failure = new Failure(run.next(), code, detail);
            return trades.progress(
                    system, trade.id(), (known, at) -> TradeRules.refused(known, run.kind(), failure, at));
        }
        return trades.progress(system, trade.id(), (known, at) -> TradeRules.done(known, run.kind(), run.next(), at));
    }

    /** Given to this trade or to nobody (TR-4). */
    private CompletionStage<String> number(Trade trade) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return numbers.next(
                                trade.id().organization(), trade.terms().day().getYear());
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                blocking);
    }

    private CompletionStage<Outcome> attempt(Caller system, Trade trade, Run run) {
        CompletionStage<Outcome> step = switch (run.next()) {
            case SELL -> sell(system, trade);
            case PURCHASE -> purchase(system, trade);
            case CONVERT_HOLD -> convertHold(system, trade);
            case NUMBER -> now(DONE);
            case RELEASE_EXPOSURE -> release(system, trade, run);
            case REVERT_PURCHASE -> revertPurchase(system, trade, run);
            // What was asked for before it, and comes late, is refused from now on; until now it was not.
            case REVERT_SALE ->
                revertSale(system, trade, run)
                        .thenCompose(outcome -> trade.terms().need().isEmpty() || !outcome.equals(DONE)
                                ? now(outcome)
                                : revertPurchase(system, trade, run));
        };
        return step.exceptionally(failure -> new Outcome.Unanswered(failure.toString()));
    }

    // ------------------------------------------------------------------------------------------------ lot and need

    private CompletionStage<Outcome> tell(EntityId book, Caller system, LotCommand command) {
        return parts.books().execute(book, system, command, System.nanoTime()).thenApply(reply -> switch (reply) {
            case LotBookReply.Done ignored -> DONE;
            case LotBookReply.Rejected rejected
            when rejected.rejection().code().kind() == LotRejectionCode.Kind.UNAVAILABLE ->
                new Outcome.Unanswered(rejected.rejection().detail());
            case LotBookReply.Rejected rejected ->
                new Outcome.Refused(
                        rejected.rejection().code().code(), rejected.rejection().detail());
            case LotBookReply.NotFound ignored ->
                new Outcome.Refused(LotRejectionCode.STATE_CONFLICT.code(), "the book does not know it any more");
            default -> new Outcome.Unanswered(reply.getClass().getSimpleName());
        });
    }

    private static ResourceId need(Trade trade) {
        String id = trade.terms().need().orElseThrow();
        return ResourceId.parse(ResourceId.Kind.REQUIREMENT, id)
                .orElseThrow(() -> new IllegalStateException("no id of a need: " + id));
    }

    /** Under which the need keeps room for the reservation. */
    private static String roomKey(Trade trade) {
        return trade.terms().roomKey().orElse(trade.id().reservation().toString());
    }

    private static String reason(Trade trade, Run run) {
        return run.reason()
                .orElseGet(() -> "trade " + trade.id() + " "
                        + (run.kind() == Run.Kind.COMPLETE ? TradeStatus.COMPLETED : TradeStatus.FAILED)
                                .name()
                                .toLowerCase(Locale.ROOT));
    }

    private CompletionStage<Outcome> sell(Caller system, Trade trade) {
        ResourceId reservation = trade.id().reservation();
        return tell(
                reservation.owner(),
                system,
                new LotCommand.Convert(reservation.number(), trade.id().toString()));
    }

    private CompletionStage<Outcome> revertSale(Caller system, Trade trade, Run run) {
        ResourceId reservation = trade.id().reservation();
        return tell(
                reservation.owner(),
                system,
                new LotCommand.RevertSale(reservation.number(), trade.id().toString(), reason(trade, run)));
    }

    private CompletionStage<Outcome> purchase(Caller system, Trade trade) {
        ResourceId need = need(trade);
        return tell(
                need.owner(),
                system,
                new LotCommand.RecordPurchase(
                        need.number(),
                        roomKey(trade),
                        trade.id().toString(),
                        trade.terms().taxable()));
    }

    /** The lot gives back the room of a need beside it; one of another commodity is told here. */
    private CompletionStage<Outcome> revertPurchase(Caller system, Trade trade, Run run) {
        ResourceId need = need(trade);
        CompletionStage<Outcome> reverted = tell(
                need.owner(),
                system,
                new LotCommand.RevertPurchase(need.number(), trade.id().toString(), reason(trade, run)));
        return reverted.thenCompose(outcome -> trade.terms().roomKey().isEmpty() || !outcome.equals(DONE)
                ? now(outcome)
                : tell(
                        need.owner(),
                        system,
                        new LotCommand.GiveBackRoom(need.number(), roomKey(trade), reason(trade, run))));
    }

    // ----------------------------------------------------------------------------------------------------- ledger

    private static Optional<Deal> deal(Trade trade) {
        TradeTerms terms = trade.terms();
        return terms.holdKey()
                .map(key ->
                        new Deal(key, terms.buyer().partnerId(), terms.seller().partnerId(), terms.commodity()));
    }

    private CompletionStage<Outcome> convertHold(Caller system, Trade trade) {
        Optional<Deal> deal = deal(trade);
        if (deal.isEmpty()) {
            return now(DONE);
        }
        return parts.ledgers()
                .convert(
                        system,
                        deal.get().buyer(),
                        deal.get().key(),
                        trade.id().toString(),
                        trade.terms().taxable())
                .thenCompose(answer -> switch (answer) {
                    case LedgerAnswer.Done ignored ->
                        parts.ledgers().tradeDeal(system, deal.get()).thenApply(moved -> DONE);
                    case LedgerAnswer.Refused(LedgerRefusal reason)
                    when reason == LedgerRefusal.EXPOSURE_LIMIT ->
                        now(new Outcome.Refused(
                                LotRejectionCode.EXPOSURE_LIMIT.code(), "more than the buyer's credit limit"));
                    case LedgerAnswer.Refused(LedgerRefusal reason) ->
                        now(new Outcome.Refused(
                                LotRejectionCode.STATE_CONFLICT.code(),
                                "the buyer's ledger does not hold it: " + reason.name()));
                });
    }

    /** Of a trade that was made, its value; of one that was not, what is held for it. */
    private CompletionStage<Outcome> release(Caller system, Trade trade, Run run) {
        Optional<Deal> deal = deal(trade);
        if (deal.isEmpty()) {
            return now(DONE);
        }
        String id = trade.id().toString();
        String buyer = deal.get().buyer();
        String reason = reason(trade, run);
        CompletionStage<LedgerAnswer> released = parts.ledgers()
                .releaseTrade(system, buyer, id, reason)
                .thenCompose(answer -> is(answer, LedgerRefusal.UNKNOWN)
                        ? parts.ledgers().releaseHold(system, buyer, deal.get().key(), reason)
                        : now(answer))
                // It was converted between the two.
                .thenCompose(answer -> is(answer, LedgerRefusal.CONVERTED)
                        ? parts.ledgers().releaseTrade(system, buyer, id, reason)
                        : now(answer));
        return released.thenCompose(answer -> run.kind() == Run.Kind.COMPLETE
                        ? parts.ledgers().completeDeal(system, deal.get())
                        : parts.ledgers().endDeal(system, deal.get()))
                .thenApply(moved -> DONE);
    }

    private static boolean is(LedgerAnswer answer, LedgerRefusal reason) {
        return answer instanceof LedgerAnswer.Refused(LedgerRefusal why) && why == reason;
    }
}
