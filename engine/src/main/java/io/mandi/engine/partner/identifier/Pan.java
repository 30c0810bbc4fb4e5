package io.mandi.engine.partner.identifier;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A permanent account number of the Indian income tax. {@link #of} makes it; the constructor is for what was checked before.
 *
 * @param text ten characters in upper case
 */
public record Pan(String text) {
    private static final Pattern FORM = Pattern.compile("[A-Z]{5}[0-9]{4}[A-Z]");
    private static final int KIND_AT = 3;

    /** Whose number it is, by its fourth letter. */
    public enum Holder {
        PERSON('P'),
        COMPANY('C'),
        HINDU_UNDIVIDED_FAMILY('H'),
        FIRM('F'),
        ASSOCIATION('A'),
        TRUST('T'),
        BODY_OF_INDIVIDUALS('B'),
        GOVERNMENT('G'),
        ARTIFICIAL_PERSON('J'),
        LOCAL_AUTHORITY('L');

        private final char letter;

        Holder(char letter) {
            this.letter = letter;
        }

        static Optional<Holder> of(char letter) {
            for (Holder holder : values()) {
                if (holder.letter == letter) {
                    return Optional.of(holder);
                }
            }
            return Optional.empty();
        }
    }

    /** Trims, and reads in upper case. Flaws have no field of their own, as those of all identifiers. */
    public static Checked<Pan> of(String given) {
        String text = Notation.upperCase(given);
        return isValid(text)
                ? Checked.valid(new Pan(text))
                : Checked.invalid(
                        FlawCode.INVALID_PAN,
                        "",
                        "must be five letters, four digits and a letter, as AAACG1234A; the fourth letter one of"
                                + " PCHFATBGJL");
    }

    static boolean isValid(String text) {
        return FORM.matcher(text).matches() && Holder.of(text.charAt(KIND_AT)).isPresent();
    }

    public Holder holder() {
        return Holder.of(text.charAt(KIND_AT)).orElseThrow();
    }
}
