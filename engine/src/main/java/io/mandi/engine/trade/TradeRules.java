package io.mandi.engine.trade;

import io.mandi.engine.book.Actor;
import io.mandi.engine.id.ResourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides what becomes of a trade (TR-3 to TR-11). */
public final class TradeRules {
    /** Steps that take longer are told of (TR-11). */
    public static final Duration SLOW = Duration.ofMinutes(5);
    /** A trade that its seller has not acknowledged for so long is told of (TR-3). */
    public static final Duration UNCONFIRMED = Duration.ofHours(48);

    private TradeRules() {}

    /**
     * A reservation is to become a trade.
     *
     * @param by user
     */
    public static TradeChange initiate(
            ResourceId reservation, TradeTerms terms, String by, String correlationId, Instant at) {
        Run run = Run.begin(Run.Kind.CREATE, at, by, correlationId, Optional.empty());
        return TradeChange.of(new TradeEvent.Initiated(Trade.pending(ResourceId.ofTrade(reservation), terms, run, at)));
    }

    // ---------------------------------------------------------------------------------------------------- steps

    /** Whether this is what has to be done next: an answer to anything else comes too late, and means nothing. */
    private static boolean isNext(Trade trade, Run.Kind kind, Step step) {
        return trade.run()
                .filter(run -> run.kind() == kind && run.next() == step)
                .isPresent();
    }

    /**
     * A step is done, which is not {@link Step#NUMBER}.
     *
     * @param kind of the run that it was done for
     * @return empty when that was known
     */
    public static Optional<TradeChange> done(Trade trade, Run.Kind kind, Step step, Instant at) {
        if (!isNext(trade, kind, step) || step == Step.NUMBER) {
            return Optional.empty();
        }
        Run run = trade.run().orElseThrow();
        return Optional.of(after(trade, step)
                .map(next -> TradeChange.silent(trade.with(Optional.of(run.at(next)))))
                .orElseGet(() -> ended(trade, run, at)));
    }

    /** The step behind one, of those that this trade needs. */
    private static Optional<Step> after(Trade trade, Step step) {
        List<Step> all = Run.steps(trade.run().orElseThrow().kind());
        return all.subList(all.indexOf(step) + 1, all.size()).stream()
                .filter(next -> trade.terms().need().isPresent() || !isOfNeed(next))
                .findFirst();
    }

    private static boolean isOfNeed(Step step) {
        return step == Step.PURCHASE || step == Step.REVERT_PURCHASE;
    }

    private static TradeChange ended(Trade trade, Run run, Instant at) {
        Act act = new Act(run.by(), at, run.reason());
        return TradeChange.of(
                switch (run.kind()) {
                    case UNDO -> new TradeEvent.Failed(trade.failed(run.cause().orElseThrow(), at));
                    case CANCEL -> new TradeEvent.Cancelled(trade.cancelled(act));
                    case COMPLETE -> new TradeEvent.Completed(trade.completed(act));
                    case CREATE -> throw new IllegalStateException("a trade is made by its number");
                });
    }

    /** All steps before are done: it is made (TR-4). Empty when that was known. */
    public static Optional<TradeChange> numbered(Trade trade, String number, Instant at) {
        return isNext(trade, Run.Kind.CREATE, Step.NUMBER)
                ? Optional.of(TradeChange.of(new TradeEvent.Created(trade.created(number, at))))
                : Optional.empty();
    }

    /**
     * A step was refused for good (TR-7). What was done to make the trade is undone; where something is taken back there is nothing
     * that could be taken back, and the steps go on.
     *
     * @return empty when another answer came before
     */
    public static Optional<TradeChange> refused(Trade trade, Run.Kind kind, Failure why, Instant at) {
        if (!isNext(trade, kind, why.step())) {
            return Optional.empty();
        }
        if (kind != Run.Kind.CREATE) {
            return done(trade, kind, why.step(), at);
        }
        // The first step has done nothing.
        return Optional.of(
                why.step() == Step.SELL
                        ? TradeChange.of(new TradeEvent.Failed(trade.failed(why, at)))
                        : TradeChange.silent(trade.with(trade.run().map(run -> run.undone(why)))));
    }

    /** Nobody has said what has become of a step: it is asked for again, and nothing else changes (TR-7). */
    public static Optional<Trade> unanswered(Trade trade, Run.Kind kind, Step step) {
        return isNext(trade, kind, step) ? Optional.of(trade.with(trade.run().map(Run::inVain))) : Optional.empty();
    }

    // ---------------------------------------------------------------------------------------------------- wishes

    /** The seller's acknowledgement. */
    public static TradeDecision confirm(Trade trade, Actor actor, Instant at) {
        if (!actor.mayTouch(trade.terms().seller().partnerId())) {
            return new TradeDecision.Refused(TradeRefusal.NOT_SELLER);
        }
        if (trade.status() == TradeStatus.CONFIRMED && trade.run().isEmpty()) {
            return new TradeDecision.Repeated();
        }
        Optional<TradeRefusal> refusal = refusal(trade, trade.status() == TradeStatus.CREATED);
        return refusal.<TradeDecision>map(TradeDecision.Refused::new)
                .orElseGet(() -> new TradeDecision.Changed(TradeChange.of(
                        new TradeEvent.Confirmed(trade.confirmed(new Act(actor.user(), at, Optional.empty()))))));
    }

    /** It is settled: what it counts for in the buyer's ledger is released, then it is COMPLETED (TR-10). */
    public static TradeDecision complete(Trade trade, Actor actor, String correlationId, Instant at) {
        return begin(
                trade,
                actor,
                Run.begin(Run.Kind.COMPLETE, at, actor.user(), correlationId, Optional.empty()),
                TradeStatus.COMPLETED,
                trade.status() == TradeStatus.CONFIRMED);
    }

    /** Everything that was done is taken back, then it is CANCELLED (TR-10). */
    public static TradeDecision cancel(Trade trade, Actor actor, String reason, String correlationId, Instant at) {
        return begin(
                trade,
                actor,
                Run.begin(Run.Kind.CANCEL, at, actor.user(), correlationId, Optional.of(reason)),
                TradeStatus.CANCELLED,
                trade.status() == TradeStatus.CREATED || trade.status() == TradeStatus.CONFIRMED);
    }

    private static TradeDecision begin(Trade trade, Actor actor, Run run, TradeStatus end, boolean mayBegin) {
        if (!actor.mayTouchAll()) {
            return new TradeDecision.Refused(TradeRefusal.NOT_STAFF);
        }
        boolean isDone = trade.status() == end;
        boolean isUnderWay =
                trade.run().filter(known -> known.kind() == run.kind()).isPresent();
        if (isDone || isUnderWay) {
            return new TradeDecision.Repeated();
        }
        return refusal(trade, mayBegin)
                .<TradeDecision>map(TradeDecision.Refused::new)
                .orElseGet(() -> new TradeDecision.Changed(TradeChange.silent(trade.with(Optional.of(run)))));
    }

    private static Optional<TradeRefusal> refusal(Trade trade, boolean fits) {
        if (!fits) {
            return Optional.of(TradeRefusal.STATE);
        }
        return trade.run().isPresent() ? Optional.of(TradeRefusal.UNDER_WAY) : Optional.empty();
    }

    // ---------------------------------------------------------------------------------------------------- alerts

    /** When somebody has to look at it again, if nothing happens to it; absent when never. */
    public static Optional<Instant> alertAt(Trade trade) {
        if (trade.run().isPresent()) {
            return trade.alerts().contains(Alert.UNFINISHED)
                    ? Optional.empty()
                    : Optional.of(trade.run().get().since().plus(SLOW));
        }
        return trade.status() == TradeStatus.CREATED && !trade.alerts().contains(Alert.UNCONFIRMED)
                ? Optional.of(trade.changedAt().plus(UNCONFIRMED))
                : Optional.empty();
    }

    /** What the desk has to be told of at a moment, and was not; the trade remembers that it was. */
    public static Optional<Trade> alerted(Trade trade, Instant now) {
        return alertAt(trade)
                .filter(due -> !now.isBefore(due))
                .map(due -> trade.alerted(trade.run().isPresent() ? Alert.UNFINISHED : Alert.UNCONFIRMED));
    }
}
