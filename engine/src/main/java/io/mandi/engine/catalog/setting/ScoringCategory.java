package io.mandi.engine.catalog.setting;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Categories of commodities whose matches are scored in a way of their own. */
public enum ScoringCategory {
    /** All others. */
    DEFAULT,
    COTTON,
    GOLD,
    WHEAT,
    RICE,
    OIL;

    private static final Map<String, ScoringCategory> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(ScoringCategory::name, Function.identity()));

    /** @param category of a commodity */
    public static ScoringCategory of(String category) {
        return BY_NAME.getOrDefault(category, DEFAULT);
    }
}
