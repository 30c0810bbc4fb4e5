package io.mandi.engine.partner.identifier;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import java.util.regex.Pattern;

/**
 * A mobile phone number (E.164). {@link #of} makes it; the constructor is for what was checked before.
 *
 * @param text with a plus in front and nothing between the digits
 */
public record Mobile(String text) {
    private static final Pattern FORM = Pattern.compile("\\+[1-9][0-9]{1,14}");

    /** Trims. */
    public static Checked<Mobile> of(String given) {
        String text = given.strip();
        return FORM.matcher(text).matches()
                ? Checked.valid(new Mobile(text))
                : Checked.invalid(
                        FlawCode.INVALID_MOBILE,
                        "",
                        "must be + and 2 to 15 digits with the country in front, as +919812345678");
    }
}
