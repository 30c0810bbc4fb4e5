package io.mandi.engine.catalog.commodity;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.Inspection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A quality by which goods are told apart (COM-2).
 *
 * @param code unique within the commodity, {@link #CODE}
 * @param unit that numbers are in, for people; any text
 * @param min the least that a number may be
 * @param max the most that a number may be
 * @param defaultValue what forms begin with; it does not stand in for a value that was not given
 * @param mandatory whether each lot must say it
 * @param displayOrder where it stands among the others, from the least on
 */
public record Parameter(
        String code,
        ParameterType type,
        Optional<String> unit,
        Optional<Decimal> min,
        Optional<Decimal> max,
        Optional<GivenValue> defaultValue,
        boolean mandatory,
        int displayOrder) {

    public static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,39}");
    /** Longest name of a unit. */
    public static final int MAX_UNIT_LENGTH = 20;
    /** Longest text value. */
    public static final int MAX_TEXT_LENGTH = 120;

    private static final String MIN = "min";
    private static final String MAX = "max";

    /** This parameter in one notation, or what is wrong with it. */
    Checked<Parameter> check() {
        Inspection inspection = new Inspection();
        inspection.require(CODE.matcher(code).matches(), "code", "must be of the form " + CODE);
        Optional<String> tidyUnit = inspection.text("unit", unit, MAX_UNIT_LENGTH);
        inspection.require(displayOrder >= 0, "display_order", "must be 0 or more");
        if (type == ParameterType.TEXT) {
            inspection.require(min.isEmpty() && max.isEmpty(), MIN, "a text has no least and no most");
        } else if (min.isPresent() && max.isPresent() && min.get().compareTo(max.get()) > 0) {
            inspection.note(FlawCode.VALIDATION_FAILED, MAX, "must not be less than min");
        }
        if (inspection.isClean()) {
            defaultValue.ifPresent(value -> inspection.take("default", read(value)));
        }
        return inspection.result(
                () -> new Parameter(code, type, tidyUnit, min, max, defaultValue, mandatory, displayOrder));
    }

    /** What a lot has of it; flaws have no field of their own, but for the ends of a range. */
    public Checked<QualityValue> read(GivenValue given) {
        return switch (type) {
            case NUMERIC -> number(given).map(QualityValue.Numeric::new);
            case TEXT -> text(given).map(QualityValue.Text::new);
            case RANGE -> range(given);
        };
    }

    private Checked<String> text(GivenValue given) {
        Inspection inspection = new Inspection();
        if (given instanceof GivenValue.Text(String text)) {
            String stripped = inspection.text("", text, MAX_TEXT_LENGTH);
            return inspection.result(() -> stripped);
        }
        return Checked.invalid(FlawCode.VALIDATION_FAILED, "", "must be a string");
    }

    private Checked<Decimal> number(GivenValue given) {
        return given instanceof GivenValue.Text(String text)
                ? number("", text)
                : Checked.invalid(FlawCode.VALIDATION_FAILED, "", "must be a decimal number in a string");
    }

    private Checked<Decimal> number(String field, String text) {
        Optional<Decimal> number = Decimal.parse(text);
        if (number.isEmpty()) {
            return Checked.invalid(FlawCode.VALIDATION_FAILED, field, "must be a decimal number in a string");
        }
        boolean below = min.isPresent() && number.get().compareTo(min.get()) < 0;
        boolean above = max.isPresent() && number.get().compareTo(max.get()) > 0;
        return below || above
                ? Checked.invalid(FlawCode.QUALITY_OUT_OF_RANGE, field, "must be " + bounds())
                : Checked.valid(number.get());
    }

    private String bounds() {
        String least = min.map(number -> "at least " + number).orElse("");
        String most = max.map(number -> "at most " + number).orElse("");
        return least + (least.isEmpty() || most.isEmpty() ? "" : " and ") + most;
    }

    private Checked<QualityValue> range(GivenValue given) {
        if (!(given instanceof GivenValue.Fields(Map<String, String> ends))
                || !ends.keySet().equals(Set.of(MIN, MAX))) {
            return Checked.invalid(FlawCode.VALIDATION_FAILED, "", "must be an object of min and max");
        }
        Inspection inspection = new Inspection();
        Optional<Decimal> from = inspection.take(number(MIN, ends.get(MIN)));
        Optional<Decimal> to = inspection.take(number(MAX, ends.get(MAX)));
        if (from.isPresent() && to.isPresent()) {
            inspection.require(from.get().compareTo(to.get()) <= 0, MAX, "must not be less than min");
        }
        return inspection.result(() -> new QualityValue.Range(from.orElseThrow(), to.orElseThrow()));
    }
}
