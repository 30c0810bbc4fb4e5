package io.mandi.engine.lots.need;

import io.mandi.engine.catalog.Decimal;
import java.util.List;
import java.util.Optional;

/**
 * What a buyer asks of one parameter, not checked yet (RQ-9).
 *
 * @param preferred a number for numbers, else a text
 * @param exact nothing else will do
 * @param accepted values; every value is when there are none
 * @param required whether goods that do not have it are rejected
 */
public record QualityWish(
        Optional<Decimal> min,
        Optional<Decimal> max,
        Optional<String> preferred,
        Optional<String> exact,
        List<String> accepted,
        boolean required) {
    public QualityWish {
        accepted = List.copyOf(accepted);
    }
}
