package io.mandi.engine.partner.identifier;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.place.State;
import java.util.regex.Pattern;

/**
 * The number of a registration for the Indian goods and services tax: state, PAN, count, and a check character (PT-6). {@link #of}
 * makes it; the constructor is for what was checked before.
 *
 * @param text fifteen characters in upper case
 */
public record Gstin(String text) {
    private static final Pattern FORM = Pattern.compile("[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][A-Z0-9]Z[A-Z0-9]");
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int CHECK_AT = 14;

    /** Trims, reads in upper case, and checks all that can be known without the registry. */
    public static Checked<Gstin> of(String given) {
        String text = Notation.upperCase(given);
        if (!FORM.matcher(text).matches()) {
            return invalid("must be two digits, a PAN, a letter or digit, Z and a check character, as 24AAACG1234A1ZK");
        }
        Gstin gstin = new Gstin(text);
        if (State.ofGstCode(gstin.stateDigits()).isEmpty()) {
            return invalid("must begin with the two digits of a state");
        }
        if (!Pan.isValid(gstin.pan().text())) {
            return invalid("its characters 3 to 12 must be a PAN");
        }
        return checkCharacter(text) == text.charAt(CHECK_AT)
                ? Checked.valid(gstin)
                : invalid("its check character is wrong: a character was mistyped");
    }

    private static Checked<Gstin> invalid(String detail) {
        return Checked.invalid(FlawCode.INVALID_GSTIN, "", detail);
    }

    /** @param text the fourteen characters before it, or more */
    static char checkCharacter(String text) {
        int base = ALPHABET.length();
        int sum = 0;
        for (int i = 0; i < CHECK_AT; i++) {
            int product = ALPHABET.indexOf(text.charAt(i)) * (i % 2 + 1);
            sum += product / base + product % base;
        }
        return ALPHABET.charAt((base - sum % base) % base);
    }

    /** As {@link State#gstCode}. */
    public String stateDigits() {
        return text.substring(0, 2);
    }

    /** Of whose registration it is. */
    public Pan pan() {
        return new Pan(text.substring(2, 12));
    }
}
