package io.mandi.engine.partner.identifier;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import java.util.regex.Pattern;

/**
 * By what the tax office of another country knows a partner. {@link #of} makes it; the constructor is for what was checked before.
 *
 * @param text in upper case
 */
public record ForeignTaxId(String text) {
    private static final Pattern US_EIN = Pattern.compile("[0-9]{2}-[0-9]{7}");
    private static final Pattern GB_VAT = Pattern.compile("GB[0-9]{9}");
    private static final Pattern OTHER = Pattern.compile("[\\x21-\\x7E]{1,40}");

    /**
     * Trims, and reads in upper case.
     *
     * @param country ISO 3166-1 alpha-2, in upper case
     */
    public static Checked<ForeignTaxId> of(String given, String country) {
        String text = Notation.upperCase(given);
        return switch (country) {
            case "US" -> read(text, US_EIN, "must be an EIN, as 12-3456789");
            case "GB" -> read(text, GB_VAT, "must be a VAT number, as GB123456789");
            default -> read(text, OTHER, "must be 1 to 40 visible ASCII characters");
        };
    }

    private static Checked<ForeignTaxId> read(String text, Pattern form, String detail) {
        return form.matcher(text).matches()
                ? Checked.valid(new ForeignTaxId(text))
                : Checked.invalid(FlawCode.INVALID_FOREIGN_TAX_ID, "", detail);
    }
}
