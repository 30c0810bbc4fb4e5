package io.mandi.engine.catalog.setting;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.place.Place;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What values of a setting are, and how they stand in JSON. Two values are the same when they are equal. */
public sealed interface SettingType<T> {

    /** The value that was given; flaws have no field of their own, but for the parts of an object. */
    Checked<T> read(GivenValue given);

    /** {@link #read} reads it back. */
    GivenValue write(T value);

    /** What values there are, for people. */
    String description();

    record Flag() implements SettingType<Boolean> {
        @Override
        public Checked<Boolean> read(GivenValue given) {
            return given instanceof GivenValue.Flag(boolean on) ? Checked.valid(on) : wrong(this);
        }

        @Override
        public GivenValue write(Boolean value) {
            return new GivenValue.Flag(value);
        }

        @Override
        public String description() {
            return "true or false";
        }
    }

    /** A whole number within bounds. */
    record Whole(int least, int most) implements SettingType<Integer> {
        @Override
        public Checked<Integer> read(GivenValue given) {
            if (!(given instanceof GivenValue.Whole(long number))) {
                return wrong(this);
            }
            return number < least || number > most ? outside(this) : Checked.valid((int) number);
        }

        @Override
        public GivenValue write(Integer value) {
            return new GivenValue.Whole(value);
        }

        @Override
        public String description() {
            return "a whole number, " + least + " to " + most;
        }
    }

    /**
     * A decimal number within bounds.
     *
     * @param shownDecimals that every value is shown with
     * @param mostDecimals that a value may have
     */
    record Fraction(BigDecimal least, BigDecimal most, int shownDecimals, int mostDecimals)
            implements SettingType<BigDecimal> {

        static Fraction of(String least, String most, int shownDecimals, int mostDecimals) {
            return new Fraction(new BigDecimal(least), new BigDecimal(most), shownDecimals, mostDecimals);
        }

        @Override
        public Checked<BigDecimal> read(GivenValue given) {
            return given instanceof GivenValue.Text(String text) ? read(text) : wrong(this);
        }

        Checked<BigDecimal> read(String text) {
            Optional<Decimal> number = Decimal.parse(text);
            if (number.isEmpty()) {
                return wrong(this);
            }
            BigDecimal value = shown(number.get().toBigDecimal());
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                return outside(this);
            }
            return value.scale() > mostDecimals
                    ? Checked.invalid(FlawCode.TOO_MANY_DECIMALS, "", "must have at most " + mostDecimals + " decimals")
                    : Checked.valid(value);
        }

        private BigDecimal shown(BigDecimal number) {
            BigDecimal stripped = number.stripTrailingZeros();
            return stripped.scale() < shownDecimals ? stripped.setScale(shownDecimals) : stripped;
        }

        @Override
        public GivenValue write(BigDecimal value) {
            return new GivenValue.Text(value.toPlainString());
        }

        @Override
        public String description() {
            return "a decimal number in a string, " + least.toPlainString() + " to " + most.toPlainString()
                    + ", at most " + mostDecimals + " decimals";
        }
    }

    /** One of the values of an enum. */
    record Choice<E extends Enum<E>>(Class<E> type) implements SettingType<E> {
        @Override
        public Checked<E> read(GivenValue given) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(value -> given instanceof GivenValue.Text(String text) && text.equals(value.name()))
                    .findFirst()
                    .map(Checked::valid)
                    .orElseGet(() -> wrong(this));
        }

        @Override
        public GivenValue write(E value) {
            return new GivenValue.Text(value.name());
        }

        @Override
        public String description() {
            return "one of " + Arrays.toString(type.getEnumConstants());
        }
    }

    /** A timezone by its IANA name. */
    record Timezone() implements SettingType<ZoneId> {
        @Override
        public Checked<ZoneId> read(GivenValue given) {
            if (!(given instanceof GivenValue.Text(String name))) {
                return wrong(this);
            }
            Inspection inspection = new Inspection();
            Optional<ZoneId> zone = inspection.timezone("", name);
            return inspection.result(zone::orElseThrow);
        }

        @Override
        public GivenValue write(ZoneId value) {
            return new GivenValue.Text(value.getId());
        }

        @Override
        public String description() {
            return "a name of the IANA database, as Asia/Kolkata";
        }
    }

    /** Countries by their two letters, sorted. */
    record Countries() implements SettingType<List<String>> {
        @Override
        public Checked<List<String>> read(GivenValue given) {
            if (!(given instanceof GivenValue.Texts(List<String> codes))) {
                return wrong(this);
            }
            Set<String> sorted = new TreeSet<>();
            codes.forEach(code -> sorted.add(code.strip().toUpperCase(Locale.ROOT)));
            return sorted.stream().allMatch(Place::isCountry) ? Checked.valid(List.copyOf(sorted)) : wrong(this);
        }

        @Override
        public GivenValue write(List<String> value) {
            return new GivenValue.Texts(value);
        }

        @Override
        public String description() {
            return "an array of countries, each by two letters of ISO 3166";
        }
    }

    /** The four weights of a score, which add up to exactly 1. */
    record ScoreWeights() implements SettingType<Weights> {
        private static final Fraction WEIGHT = Fraction.of("0", "1", 2, 4);
        private static final List<String> PARTS = List.of("quality", "price", "delivery", "risk");

        @Override
        public Checked<Weights> read(GivenValue given) {
            if (!(given instanceof GivenValue.Fields(Map<String, String> parts))
                    || !parts.keySet().equals(Set.copyOf(PARTS))) {
                return wrong(this);
            }
            Inspection inspection = new Inspection();
            List<Optional<BigDecimal>> weights = PARTS.stream()
                    .map(part -> inspection.take(part, WEIGHT.read(parts.get(part))))
                    .toList();
            Checked<Weights> read = inspection.result(() -> new Weights(
                    weights.get(0).orElseThrow(),
                    weights.get(1).orElseThrow(),
                    weights.get(2).orElseThrow(),
                    weights.get(3).orElseThrow()));
            return read.asOptional()
                    .map(Weights::sum)
                    .filter(sum -> sum.compareTo(BigDecimal.ONE) != 0)
                    .map(sum -> Checked.<Weights>invalid(
                            FlawCode.WEIGHTS_SUM, "", "must add up to exactly 1.00, not " + sum.toPlainString()))
                    .orElse(read);
        }

        @Override
        public GivenValue write(Weights value) {
            Map<String, String> parts = new LinkedHashMap<>();
            parts.put("quality", value.quality().toPlainString());
            parts.put("price", value.price().toPlainString());
            parts.put("delivery", value.delivery().toPlainString());
            parts.put("risk", value.risk().toPlainString());
            return new GivenValue.Fields(parts);
        }

        @Override
        public String description() {
            return "an object of quality, price, delivery and risk, decimal numbers in strings that add up to 1.00";
        }
    }

    private static <T> Checked<T> wrong(SettingType<T> type) {
        return Checked.invalid(FlawCode.VALIDATION_FAILED, "", "must be " + type.description());
    }

    private static <T> Checked<T> outside(SettingType<T> type) {
        return Checked.invalid(FlawCode.NUMBER_OUT_OF_RANGE, "", "must be " + type.description());
    }
}
