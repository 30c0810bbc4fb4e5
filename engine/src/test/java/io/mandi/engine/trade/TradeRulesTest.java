package io.mandi.engine.trade;

import static io.mandi.engine.trade.TradeSamples.AT;
import static io.mandi.engine.trade.TradeSamples.TAXABLE;
import static io.mandi.engine.trade.TradeSamples.carriedOut;
import static io.mandi.engine.trade.TradeSamples.created;
import static io.mandi.engine.trade.TradeSamples.pending;
import static io.mandi.engine.trade.TradeSamples.terms;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mandi.engine.book.Actor;
import io.mandi.engine.publication.TradeJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** TR-3 to TR-11. */
class TradeRulesTest {
    private static final Actor STAFF = Actor.staff("asha");
    private static final Actor GINNER = Actor.of("ginner", Optional.of("ptn-seller"));
    private static final Actor MILL = Actor.of("mill", Optional.of("ptn-buyer"));
    private static final Instant LATER = AT.plusSeconds(60);

    private static Failure refusal(Step step) {
        return new Failure(step, "state_conflict", "no");
    }

    private static Trade changed(TradeDecision decision) {
        assertThat(decision).isInstanceOf(TradeDecision.Changed.class);
        return ((TradeDecision.Changed) decision).change().trade();
    }

    /** The steps that a trade goes from here, when all are done. */
    private static List<Step> way(Trade trade) {
        List<Step> way = new ArrayList<>();
        Trade now = trade;
        while (now.run().isPresent()) {
            Run run = now.run().get();
            way.add(run.next());
            now = (run.next() == Step.NUMBER
                            ? TradeRules.numbered(now, "TR-2026-000001", AT)
                            : TradeRules.done(now, run.kind(), run.next(), AT))
                    .orElseThrow()
                    .trade();
        }
        return way;
    }

    // TR-3, TR-6, table of steps
    @Test
    void theStepsAreLotNeedLedgerNumberAndThenItIsMade() {
        assertThat(way(pending())).containsExactly(Step.SELL, Step.PURCHASE, Step.CONVERT_HOLD, Step.NUMBER);
        assertThat(way(pending(terms(Optional.empty(), TAXABLE))))
                .containsExactly(Step.SELL, Step.CONVERT_HOLD, Step.NUMBER);
        Trade made = created();
        assertThat(made.status()).isEqualTo(TradeStatus.CREATED);
        assertThat(made.number()).hasValue("TR-2026-000001");
        assertThat(made.terms()).isEqualTo(terms());
    }

    // TR-7: an answer to anything but the next step means nothing
    @Test
    void anAnswerThatComesTwiceOrLateChangesNothing() {
        Trade sold = TradeRules.done(pending(), Run.Kind.CREATE, Step.SELL, AT)
                .orElseThrow()
                .trade();
        assertThat(TradeRules.done(sold, Run.Kind.CREATE, Step.SELL, AT)).isEmpty();
        assertThat(TradeRules.refused(sold, Run.Kind.CREATE, refusal(Step.SELL), AT))
                .isEmpty();
        assertThat(TradeRules.done(sold, Run.Kind.CREATE, Step.CONVERT_HOLD, AT))
                .isEmpty();
        assertThat(TradeRules.numbered(sold, "TR-2026-000009", AT)).isEmpty();
        Trade undone = TradeRules.refused(sold, Run.Kind.CREATE, refusal(Step.PURCHASE), AT)
                .orElseThrow()
                .trade();
        assertThat(TradeRules.done(undone, Run.Kind.CREATE, Step.PURCHASE, AT)).isEmpty();
        assertThat(TradeRules.done(undone, Run.Kind.CANCEL, Step.RELEASE_EXPOSURE, AT))
                .isEmpty();
        assertThat(TradeRules.unanswered(undone, Run.Kind.CREATE, Step.PURCHASE))
                .isEmpty();
        assertThat(TradeRules.done(created(), Run.Kind.CREATE, Step.NUMBER, AT)).isEmpty();
    }

    // TR-7: only a definite refusal compensates, in reverse order
    @Test
    void whatWasDoneBeforeARefusalIsUndoneInReverseOrder() {
        TradeChange first = TradeRules.refused(pending(), Run.Kind.CREATE, refusal(Step.SELL), LATER)
                .orElseThrow();
        assertThat(first.trade().status()).isEqualTo(TradeStatus.FAILED);
        assertThat(first.event()).containsInstanceOf(TradeEvent.Failed.class);
        Trade sold = TradeRules.done(pending(), Run.Kind.CREATE, Step.SELL, AT)
                .orElseThrow()
                .trade();
        Trade undone = TradeRules.refused(sold, Run.Kind.CREATE, refusal(Step.PURCHASE), LATER)
                .orElseThrow()
                .trade();
        assertThat(undone.status()).isEqualTo(TradeStatus.PENDING);
        assertThat(way(undone)).containsExactly(Step.RELEASE_EXPOSURE, Step.REVERT_PURCHASE, Step.REVERT_SALE);
        Trade failed = carriedOut(undone);
        assertThat(failed.status()).isEqualTo(TradeStatus.FAILED);
        assertThat(failed.failure()).hasValue(refusal(Step.PURCHASE));
        assertThat(failed.number()).isEmpty();
    }

    @Test
    void whatCannotBeTakenBackSinceItIsNotThereHoldsUpNothing() {
        Trade sold = TradeRules.done(pending(), Run.Kind.CREATE, Step.SELL, AT)
                .orElseThrow()
                .trade();
        Trade undone = TradeRules.refused(sold, Run.Kind.CREATE, refusal(Step.PURCHASE), AT)
                .orElseThrow()
                .trade();
        Trade further = TradeRules.refused(undone, Run.Kind.UNDO, refusal(Step.RELEASE_EXPOSURE), AT)
                .orElseThrow()
                .trade();
        assertThat(further.run().orElseThrow().next()).isEqualTo(Step.REVERT_PURCHASE);
        assertThat(further.run().orElseThrow().cause()).hasValue(refusal(Step.PURCHASE));
    }

    // TR-7: 1, 2, 4 ... 30 s, and a timeout never compensates
    @Test
    void aStepThatNobodyAnswersIsAskedForAgainAfterPausesThatGrow() {
        Trade trade = pending();
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            trade = TradeRules.unanswered(trade, Run.Kind.CREATE, Step.SELL).orElseThrow();
            pauses.add(trade.run().orElseThrow().pause().toSeconds());
            assertThat(trade.status()).isEqualTo(TradeStatus.PENDING);
            assertThat(trade.run().orElseThrow().next()).isEqualTo(Step.SELL);
        }
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
        Trade answered = TradeRules.done(trade, Run.Kind.CREATE, Step.SELL, AT)
                .orElseThrow()
                .trade();
        assertThat(answered.run().orElseThrow().attempts()).isZero();
    }

    // TR-3: who confirms, completes, cancels
    @Test
    void theSellerConfirmsAndStaffCompletesAndCancels() {
        Trade made = created();
        assertThat(TradeRules.confirm(made, MILL, LATER)).isEqualTo(new TradeDecision.Refused(TradeRefusal.NOT_SELLER));
        Trade confirmed = changed(TradeRules.confirm(made, GINNER, LATER));
        assertThat(confirmed.status()).isEqualTo(TradeStatus.CONFIRMED);
        assertThat(confirmed.confirmed()).hasValue(new Act("ginner", LATER, Optional.empty()));
        assertThat(TradeRules.confirm(confirmed, STAFF, LATER)).isEqualTo(new TradeDecision.Repeated());
        assertThat(TradeRules.complete(made, STAFF, "request-2", LATER))
                .isEqualTo(new TradeDecision.Refused(TradeRefusal.STATE));
        assertThat(TradeRules.complete(confirmed, GINNER, "request-2", LATER))
                .isEqualTo(new TradeDecision.Refused(TradeRefusal.NOT_STAFF));
        assertThat(TradeRules.cancel(confirmed, MILL, "why", "request-2", LATER))
                .isEqualTo(new TradeDecision.Refused(TradeRefusal.NOT_STAFF));
        assertThat(TradeRules.confirm(pending(), STAFF, LATER))
                .isEqualTo(new TradeDecision.Refused(TradeRefusal.STATE));
    }

    // TR-10
    @Test
    void completingReleasesTheExposureAndWhatIsCompletedIsNotCancelled() {
        Trade confirmed = changed(TradeRules.confirm(created(), STAFF, LATER));
        Trade completing = changed(TradeRules.complete(confirmed, STAFF, "request-2", LATER));
        assertThat(completing.status()).isEqualTo(TradeStatus.CONFIRMED);
        assertThat(way(completing)).containsExactly(Step.RELEASE_EXPOSURE);
        assertThat(TradeRules.cancel(completing, STAFF, "why", "request-3", LATER))
                .isEqualTo(new TradeDecision.Refused(TradeRefusal.UNDER_WAY));
        assertThat(TradeRules.complete(completing, STAFF, "request-3", LATER)).isEqualTo(new TradeDecision.Repeated());
        Trade completed = carriedOut(completing);
        assertThat(completed.status()).isEqualTo(TradeStatus.COMPLETED);
        assertThat(completed.completed().orElseThrow().by()).isEqualTo("asha");
        assertThat(TradeRules.cancel(completed, STAFF, "why", "request-3", LATER))
                .isEqualTo(new TradeDecision.Refused(TradeRefusal.STATE));
    }

    // TR-10
    @Test
    void cancellingTakesEverythingBackInReverseOrder() {
        for (Trade trade : List.of(created(), changed(TradeRules.confirm(created(), STAFF, LATER)))) {
            Trade cancelling = changed(TradeRules.cancel(trade, STAFF, "the gin burned down", "request-2", LATER));
            assertThat(way(cancelling)).containsExactly(Step.RELEASE_EXPOSURE, Step.REVERT_PURCHASE, Step.REVERT_SALE);
            assertThat(TradeRules.confirm(cancelling, STAFF, LATER)).isInstanceOf(TradeDecision.Refused.class);
            Trade cancelled = carriedOut(cancelling);
            assertThat(cancelled.status()).isEqualTo(TradeStatus.CANCELLED);
            assertThat(cancelled.cancelled().orElseThrow().reason()).hasValue("the gin burned down");
            assertThat(TradeRules.cancel(cancelled, STAFF, "again", "request-3", LATER))
                    .isEqualTo(new TradeDecision.Repeated());
        }
        assertThat(TradeRules.cancel(pending(), STAFF, "why", "request-2", LATER))
                .isEqualTo(new TradeDecision.Refused(TradeRefusal.STATE));
    }

    // TR-11
    @Test
    void stepsThatAreNotDoneAfterFiveMinutesAreToldOfOnceAndGoOn() {
        Trade trade = pending();
        assertThat(TradeRules.alertAt(trade)).hasValue(AT.plus(Duration.ofMinutes(5)));
        assertThat(TradeRules.alerted(trade, AT.plus(Duration.ofMinutes(5)).minusNanos(1_000)))
                .isEmpty();
        Trade told = TradeRules.alerted(trade, AT.plus(Duration.ofMinutes(5))).orElseThrow();
        assertThat(told.alerts()).containsExactly(Alert.UNFINISHED);
        assertThat(told.run()).isEqualTo(trade.run());
        assertThat(TradeRules.alertAt(told)).isEmpty();
        assertThat(carriedOut(told).alerts()).isEmpty();
    }

    // TR-3
    @Test
    void whatIsNotConfirmedAfterTwoDaysIsToldOfAndStaysAsItIs() {
        Trade made = created();
        Instant due = AT.plus(Duration.ofHours(48));
        assertThat(TradeRules.alertAt(made)).hasValue(due);
        Trade told = TradeRules.alerted(made, due).orElseThrow();
        assertThat(told.alerts()).containsExactly(Alert.UNCONFIRMED);
        assertThat(told.status()).isEqualTo(TradeStatus.CREATED);
        assertThat(told.version()).isEqualTo(made.version());
        assertThat(TradeRules.alerted(told, due.plusSeconds(1))).isEmpty();
        Trade confirmed = changed(TradeRules.confirm(told, GINNER, due));
        assertThat(confirmed.alerts()).isEmpty();
        assertThat(TradeRules.alertAt(confirmed)).isEmpty();
    }

    @Test
    void everyTradeIsReadBackAsItWasWritten() throws JsonProcessingException {
        Trade cancelling = changed(TradeRules.cancel(created(), STAFF, "why", "request-2", LATER));
        Trade undone = TradeRules.refused(
                        TradeRules.done(pending(), Run.Kind.CREATE, Step.SELL, AT)
                                .orElseThrow()
                                .trade(),
                        Run.Kind.CREATE,
                        refusal(Step.PURCHASE),
                        AT)
                .orElseThrow()
                .trade();
        Trade told = TradeRules.alerted(undone, AT.plus(Duration.ofHours(1))).orElseThrow();
        for (Trade trade :
                List.of(pending(), created(), cancelling, carriedOut(cancelling), undone, told, carriedOut(told))) {
            assertThat(TradeJson.read(TradeJson.write(trade))).isEqualTo(trade);
        }
    }
}
