package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.unit.Conversion;
import io.mandi.engine.catalog.unit.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a lot asks (AV-12): the cheapest option whose terms a need accepts, of equal ones the first; otherwise {@code plain};
 * otherwise the cheapest option of all. A lot without any of these leaves its price open (AV-14).
 *
 * @param plain what is asked where no option fits
 */
public record AskingPrice(List<PriceOption> options, Optional<UnitPrice> plain) {
    /** No price is asked. */
    public static final AskingPrice OPEN = new AskingPrice(List.of(), Optional.empty());

    private static final String MATRIX = "price_matrix";

    public AskingPrice {
        options = List.copyOf(options);
    }

    /** One price, whatever the terms. */
    public static AskingPrice of(UnitPrice price) {
        return new AskingPrice(List.of(), Optional.of(price));
    }

    /**
     * A price as it stands in a posting.
     *
     * @param base {@code base_price}, for one rate unit
     * @param matrix for MATRIX
     */
    public record Given(
            PriceType type, Optional<Decimal> base, List<GivenOption> options, Optional<PriceMatrix> matrix) {
        public Given {
            options = List.copyOf(options);
        }
    }

    /** @param price for one rate unit */
    public record GivenOption(Optional<String> paymentTerm, Optional<String> deliveryTerm, Decimal price) {}

    /**
     * The price by its type. With options {@code base_price} alone stands beside them, whatever the type.
     *
     * @param quality of the lot, by the codes of parameters
     * @param reference what the commodity costs today, for SPOT
     * @return flaws of {@code price_matrix} when no row applies (AV-13), of {@code price} and {@code rate_unit} when a price
     *     cannot be converted
     */
    public static Checked<AskingPrice> of(
            Given given,
            Unit rateUnit,
            Conversion conversion,
            Map<String, QualityValue> quality,
            Optional<UnitPrice> reference) {
        Inspection inspection = new Inspection();
        List<PriceOption> options = new ArrayList<>();
        for (GivenOption option : given.options) {
            inspection
                    .take(UnitPrice.of(option.price, rateUnit, conversion))
                    .ifPresent(price -> options.add(new PriceOption(option.paymentTerm, option.deliveryTerm, price)));
        }
        Optional<Decimal> row = given.type == PriceType.MATRIX ? row(inspection, given, quality) : Optional.empty();
        Optional<Decimal> price = given.type == PriceType.MATRIX && given.options.isEmpty() ? row : given.base;
        Optional<UnitPrice> plain = given.type == PriceType.SPOT && given.options.isEmpty()
                ? reference
                : price.flatMap(amount -> inspection.take(UnitPrice.of(amount, rateUnit, conversion)));
        return inspection.result(() -> new AskingPrice(options, plain));
    }

    private static Optional<Decimal> row(Inspection inspection, Given given, Map<String, QualityValue> quality) {
        Optional<Decimal> price = given.matrix.flatMap(
                matrix -> Optional.ofNullable(quality.get(matrix.parameter())).flatMap(matrix::priceOf));
        if (price.isEmpty()) {
            inspection.note(FlawCode.VALIDATION_FAILED, MATRIX, "must have a row for the lot's own value");
        }
        return price;
    }
}
