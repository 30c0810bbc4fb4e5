package io.mandi.engine.lots.need;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.unit.Conversion;
import io.mandi.engine.catalog.unit.UnitFactors;
import io.mandi.engine.lots.match.Budget;
import io.mandi.engine.lots.match.UnitPrice;
import io.mandi.engine.lots.posting.Counts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The quantities of a need in millionths of its base unit (RQ-4), and its budget for one base unit, by the factors that it keeps.
 *
 * @param preferred what a fill ends at; {@code max} where nothing is preferred
 * @param minLot a tenth of {@code min} where the need does not say
 * @param budget absent where only prices are asked for
 * @param totalBudget hundredths; absent when there is no such limit
 */
public record NeedAmounts(
        long min, long max, OptionalLong preferred, long minLot, Optional<Budget> budget, OptionalLong totalBudget) {
    private static final BigDecimal PREFERRED_SHARE = new BigDecimal("0.90");
    private static final int TENTH = 10;

    /** The amounts of a content; flaws name its fields. */
    public static Checked<NeedAmounts> of(NeedContent content, UnitFactors factors) {
        Inspection inspection = new Inspection();
        Conversion conversion = new Conversion(factors);
        Optional<Long> min = base(inspection, "min_quantity", conversion, content.min(), content);
        Optional<Long> max = base(inspection, "max_quantity", conversion, content.max(), content);
        Optional<Long> preferred = content.preferred()
                .flatMap(quantity -> base(inspection, "preferred_quantity", conversion, quantity, content));
        Optional<Long> minLot = content.minLot()
                .flatMap(quantity -> base(inspection, "min_lot_quantity", conversion, quantity, content));
        Optional<Budget> budget = content.maxBudget().flatMap(price -> budget(inspection, conversion, content, price));
        content.maxBudget()
                .ifPresent(price -> inspection.take(
                        "max_quantity", conversion.amount(content.max(), content.unit(), price, content.rateUnit())));
        Optional<Long> total = content.totalBudget()
                .flatMap(money -> inspection.take(Counts.hundredths("total_budget", money.toBigDecimal())));
        return inspection.result(() -> new NeedAmounts(
                min.orElseThrow(),
                max.orElseThrow(),
                optional(preferred),
                minLot.orElse(min.orElseThrow() / TENTH),
                budget,
                optional(total)));
    }

    private static OptionalLong optional(Optional<Long> number) {
        return number.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static Optional<Long> base(
            Inspection inspection, String field, Conversion conversion, Decimal quantity, NeedContent content) {
        return inspection
                .take(as(field, conversion.baseQuantity(quantity, content.unit())))
                .flatMap(base -> inspection.take(Counts.millionths(field, base)));
    }

    private static <T> Checked<T> as(String field, Checked<T> checked) {
        return switch (checked) {
            case Checked.Valid<T> valid -> valid;
            case Checked.Invalid<T> invalid ->
                new Checked.Invalid<>(invalid.flaws().stream()
                        .map(flaw -> new Flaw(flaw.code(), field, flaw.detail()))
                        .toList());
        };
    }

    private static Optional<Budget> budget(
            Inspection inspection, Conversion conversion, NeedContent content, Decimal price) {
        Decimal preferred = content.preferredPrice().orElseGet(() -> preferredPrice(price));
        Optional<UnitPrice> max =
                inspection.take(as("max_budget_per_unit", UnitPrice.of(price, content.rateUnit(), conversion)));
        Optional<UnitPrice> best = inspection.take(
                as("preferred_price_per_unit", UnitPrice.of(preferred, content.rateUnit(), conversion)));
        return max.isPresent() && best.isPresent() ? Optional.of(new Budget(max.get(), best.get())) : Optional.empty();
    }

    private static Decimal preferredPrice(Decimal max) {
        BigDecimal share = max.toBigDecimal().multiply(PREFERRED_SHARE);
        return Decimal.of(share.setScale(Inspection.PRICE_SCALE, RoundingMode.HALF_UP))
                .orElseThrow();
    }

    /** Millionths: what is wanted best, else the least (RQ-6). */
    public long preferredElseMin() {
        return preferred.orElse(min);
    }
}
