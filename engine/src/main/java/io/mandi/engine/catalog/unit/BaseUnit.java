package io.mandi.engine.catalog.unit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A dimension, by the unit in which goods of it are compared. */
public enum BaseUnit {
    KG,
    METER,
    LITER,
    PIECE,
    SQ_METER;

    private static final Map<String, BaseUnit> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toMap(BaseUnit::name, Function.identity()));

    /** @param code in upper or lower case (UN-1) */
    public static Optional<BaseUnit> parse(String code) {
        return Optional.ofNullable(BY_CODE.get(code.toUpperCase(Locale.ROOT)));
    }
}
