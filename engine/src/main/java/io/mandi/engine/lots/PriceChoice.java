package io.mandi.engine.lots;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.AskingPrice;
import io.mandi.engine.lots.match.PriceOption;
import io.mandi.engine.lots.match.UnitPrice;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The price that somebody gets, with the terms that it is asked on (AV-12).
 *
 * @param paymentTerms codes
 * @param deliveryTerms codes
 */
record PriceChoice(UnitPrice price, List<String> paymentTerms, List<String> deliveryTerms) {

    /**
     * @param reference what the commodity costs today, for one rate unit of the lot
     * @param delivery terms that are accepted; all are when there are none
     * @param payment terms that are accepted; all are when there are none
     * @return empty when the price is open
     */
    static Optional<PriceChoice> of(Lot lot, Optional<Decimal> reference, List<String> delivery, List<String> payment) {
        AskingPrice asking = lot.askingPrice(reference);
        Optional<PriceChoice> fitting = cheapest(
                lot,
                asking.options().stream()
                        .filter(option ->
                                accepts(delivery, option.deliveryTerm()) && accepts(payment, option.paymentTerm()))
                        .toList());
        return fitting.or(() -> asking.plain()
                        .map(plain -> new PriceChoice(
                                plain,
                                lot.content().paymentTerms(),
                                lot.content().deliveryTerms())))
                .or(() -> cheapest(lot, asking.options()));
    }

    private static boolean accepts(List<String> accepted, Optional<String> term) {
        return accepted.isEmpty() || term.isEmpty() || accepted.contains(term.get());
    }

    /** Of equal ones the first. */
    private static Optional<PriceChoice> cheapest(Lot lot, List<PriceOption> options) {
        return options.stream()
                .min(Comparator.comparing(option -> option.price().perBaseUnit()))
                .map(option -> new PriceChoice(
                        option.price(),
                        option.paymentTerm().map(List::of).orElse(lot.content().paymentTerms()),
                        option.deliveryTerm().map(List::of).orElse(lot.content().deliveryTerms())));
    }

    /** For one rate unit of the lot. */
    Decimal asked() {
        return Decimal.of(price.price()).orElseThrow();
    }
}
