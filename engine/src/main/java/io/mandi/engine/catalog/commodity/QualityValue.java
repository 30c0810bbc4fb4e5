package io.mandi.engine.catalog.commodity;

import io.mandi.engine.catalog.Decimal;

/** What a lot has of a parameter. */
public sealed interface QualityValue {

    /** @param number in the parameter's unit */
    record Numeric(Decimal number) implements QualityValue {}

    record Text(String text) implements QualityValue {}

    /**
     * @param min in the parameter's unit
     * @param max in the parameter's unit, not less than {@code min}
     */
    record Range(Decimal min, Decimal max) implements QualityValue {}
}
