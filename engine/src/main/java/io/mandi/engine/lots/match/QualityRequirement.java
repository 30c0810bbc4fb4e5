package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.Decimal;
import java.util.List;
import java.util.Optional;

/**
 * What a need asks of one parameter. All limits are inclusive (RQ-9).
 *
 * @param code of the parameter
 * @param preferred a number for numbers, else a text
 * @param accepted values; every value is when there are none
 * @param required whether goods that do not have it are rejected; otherwise the parameter scores 0
 * @param catalogueMin what the parameter's numbers begin at, for the scale of the score only
 * @param catalogueMax what they end at
 */
public record QualityRequirement(
        String code,
        Optional<Decimal> min,
        Optional<Decimal> max,
        Optional<String> preferred,
        List<String> accepted,
        boolean required,
        Optional<Decimal> catalogueMin,
        Optional<Decimal> catalogueMax) {

    public QualityRequirement {
        accepted = List.copyOf(accepted);
    }

    /** The parameter must be said, and may be anything. */
    public static QualityRequirement of(String code) {
        return new QualityRequirement(
                code,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                true,
                Optional.empty(),
                Optional.empty());
    }

    /** {@code exact} of a number: it is both the least and the most (RQ-9). */
    public static QualityRequirement exactly(String code, Decimal number) {
        return of(code).between(Optional.of(number), Optional.of(number));
    }

    /** {@code exact} of a text: nothing else is accepted. */
    public static QualityRequirement exactly(String code, String text) {
        return of(code).accepting(List.of(text));
    }

    public QualityRequirement between(Optional<Decimal> least, Optional<Decimal> most) {
        return new QualityRequirement(code, least, most, preferred, accepted, required, catalogueMin, catalogueMax);
    }

    public QualityRequirement preferring(String value) {
        return new QualityRequirement(
                code, min, max, Optional.of(value), accepted, required, catalogueMin, catalogueMax);
    }

    public QualityRequirement accepting(List<String> values) {
        return new QualityRequirement(code, min, max, preferred, values, required, catalogueMin, catalogueMax);
    }

    /** Goods that do not have it are not rejected for that. */
    public QualityRequirement asWish() {
        return new QualityRequirement(code, min, max, preferred, accepted, false, catalogueMin, catalogueMax);
    }

    public QualityRequirement inCatalogue(Optional<Decimal> least, Optional<Decimal> most) {
        return new QualityRequirement(code, min, max, preferred, accepted, required, least, most);
    }
}
