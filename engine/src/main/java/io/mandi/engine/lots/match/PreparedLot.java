package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.commodity.QualityValue;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A lot with all that can be computed of it before a need is known. */
public final class PreparedLot {
    final OpenLot lot;
    final Optional<Spot> spot;
    final long createdAt;
    final long expiresAt;
    final long from;
    final long until;
    final Codes paymentTerms;
    final Codes deliveryTerms;
    final Map<String, PreparedQuality> quality;

    private final List<Option> options;
    private final Optional<PreparedPrice> plain;

    private record Option(PriceOption option, PreparedPrice price) {
        boolean fits(PreparedNeed need) {
            return isAccepted(need.paymentTerms, option.paymentTerm())
                    && isAccepted(need.deliveryTerms, option.deliveryTerm());
        }

        private static boolean isAccepted(Codes wanted, Optional<String> code) {
            return wanted.isEmpty() || code.isEmpty() || wanted.contains(code.get());
        }
    }

    private PreparedLot(OpenLot lot) {
        this.lot = lot;
        spot = lot.site().map(Spot::of);
        createdAt = Moments.micros(lot.createdAt());
        expiresAt = Moments.micros(lot.expiresAt());
        from = Moments.from(lot.window());
        until = Moments.until(lot.window());
        paymentTerms = Codes.of(lot.paymentTerms());
        deliveryTerms = Codes.of(lot.deliveryTerms());
        quality = new HashMap<>();
        for (Map.Entry<String, QualityValue> value : lot.quality().entrySet()) {
            quality.put(value.getKey(), PreparedQuality.of(value.getValue()));
        }
        // The sort is stable: of equal prices the first one that was given counts.
        options = lot.price().options().stream()
                .map(option -> new Option(option, PreparedPrice.of(option.price())))
                .sorted(Comparator.comparing(option -> option.option.price().perBaseUnit()))
                .toList();
        plain = lot.price().plain().map(PreparedPrice::of);
    }

    public static PreparedLot of(OpenLot lot) {
        return new PreparedLot(lot);
    }

    public OpenLot lot() {
        return lot;
    }

    /** What it asks of a need (AV-12); absent when its price is open. */
    Optional<PreparedPrice> asks(PreparedNeed need) {
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).fits(need)) {
                return Optional.of(options.get(i).price);
            }
        }
        return plain.isPresent() || options.isEmpty() ? plain : Optional.of(options.getFirst().price);
    }

    /** The least that it may ask of any need; absent when its price is open. */
    Optional<UnitPrice> leastPrice() {
        return Stream.concat(options.stream().limit(1).map(Option::price), plain.stream())
                .map(PreparedPrice::price)
                .min(Comparator.comparing(UnitPrice::perBaseUnit));
    }
}
