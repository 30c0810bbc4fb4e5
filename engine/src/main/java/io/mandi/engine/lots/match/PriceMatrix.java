package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.commodity.QualityValue;
import java.util.List;
import java.util.Optional;

/**
 * Prices by the value that a lot has of a parameter (AV-13).
 *
 * @param parameter its code
 */
public record PriceMatrix(String parameter, List<Row> rows) {

    public PriceMatrix {
        rows = List.copyOf(rows);
    }

    /**
     * @param value a number for a parameter that is one
     * @param price for one rate unit
     */
    public record Row(String value, Decimal price) {}

    /**
     * The price of the row that is equal to the value; for numbers otherwise of the highest row that is not above it. Of
     * equal rows the first counts, and for a range its least number.
     */
    public Optional<Decimal> priceOf(QualityValue value) {
        return switch (value) {
            case QualityValue.Numeric(Decimal number) -> priceOf(number);
            case QualityValue.Range(Decimal min, Decimal max) -> priceOf(min);
            case QualityValue.Text(String text) ->
                rows.stream()
                        .filter(row -> Texts.tidy(row.value).equals(Texts.tidy(text)))
                        .map(Row::price)
                        .findFirst();
        };
    }

    private Optional<Decimal> priceOf(Decimal number) {
        Optional<Decimal> highest = Optional.empty();
        Optional<Decimal> price = Optional.empty();
        for (Row row : rows) {
            Optional<Decimal> from = Decimal.parse(row.value.strip());
            boolean reached = from.isPresent() && from.get().compareTo(number) <= 0;
            if (reached && (highest.isEmpty() || from.get().compareTo(highest.get()) > 0)) {
                highest = from;
                price = Optional.of(row.price);
            }
        }
        return price;
    }
}
