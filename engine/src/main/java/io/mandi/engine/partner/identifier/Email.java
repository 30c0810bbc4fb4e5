package io.mandi.engine.partner.identifier;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An e-mail address. {@link #of} makes it; the constructor is for what was checked before.
 *
 * @param text the host in lower case, the part before it as it was given
 */
public record Email(String text) {
    /** Longest address (RFC 5321). */
    public static final int MAX_LENGTH = 254;

    private static final Pattern FORM = Pattern.compile(
            "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}");

    /** Trims. */
    public static Checked<Email> of(String given) {
        String text = given.strip();
        if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
            return Checked.invalid(FlawCode.INVALID_EMAIL, "", "must be an address, as sales@example.org");
        }
        int at = text.indexOf('@');
        return Checked.valid(
                new Email(text.substring(0, at) + text.substring(at).toLowerCase(Locale.ROOT)));
    }

    /** The host, in lower case. */
    public String domain() {
        return text.substring(text.indexOf('@') + 1);
    }
}
