package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.unit.Conversion;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Quantities in base units, and numbers in general. One scale for all of them: those are compared without a multiplication. */
final class Quantities {
    private Quantities() {}

    static BigDecimal inBaseUnits(BigDecimal quantity) {
        return quantity.setScale(Conversion.BASE_SCALE, RoundingMode.DOWN);
    }

    /** Without zeros at the end, for people. */
    static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
