package io.mandi.engine.partner.identifier;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import java.util.regex.Pattern;

/**
 * The code of a branch of an Indian bank. {@link #of} makes it; the constructor is for what was checked before.
 *
 * @param text eleven characters in upper case
 */
public record Ifsc(String text) {
    private static final Pattern FORM = Pattern.compile("[A-Z]{4}0[A-Z0-9]{6}");

    /** Trims, and reads in upper case. */
    public static Checked<Ifsc> of(String given) {
        String text = Notation.upperCase(given);
        return FORM.matcher(text).matches()
                ? Checked.valid(new Ifsc(text))
                : Checked.invalid(
                        FlawCode.INVALID_IFSC, "", "must be four letters, 0 and six letters or digits, as HDFC0001234");
    }
}
