package io.mandi.engine.lots;

import static io.mandi.engine.lots.Offer.decimal;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.Actor;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.ledger.Exposure;
import io.mandi.engine.ledger.ExposureEntry;
import io.mandi.engine.ledger.ExposureState;
import io.mandi.engine.ledger.LedgerDecision;
import io.mandi.engine.ledger.LedgerRefusal;
import io.mandi.engine.ledger.LedgerRules;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.posting.Counts;
import io.mandi.engine.trade.Failure;
import io.mandi.engine.trade.Run;
import io.mandi.engine.trade.Step;
import io.mandi.engine.trade.Trade;
import io.mandi.engine.trade.TradeChange;
import io.mandi.engine.trade.TradeDecision;
import io.mandi.engine.trade.TradeRules;
import io.mandi.engine.trade.TradeSamples;
import io.mandi.engine.trade.TradeStatus;
import io.mandi.engine.trade.TradeTerms;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * TR-7, TR-8: questions and answers between a trade, the book and the ledger are lost, come twice and in any order; time passes, and
 * things are refused. In the end everything is done, or everything is undone.
 */
class TradeSagaTest {
    private static final int LIVES = 4_000;
    private static final String HOLD = "hold:1";
    /** Ten bales, in millionths. */
    private static final long KILOGRAMS = 1_700_000_000;

    @Test
    void whateverIsLostDoubledOrLateEverythingIsDoneOrEverythingIsUndone() {
        Map<TradeStatus, Integer> ends = new EnumMap<>(TradeStatus.class);
        for (int life = 0; life < LIVES; life++) {
            long seed = 20_261_123L * 1_000_003 + life;
            ends.merge(new Life(seed).end(), 1, Integer::sum);
        }
        assertThat(ends)
                .containsOnlyKeys(
                        TradeStatus.CREATED,
                        TradeStatus.CONFIRMED,
                        TradeStatus.COMPLETED,
                        TradeStatus.CANCELLED,
                        TradeStatus.FAILED);
        assertThat(ends.values()).as("%s", ends).allMatch(count -> count > LIVES / 200);
    }

    /** What somebody was told about a step. */
    private record Answer(Run.Kind kind, Step step, Optional<Failure> refusal) {}

    /** One reservation, what becomes of it, and those who take part. */
    private static final class Life {
        private final long seed;
        private final SplittableRandom random;
        private final LotDesk desk = new LotDesk();
        private final long lot;
        private final Optional<Long> need;
        private final long reservation;
        private final Decimal value = decimal("500.00");

        private Exposure exposure = Exposure.NONE;
        private final Map<String, ExposureEntry> entries = new HashMap<>();
        /** Questions on their way; each does something when it arrives. */
        private final List<Supplier<Answer>> questions = new ArrayList<>();

        private final List<Answer> answers = new ArrayList<>();
        private Trade trade;

        Life(long seed) {
            this.seed = seed;
            random = new SplittableRandom(seed);
            lot = desk.offer(new Offer().of("100").price("50"));
            need = random.nextInt(3) == 0
                    ? Optional.empty()
                    : Optional.of(desk.demand(new Demand().of("10", "60").totalBudget("1000000000.00")));
            reservation = desk.reserved(
                    need.isPresent() ? desk.reserveFor(need.get(), lot, "10") : desk.reserve(lot, LotDesk.BUYER, "10"));
            ledger(rules().hold(Optional.empty(), HOLD, value));
            trade = begun();
        }

        private Trade begun() {
            TradeTerms sample = TradeSamples.terms(
                    need.map(number -> new ResourceId(ResourceId.Kind.REQUIREMENT, number, LotDesk.BOOK).toString()),
                    // Now and then it costs more than the need's whole budget, so that the need refuses it.
                    need.isPresent() && random.nextInt(8) == 0 ? decimal("9000000000.00") : value);
            return TradeRules.initiate(
                            new ResourceId(ResourceId.Kind.RESERVATION, reservation, LotDesk.BOOK),
                            sample,
                            "mill@example.org",
                            "request-1",
                            desk.now())
                    .trade();
        }

        TradeStatus end() {
            for (int i = 0; i < 60; i++) {
                happens();
            }
            // From now on everything arrives, and what is late comes in between.
            for (int i = 0; i < 60 && (trade.run().isPresent() || !questions.isEmpty()); i++) {
                if (trade.run().isPresent()) {
                    take(ask(trade.run().get()).get());
                }
                if (!questions.isEmpty()) {
                    questions.remove(random.nextInt(questions.size())).get();
                }
                answers.forEach(this::take);
                answers.clear();
            }
            assertThat(trade.run()).as("seed %d: %s", seed, trade).isEmpty();
            check();
            return trade.status();
        }

        private void happens() {
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> trade.run().ifPresent(run -> questions.add(ask(run)));
                case 3, 4, 5 -> {
                    if (!questions.isEmpty()) {
                        int at = random.nextInt(questions.size());
                        // One that is not taken away arrives again.
                        answers.add((random.nextInt(4) == 0 ? questions.get(at) : questions.remove(at)).get());
                    }
                }
                case 6, 7 -> {
                    if (!answers.isEmpty()) {
                        Answer answer = answers.remove(random.nextInt(answers.size()));
                        if (random.nextInt(4) != 0) {
                            take(answer);
                        }
                    }
                }
                case 8 ->
                    trade = trade.run()
                            .flatMap(run -> TradeRules.unanswered(trade, run.kind(), run.next()))
                            .orElse(trade);
                default -> somethingElse();
            }
        }

        private void somethingElse() {
            switch (random.nextInt(12)) {
                case 0 -> {
                    desk.after(Duration.ofHours(25));
                    desk.passed();
                    ended();
                }
                case 1 -> {
                    desk.execute(new LotCommand.Release(reservation, "changed its mind"), LotDesk.STAFF);
                    ended();
                }
                case 2 -> {
                    if (desk.reservation(reservation).isHeld()) {
                        ledger(rules().releaseHold(entry(), "by mistake"));
                    }
                }
                case 3, 4, 5, 6 -> want(TradeRules.confirm(trade, LotDesk.STAFF, desk.now()));
                case 7, 8 -> want(TradeRules.complete(trade, LotDesk.STAFF, "request-2", desk.now()));
                case 9, 10 -> want(TradeRules.cancel(trade, LotDesk.STAFF, "why", "request-3", desk.now()));
                default -> desk.restart(random.nextBoolean());
            }
        }

        private void want(TradeDecision decision) {
            if (decision instanceof TradeDecision.Changed changed) {
                trade = changed.change().trade();
            }
        }

        /** Whoever ends a reservation tells the ledger (TR-2). */
        private void ended() {
            if (desk.reservation(reservation).isOver()) {
                ledger(rules().releaseHold(entry(), "the reservation has ended"));
            }
        }

        private void take(Answer answer) {
            Optional<TradeChange> change = answer.refusal().isPresent()
                    ? TradeRules.refused(trade, answer.kind(), answer.refusal().get(), desk.now())
                    : answer.step() == Step.NUMBER
                            ? TradeRules.numbered(trade, "TR-2026-000001", desk.now())
                            : TradeRules.done(trade, answer.kind(), answer.step(), desk.now());
            trade = change.map(TradeChange::trade).orElse(trade);
        }

        // ------------------------------------------------------------------------------------------ the others

        private Supplier<Answer> ask(Run run) {
            String id = trade.id().toString();
            Step step = run.next();
            Run.Kind kind = run.kind();
            return switch (step) {
                case SELL -> () -> told(kind, step, new LotCommand.Convert(reservation, id));
                case PURCHASE ->
                    () -> told(
                            kind,
                            step,
                            new LotCommand.RecordPurchase(
                                    need.orElseThrow(),
                                    desk.key(reservation),
                                    id,
                                    trade.terms().taxable()));
                case CONVERT_HOLD ->
                    () -> of(
                            kind,
                            step,
                            ledger(rules().convert(entry(), id, trade.terms().taxable())));
                case NUMBER -> () -> new Answer(kind, step, Optional.empty());
                case RELEASE_EXPOSURE ->
                    () -> {
                        if (isRefused(ledger(rules().releaseTrade(ofTrade(id), "over")), LedgerRefusal.UNKNOWN)) {
                            ledger(rules().releaseHold(entry(), "over"));
                        }
                        return new Answer(kind, step, Optional.empty());
                    };
                case REVERT_PURCHASE ->
                    () -> told(kind, step, new LotCommand.RevertPurchase(need.orElseThrow(), id, "over"));
                case REVERT_SALE ->
                    () -> {
                        Answer answer = told(kind, step, new LotCommand.RevertSale(reservation, id, "over"));
                        need.ifPresent(number ->
                                desk.execute(new LotCommand.RevertPurchase(number, id, "over"), Actor.system()));
                        return answer;
                    };
            };
        }

        private Answer told(Run.Kind kind, Step step, LotCommand command) {
            Optional<Failure> refusal = switch (desk.execute(command, Actor.system())) {
                case LotDecision.Reject(LotRejection rejection) ->
                    Optional.of(new Failure(step, rejection.code().code(), rejection.detail()));
                default -> Optional.empty();
            };
            return new Answer(kind, step, refusal);
        }

        private static Answer of(Run.Kind kind, Step step, LedgerDecision decision) {
            return new Answer(
                    kind,
                    step,
                    decision instanceof LedgerDecision.Refused(LedgerRefusal reason)
                            ? Optional.of(new Failure(step, "state_conflict", reason.name()))
                            : Optional.empty());
        }

        private static boolean isRefused(LedgerDecision decision, LedgerRefusal why) {
            return decision instanceof LedgerDecision.Refused(LedgerRefusal reason) && reason == why;
        }

        private LedgerRules rules() {
            return new LedgerRules("ptn-buyer", Optional.of(decimal("100000.00")), exposure, ExposureState.GREEN);
        }

        private Optional<ExposureEntry> entry() {
            return Optional.ofNullable(entries.get(HOLD));
        }

        private Optional<ExposureEntry> ofTrade(String id) {
            return entry().filter(found -> found.tradeId().equals(Optional.of(id)));
        }

        private LedgerDecision ledger(LedgerDecision decision) {
            if (decision instanceof LedgerDecision.Changed changed) {
                exposure = changed.exposure();
                entries.put(changed.entry().key(), changed.entry());
            }
            return decision;
        }

        // -------------------------------------------------------------------------------------------- what holds

        private void check() {
            boolean lives = trade.status().isBinding();
            boolean counts = lives && trade.status() != TradeStatus.COMPLETED;
            boolean held = desk.reservation(reservation).isHeld();
            String as = "seed " + seed + ": " + trade.status() + " " + trade.failure();
            assertThat(desk.lot(lot).sold()).as(as).isEqualTo(lives ? 10_000 : 0);
            assertThat(desk.lot(lot).reserved()).as(as).isEqualTo(held ? 10_000 : 0);
            need.ifPresent(number -> {
                Need now = desk.need(number);
                assertThat(now.purchased()).as(as).isEqualTo(lives ? KILOGRAMS : 0);
                assertThat(now.held()).as(as).isEqualTo(held ? KILOGRAMS : 0);
                assertThat(now.spent())
                        .as(as)
                        .isEqualTo(
                                lives
                                        ? Counts.hundredths("", value.toBigDecimal())
                                                .asOptional()
                                                .orElseThrow()
                                        : 0L);
            });
            boolean released = entry().orElseThrow().state() == ExposureEntry.State.RELEASED;
            BigDecimal expected = counts || held && !released ? value.toBigDecimal() : BigDecimal.ZERO;
            assertThat(exposure.total()).as(as).isEqualByComparingTo(expected);
            assertThat(exposure.converted())
                    .as(as)
                    .isEqualByComparingTo(counts ? value.toBigDecimal() : BigDecimal.ZERO);
        }
    }
}
