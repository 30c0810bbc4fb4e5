package io.mandi.engine.book;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Grid;
import io.mandi.engine.catalog.Instrument;
import java.util.Optional;

/** The rules that an order's numbers have to keep on an instrument. */
final class OrderRules {
    private final Instrument instrument;
    private final Grid prices;
    private final Grid quantities;
    private final long minLots;
    private final long maxLots;

    OrderRules(Instrument instrument) {
        this.instrument = instrument;
        this.prices = instrument.prices();
        this.quantities = instrument.quantities();
        this.minLots = instrument.minQuantity().map(quantities::stepsOf).orElse(1L);
        this.maxLots = instrument.maxQuantity().map(quantities::stepsOf).orElse(Instrument.MAX_LOTS);
    }

    long ticks(Decimal price) {
        return prices.stepsOf(price);
    }

    long lots(Decimal quantity) {
        return quantities.stepsOf(quantity);
    }

    /**
     * @param ticks of the price
     * @param lots of the quantity
     */
    Optional<Rejection> flawOf(OrderRequest order, long ticks, long lots) {
        if (order.type() == OrderType.LIMIT && order.price().isEmpty()) {
            return reject(RejectionCode.PRICE_REQUIRED, "price", "a LIMIT order needs a price");
        }
        if (order.type() == OrderType.MARKET && order.price().isPresent()) {
            return reject(RejectionCode.PRICE_NOT_ALLOWED, "price", "a MARKET order has no price");
        }
        Optional<Rejection> priceFlaw =
                order.price().isPresent() ? flawOfPrice(order.price().get(), ticks) : Optional.empty();
        return priceFlaw.isPresent() ? priceFlaw : flawOfQuantity(order.quantity(), lots);
    }

    Optional<Rejection> flawOfPrice(Decimal price, long ticks) {
        if (price.isZero()) {
            return reject(RejectionCode.PRICE_NOT_POSITIVE, "price", "must be more than 0");
        }
        if (ticks == Grid.OFF_GRID) {
            return reject(
                    RejectionCode.PRICE_OFF_TICK, "price", "must be a multiple of tick_size " + instrument.tickSize());
        }
        if (ticks == Grid.OUT_OF_RANGE) {
            return reject(
                    RejectionCode.PRICE_OUT_OF_RANGE,
                    "price",
                    "must not be more than " + prices.format(Instrument.MAX_TICKS));
        }
        return Optional.empty();
    }

    Optional<Rejection> flawOfQuantity(Decimal quantity, long lots) {
        if (quantity.isZero()) {
            return reject(RejectionCode.QUANTITY_NOT_POSITIVE, "quantity", "must be more than 0");
        }
        if (lots == Grid.OFF_GRID) {
            return reject(
                    RejectionCode.QUANTITY_OFF_LOT,
                    "quantity",
                    "must be a multiple of lot_size " + instrument.lotSize());
        }
        if (lots == Grid.OUT_OF_RANGE) {
            return reject(
                    RejectionCode.QUANTITY_OUT_OF_RANGE,
                    "quantity",
                    "must not be more than " + quantities.format(Instrument.MAX_LOTS));
        }
        if (lots < minLots) {
            return reject(
                    RejectionCode.QUANTITY_BELOW_MINIMUM, "quantity", "must be at least " + quantities.format(minLots));
        }
        if (lots > maxLots) {
            return reject(
                    RejectionCode.QUANTITY_ABOVE_MAXIMUM, "quantity", "must be at most " + quantities.format(maxLots));
        }
        return Optional.empty();
    }

    private static Optional<Rejection> reject(RejectionCode code, String field, String detail) {
        return Optional.of(new Rejection(code, field, detail));
    }
}
