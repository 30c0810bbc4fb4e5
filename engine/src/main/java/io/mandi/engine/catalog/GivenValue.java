package io.mandi.engine.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value where only the catalogue knows what it must be: a setting, or a quality of goods. */
public sealed interface GivenValue {

    /** A string; decimals are strings too. */
    record Text(String text) implements GivenValue {}

    /** A whole number. */
    record Whole(long number) implements GivenValue {}

    record Flag(boolean on) implements GivenValue {}

    record Texts(List<String> texts) implements GivenValue {
        public Texts {
            texts = List.copyOf(texts);
        }
    }

    /** An object of strings, in the order that they were given. */
    record Fields(Map<String, String> fields) implements GivenValue {
        public Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }
}
