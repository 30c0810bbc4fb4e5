package io.mandi.engine.catalog;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What became of something that was given: a value, or everything that is wrong with it. */
public sealed interface Checked<T> {

    /** @param warnings what is remarkable about it */
    record Valid<T>(T value, List<Flaw> warnings) implements Checked<T> {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /** @param flaws at least one */
    record Invalid<T>(List<Flaw> flaws) implements Checked<T> {
        public Invalid {
            flaws = List.copyOf(flaws);
        }
    }

    static <T> Checked<T> valid(T value) {
        return new Valid<>(value, List.of());
    }

    static <T> Checked<T> invalid(FlawCode code, String field, String detail) {
        return new Invalid<>(List.of(new Flaw(code, field, detail)));
    }

    /** Makes something else of the value; flaws and warnings stay. */
    default <R> Checked<R> map(Function<T, R> then) {
        return switch (this) {
            case Valid<T> valid -> new Valid<>(then.apply(valid.value), valid.warnings);
            case Invalid<T> invalid -> new Invalid<>(invalid.flaws);
        };
    }

    default Optional<T> asOptional() {
        return switch (this) {
            case Valid<T> valid -> Optional.of(valid.value);
            case Invalid<T> invalid -> Optional.empty();
        };
    }

    /** Empty for a value. */
    default List<Flaw> flaws() {
        return switch (this) {
            case Valid<T> valid -> List.of();
            case Invalid<T> invalid -> invalid.flaws;
        };
    }

    /** Empty where there is no value. */
    default List<Flaw> warnings() {
        return switch (this) {
            case Valid<T> valid -> valid.warnings;
            case Invalid<T> invalid -> List.of();
        };
    }
}
