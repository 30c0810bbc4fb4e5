package io.mandi.engine.catalog;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Gathers what is wrong with something that was given, so that all of it can be said at once. */
public final class Inspection {
    /** Decimals of a price. */
    public static final int PRICE_SCALE = 2;
    /** Decimals of a quantity. */
    public static final int QUANTITY_SCALE = 3;
    /** Decimals of a percentage. */
    public static final int PERCENT_SCALE = 2;

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final List<Flaw> flaws = new ArrayList<>();
    private final List<Flaw> warnings = new ArrayList<>();

    /** Notes a flaw, or a warning if that is what the code stands for. */
    public void note(FlawCode code, String field, String detail) {
        note(new Flaw(code, field, detail));
    }

    public void note(Flaw flaw) {
        (flaw.code().kind() == FlawCode.Kind.WARNING ? warnings : flaws).add(flaw);
    }

    /** Notes {@code VALIDATION_FAILED} unless it holds. */
    public void require(boolean holds, String field, String detail) {
        if (!holds) {
            note(FlawCode.VALIDATION_FAILED, field, detail);
        }
    }

    /** The value, if there is one, whose flaws and warnings are noted as they are. */
    public <T> Optional<T> take(Checked<T> checked) {
        checked.flaws().forEach(this::note);
        checked.warnings().forEach(this::note);
        return checked.asOptional();
    }

    /** Like {@link #take(Checked)}, for something that stands at {@code parent}. */
    public <T> Optional<T> take(String parent, Checked<T> checked) {
        checked.flaws().forEach(flaw -> note(flaw.under(parent)));
        checked.warnings().forEach(warning -> note(warning.under(parent)));
        return checked.asOptional();
    }

    /** @return the text without the space around it */
    public String text(String field, String text, int mostLength) {
        String stripped = text.strip();
        require(
                !stripped.isEmpty()
                        && stripped.length() <= mostLength
                        && stripped.chars().noneMatch(Character::isISOControl),
                field,
                "must be 1 to " + mostLength + " characters, none of them a control character");
        return stripped;
    }

    /** @return the text, if there is one, without the space around it */
    public Optional<String> text(String field, Optional<String> text, int mostLength) {
        return text.map(given -> text(field, given, mostLength));
    }

    public void size(String field, int size, int most) {
        require(size <= most, field, "must have at most " + most + " elements");
    }

    /** A timezone by its name in the IANA database; an offset alone, as {@code +05:30}, is none. */
    public Optional<ZoneId> timezone(String field, String name) {
        Optional<ZoneId> zone = named(name);
        require(zone.isPresent(), field, "must be a name of the IANA database, as Asia/Kolkata");
        return zone;
    }

    private static Optional<ZoneId> named(String name) {
        boolean offset = name.indexOf('/') < 0 && !name.equals("UTC");
        try {
            return offset ? Optional.empty() : Optional.of(ZoneId.of(name));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** More than 0, with at most so many decimals. */
    public void positive(String field, Decimal number, int mostDecimals) {
        if (number.isZero()) {
            note(FlawCode.NUMBER_OUT_OF_RANGE, field, "must be more than 0");
        }
        decimals(field, number, mostDecimals);
    }

    /** 0 to 100. */
    public void percentage(String field, Decimal number) {
        if (number.toBigDecimal().compareTo(HUNDRED) > 0) {
            note(FlawCode.NUMBER_OUT_OF_RANGE, field, "must be 0 to 100");
        }
        decimals(field, number, PERCENT_SCALE);
    }

    /** Zeros at the end do not count. */
    public void decimals(String field, Decimal number, int most) {
        if (number.toBigDecimal().stripTrailingZeros().scale() > most) {
            note(FlawCode.TOO_MANY_DECIMALS, field, "must have at most " + most + " decimals");
        }
    }

    public boolean isClean() {
        return flaws.isEmpty();
    }

    /** @param value made when there was no flaw */
    public <T> Checked<T> result(Supplier<T> value) {
        return flaws.isEmpty() ? new Checked.Valid<>(value.get(), warnings) : new Checked.Invalid<>(flaws);
    }
}
