package io.mandi.engine.catalog;

/**
 * What is wrong with one field, or, where {@link FlawCode#kind} is a warning, what is remarkable about it.
 *
 * @param field where it stands in the JSON: {@code tax_rates/0/rate}
 * @param detail what would be right
 */
public record Flaw(FlawCode code, String field, String detail) {

    /** The same flaw of something that stands deeper. */
    public Flaw under(String parent) {
        return new Flaw(code, field.isEmpty() ? parent : parent + "/" + field, detail);
    }
}
