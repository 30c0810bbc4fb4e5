package io.mandi.engine.partner.identifier;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.place.Place;
import java.util.regex.Pattern;

/**
 * The code of a bank by which it is known abroad (SWIFT, ISO 9362): institution, country, place and, where there is one, branch. {@link #of} makes it; the constructor is for what was checked before.
 *
 * @param text 8 or 11 characters in upper case
 */
public record Bic(String text) {
    private static final Pattern FORM = Pattern.compile("[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?");

    /** Trims, and reads in upper case. */
    public static Checked<Bic> of(String given) {
        String text = Notation.upperCase(given);
        return FORM.matcher(text).matches() && Place.isCountry(text.substring(4, 6))
                ? Checked.valid(new Bic(text))
                : Checked.invalid(
                        FlawCode.INVALID_SWIFT,
                        "",
                        "must be 8 or 11 characters of ISO 9362, the fifth and sixth a country, as DEUTDEFF");
    }
}
