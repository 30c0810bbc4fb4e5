package io.mandi.engine.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Compares two values of a type part by part. */
public final class ChangedFields<T> {
    private final T before;
    private final T after;
    private final List<String> names = new ArrayList<>();

    public ChangedFields(T before, T after) {
        this.before = before;
        this.after = after;
    }

    /** Notes the name of a part that differs. */
    public ChangedFields<T> compare(String name, Function<T, Object> part) {
        if (!part.apply(before).equals(part.apply(after))) {
            names.add(name);
        }
        return this;
    }

    /** Of the parts that differ, in the order in which they were compared. */
    public List<String> names() {
        return names;
    }
}
