package io.mandi.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.ledger.LedgerDecision.Changed;
import io.mandi.engine.ledger.LedgerDecision.Refused;
import io.mandi.engine.ledger.LedgerDecision.Repeated;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 8.4. */
class ExposureTest {
    private static final String PARTNER = "ptn_1";
    private static final Optional<Decimal> THOUSAND = limit("1000.00");
    private static final long SEED = 20_261_123;

    private static Decimal money(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    private static Optional<Decimal> limit(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(money(text));
    }

    private static Exposure held(String amount) {
        return new Exposure(new BigDecimal(amount), BigDecimal.ZERO);
    }

    /** Of a ledger whose limit has not changed since. */
    private static LedgerRules rules(Optional<Decimal> limit, Exposure exposure) {
        return new LedgerRules(PARTNER, limit, exposure, exposure.state(limit));
    }

    private static LedgerDecision hold(Exposure exposure, Optional<Decimal> limit, String amount) {
        return rules(limit, exposure).hold(Optional.empty(), "rsv_1", money(amount));
    }

    private static List<LedgerEvent> events(LedgerDecision decision) {
        return ((Changed) decision).events();
    }

    // S7
    @Test
    void s7AtExactly90PercentHoldsAreTakenWithinTheLimitAndAt100NoneIs() {
        Exposure ninety = held("900.00");
        assertThat(ninety.state(THOUSAND).colour()).isEqualTo(ExposureState.Colour.RED);
        assertThat(ninety.state(THOUSAND).level()).hasValue(ExposureState.Level.HIGH);
        assertThat(ninety.utilisation(THOUSAND)).isEqualTo("90.00");
        assertThat(hold(ninety, THOUSAND, "100.00")).isInstanceOf(Changed.class);
        assertThat(hold(ninety, THOUSAND, "100.01")).isEqualTo(new Refused(LedgerRefusal.EXPOSURE_LIMIT));

        Exposure whole = held("1000.00");
        assertThat(whole.state(THOUSAND).colour()).isEqualTo(ExposureState.Colour.RED);
        assertThat(whole.state(THOUSAND).level()).hasValue(ExposureState.Level.CRITICAL);
        assertThat(hold(whole, THOUSAND, "0.01")).isEqualTo(new Refused(LedgerRefusal.EXPOSURE_LIMIT));
        assertThat(hold(whole, THOUSAND, "0")).isEqualTo(new Refused(LedgerRefusal.EXPOSURE_LIMIT));
    }

    @ParameterizedTest
    @CsvSource({
        "0, GREEN, 0.00",
        "499.99, GREEN, 49.99",
        "500, YELLOW_LOW, 50.00",
        "749.999, YELLOW_LOW, 74.99",
        "750, YELLOW_MEDIUM, 75.00",
        "899.999, YELLOW_MEDIUM, 89.99",
        "900, RED_HIGH, 90.00",
        "999.999, RED_HIGH, 99.99",
        "1000, RED_CRITICAL, 100.00",
        "1500, RED_CRITICAL, 150.00"
    })
    void theStateFollowsFromTheUtilisation(String amount, ExposureState state, String utilisation) {
        assertThat(held(amount).state(THOUSAND)).isEqualTo(state);
        assertThat(held(amount).utilisation(THOUSAND)).isEqualTo(utilisation);
    }

    // EX-3
    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0.00"})
    void ex3WithoutALimitUtilisationIsAllOrNothingAndEveryHoldIsRefused(String none) {
        assertThat(Exposure.NONE.utilisation(limit(none))).isEqualTo("0.00");
        assertThat(Exposure.NONE.state(limit(none))).isEqualTo(ExposureState.GREEN);
        assertThat(held("0.01").utilisation(limit(none))).isEqualTo("100.00");
        assertThat(held("0.01").headroom(limit(none))).isEqualByComparingTo("0");
        assertThat(hold(Exposure.NONE, limit(none), "0.01")).isEqualTo(new Refused(LedgerRefusal.EXPOSURE_LIMIT));
        assertThat(hold(Exposure.NONE, limit(none), "0")).isEqualTo(new Refused(LedgerRefusal.EXPOSURE_LIMIT));
    }

    // EX-4
    @Test
    void ex4ALoweredLimitBlocksNewHoldsAndUndoesNothing() {
        Exposure exposure = held("800.00");
        Optional<Decimal> lowered = limit("500.00");
        assertThat(hold(exposure, lowered, "1.00")).isEqualTo(new Refused(LedgerRefusal.EXPOSURE_LIMIT));
        assertThat(exposure.headroom(lowered)).isEqualByComparingTo("0");
        ExposureEntry entry =
                new ExposureEntry("rsv_0", new BigDecimal("800.00"), ExposureEntry.State.HELD, Optional.empty());
        Changed converted = (Changed) rules(lowered, exposure).convert(Optional.of(entry), "trade-1", money("800.00"));
        assertThat(converted.exposure().total()).isEqualByComparingTo("800");
    }

    // EX-5
    @ParameterizedTest
    @CsvSource({
        "0, 749.99, ''",
        "0, 750, YELLOW_MEDIUM",
        "749, 100, YELLOW_MEDIUM",
        "760, 100, ''",
        "760, 140, RED_HIGH",
        "0, 1000, RED_CRITICAL",
        "950, 50, RED_CRITICAL"
    })
    void ex5CrossingAThresholdUpwardIsToldOnce(String before, String amount, String reached) {
        List<LedgerEvent> events = events(hold(held(before), THOUSAND, amount));
        assertThat(events.stream()
                        .skip(1)
                        .map(event ->
                                ((LedgerEvent.LimitBreached) event).state().name()))
                .isEqualTo(reached.isEmpty() ? List.of() : List.of(reached));
    }

    @Test
    void ex5FallingBelowAThresholdIsNotTold() {
        ExposureEntry entry =
                new ExposureEntry("rsv_1", new BigDecimal("950"), ExposureEntry.State.HELD, Optional.empty());
        LedgerRules rules = rules(THOUSAND, held("950"));
        assertThat(events(rules.releaseHold(Optional.of(entry), "expired")))
                .containsExactly(
                        new LedgerEvent.Released(PARTNER, "rsv_1", Optional.empty(), new BigDecimal("950"), "expired"));
    }

    // EX-5
    @Test
    void ex5ALimitThatIsLoweredCrossesThresholdsToo() {
        Exposure exposure = held("800");
        assertThat(new LedgerRules(PARTNER, limit("850"), exposure, ExposureState.YELLOW_MEDIUM).breach())
                .hasValue(new LedgerEvent.LimitBreached(PARTNER, new BigDecimal("94.11"), ExposureState.RED_HIGH));
        assertThat(new LedgerRules(PARTNER, limit("850"), exposure, ExposureState.RED_HIGH).breach())
                .isEmpty();
        assertThat(new LedgerRules(PARTNER, limit("1500"), exposure, ExposureState.GREEN).breach())
                .isEmpty();
        // Where nobody has told of it, whatever happens next does.
        LedgerRules late = new LedgerRules(PARTNER, limit("850"), exposure, ExposureState.YELLOW_MEDIUM);
        assertThat(events(late.hold(Optional.empty(), "rsv_1", money("1"))))
                .element(1)
                .isEqualTo(new LedgerEvent.LimitBreached(PARTNER, new BigDecimal("94.23"), ExposureState.RED_HIGH));
    }

    // EX-1
    @Test
    void aTradeForMoreThanWasHeldFitsTheLimitOrIsRefused() { // EX-1, EX-2
        Changed held = (Changed) rules(THOUSAND, Exposure.NONE).hold(Optional.empty(), "rsv_1", money("600.00"));
        LedgerRules rules = rules(THOUSAND, held.exposure());
        assertThat(rules.convert(Optional.of(held.entry()), "trade-1", money("1000.01")))
                .isEqualTo(new Refused(LedgerRefusal.EXPOSURE_LIMIT));
        Changed converted = (Changed) rules.convert(Optional.of(held.entry()), "trade-1", money("1000.00"));
        assertThat(converted.exposure().total()).isEqualByComparingTo("1000");
    }

    @Test
    void ex1AHoldBecomesTheValueOfItsTradeAndThenNothing() {
        Changed held = (Changed) hold(Exposure.NONE, THOUSAND, "100.00");
        assertThat(held.events())
                .containsExactly(
                        new LedgerEvent.Held(PARTNER, "rsv_1", new BigDecimal("100.00"), new BigDecimal("100.00")));
        Changed converted = (Changed)
                rules(THOUSAND, held.exposure()).convert(Optional.of(held.entry()), "trade-1", money("90.00"));
        assertThat(converted.exposure().held()).isEqualByComparingTo("0");
        assertThat(converted.exposure().converted()).isEqualByComparingTo("90");
        Changed released = (Changed)
                rules(THOUSAND, converted.exposure()).releaseTrade(Optional.of(converted.entry()), "completed");
        assertThat(released.exposure().total()).isEqualByComparingTo("0");
        assertThat(released.events())
                .containsExactly(new LedgerEvent.Released(
                        PARTNER, "rsv_1", Optional.of("trade-1"), new BigDecimal("90.00"), "completed"));
    }

    // EX-1
    @Test
    void ex1WhatIsRepeatedChangesNothing() {
        LedgerRules rules = rules(THOUSAND, held("1000"));
        ExposureEntry held =
                new ExposureEntry("rsv_1", new BigDecimal("1000"), ExposureEntry.State.HELD, Optional.empty());
        ExposureEntry converted = held.convert("trade-1", new BigDecimal("1000"));
        Decimal amount = money("1000");
        assertThat(rules.hold(Optional.of(held), "rsv_1", amount)).isEqualTo(new Repeated(held));
        assertThat(rules.hold(Optional.of(converted), "rsv_1", amount)).isEqualTo(new Repeated(converted));
        assertThat(rules.convert(Optional.of(converted), "trade-1", amount)).isEqualTo(new Repeated(converted));
        assertThat(rules.releaseHold(Optional.of(held.release()), "again")).isEqualTo(new Repeated(held.release()));
        assertThat(rules.releaseTrade(Optional.of(converted.release()), "again"))
                .isEqualTo(new Repeated(converted.release()));
    }

    @Test
    void whatCannotBeIsRefusedForGood() {
        LedgerRules rules = rules(THOUSAND, held("10"));
        ExposureEntry held =
                new ExposureEntry("rsv_1", new BigDecimal("10"), ExposureEntry.State.HELD, Optional.empty());
        ExposureEntry converted = held.convert("trade-1", new BigDecimal("10"));
        Decimal amount = money("10");
        assertThat(rules.convert(Optional.empty(), "trade-1", amount)).isEqualTo(new Refused(LedgerRefusal.UNKNOWN));
        assertThat(rules.releaseHold(Optional.empty(), "x")).isEqualTo(new Refused(LedgerRefusal.UNKNOWN));
        assertThat(rules.convert(Optional.of(held.release()), "trade-1", amount))
                .isEqualTo(new Refused(LedgerRefusal.RELEASED));
        // A request for a hold that comes after its release must not look as if it were held.
        assertThat(rules.hold(Optional.of(held.release()), "rsv_1", amount))
                .isEqualTo(new Refused(LedgerRefusal.RELEASED));
        assertThat(rules.convert(Optional.of(converted), "trade-2", amount))
                .isEqualTo(new Refused(LedgerRefusal.CONVERTED));
        // What ends a reservation too late must not take back a trade.
        assertThat(rules.releaseHold(Optional.of(converted), "expired"))
                .isEqualTo(new Refused(LedgerRefusal.CONVERTED));
    }

    /** A ledger that adds up its entries anew each time. */
    private static final class NaiveLedger {
        private record Line(BigDecimal amount, boolean traded) {}

        private final Map<String, Line> lines = new TreeMap<>();

        BigDecimal sum(boolean traded) {
            return lines.values().stream()
                    .filter(line -> line.traded() == traded)
                    .map(Line::amount)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        boolean takes(BigDecimal amount, Optional<Decimal> limit) {
            BigDecimal most = limit.map(Decimal::toBigDecimal).orElse(BigDecimal.ZERO);
            BigDecimal total = sum(true).add(sum(false));
            return total.compareTo(most) < 0 && total.add(amount).compareTo(most) <= 0;
        }
    }

    @Test
    void whateverHappensTheLedgerIsWhatItsEntriesComeTo() {
        SplittableRandom random = new SplittableRandom(SEED);
        NaiveLedger naive = new NaiveLedger();
        Map<String, ExposureEntry> entries = new HashMap<>();
        Exposure exposure = Exposure.NONE;
        Optional<Decimal> limit = THOUSAND;
        Map<String, Integer> seen = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(200) == 0) {
                limit = random.nextInt(4) == 0
                        ? Optional.empty()
                        : Optional.of(new Decimal(random.nextInt(150_000), 2));
            }
            List<String> counting = List.copyOf(naive.lines.keySet());
            String key = counting.isEmpty() || random.nextBoolean()
                    ? "rsv_" + random.nextInt(step + 20)
                    : counting.get(random.nextInt(counting.size()));
            Decimal amount = new Decimal(random.nextInt(20_000), 2);
            Optional<ExposureEntry> found = Optional.ofNullable(entries.get(key));
            LedgerRules rules = rules(limit, exposure);
            int what = random.nextInt(4);
            LedgerDecision decision = switch (what) {
                case 0 -> rules.hold(found, key, amount);
                case 1 -> rules.convert(found, "trade of " + key, amount);
                case 2 -> rules.releaseHold(found, "over");
                default ->
                    rules.releaseTrade(found.filter(entry -> entry.tradeId().isPresent()), "over");
            };
            seen.merge(what + " " + decision.getClass().getSimpleName(), 1, Integer::sum);
            boolean fits = naive.takes(amount.toBigDecimal(), limit);
            switch (what) {
                case 0 -> {
                    if (found.isEmpty()) {
                        assertThat(decision instanceof Changed)
                                .as("step %d", step)
                                .isEqualTo(fits);
                        if (fits) {
                            naive.lines.put(key, new NaiveLedger.Line(amount.toBigDecimal(), false));
                        }
                    }
                }
                case 1 -> {
                    NaiveLedger.Line line = naive.lines.get(key);
                    if (line != null && !line.traded()) {
                        BigDecimal more = amount.toBigDecimal().subtract(line.amount());
                        if (more.signum() <= 0 || naive.takes(more, limit)) {
                            naive.lines.put(key, new NaiveLedger.Line(amount.toBigDecimal(), true));
                        }
                    }
                }
                case 2 -> naive.lines.computeIfPresent(key, (same, line) -> line.traded() ? line : null);
                default -> naive.lines.computeIfPresent(key, (same, line) -> line.traded() ? null : line);
            }
            if (decision instanceof Changed changed) {
                exposure = changed.exposure();
                entries.put(key, changed.entry());
            }
            assertThat(exposure.held()).as("step %d", step).isEqualByComparingTo(naive.sum(false));
            assertThat(exposure.converted()).as("step %d", step).isEqualByComparingTo(naive.sum(true));
        }
        // Each step was done, repeated or refused, but for what cannot be.
        assertThat(seen)
                .hasSize(12)
                .allSatisfy((what, times) -> assertThat(times).isGreaterThan(50));
    }
}
