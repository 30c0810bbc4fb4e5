package io.mandi.engine.book;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Grid;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.PriceBand;
import io.mandi.engine.catalog.SelfTradePrevention;
import io.mandi.engine.catalog.TradingRules;
import io.mandi.engine.catalog.TradingSession;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;

/** The rules that an order's numbers have to keep on an instrument. */
final class OrderRules {
    private static final String EXPIRES_AT = "expires_at";
    private static final long MICROS_OF_HOUR = 3_600_000_000L;

    private final Instrument instrument;
    private final Grid prices;
    private final Grid quantities;
    private final long minLots;
    private final long maxLots;
    /** In ticks, the ends of the price band. */
    private final long lowest;

    private final long highest;
    private final boolean banded;
    private final int icebergSlices;
    private final long expiresWithin;
    private final SessionEnds sessions;
    private final int openOrdersPerPartner;
    private final boolean boundsNotional;
    /** In ticks times lots. */
    private final BigInteger maxNotional;

    OrderRules(Instrument instrument, BookLimits limits) {
        this.instrument = instrument;
        this.prices = instrument.prices();
        this.quantities = instrument.quantities();
        this.minLots = instrument.minQuantity().map(quantities::stepsOf).orElse(1L);
        this.maxLots = instrument.maxQuantity().map(quantities::stepsOf).orElse(Instrument.MAX_LOTS);
        Optional<PriceBand> band = instrument.priceBand();
        this.lowest = band.map(PriceBand::lowest).orElse(1L);
        this.highest = band.map(PriceBand::highest).orElse(Instrument.MAX_TICKS);
        this.banded = band.isPresent();
        this.icebergSlices = limits.icebergSlices();
        this.expiresWithin = limits.expiresWithinMicros();
        this.sessions = new SessionEnds(instrument.rules().session().orElse(TradingSession.USUAL));
        this.openOrdersPerPartner = Math.min(
                limits.openOrdersPerPartner(),
                instrument.rules().limits().maxOpenOrders().orElse(Integer.MAX_VALUE));
        Optional<Decimal> most = instrument.rules().limits().maxNotional();
        this.boundsNotional = most.isPresent();
        this.maxNotional = most.map(instrument::ticksTimesLotsWithin).orElse(BigInteger.ZERO);
    }

    /** How many open orders a partner may have. */
    int openOrdersPerPartner() {
        return openOrdersPerPartner;
    }

    /** Whether orders may not be worth more than so much. */
    boolean boundsNotional() {
        return boundsNotional;
    }

    /** @param ticks of the price that the order is valued at */
    Optional<Rejection> flawOfNotional(long ticks, long lots) {
        return BigInteger.valueOf(ticks).multiply(BigInteger.valueOf(lots)).compareTo(maxNotional) > 0
                ? reject(
                        RejectionCode.NOTIONAL_ABOVE_MAXIMUM,
                        "quantity",
                        "price times quantity must be at most "
                                + instrument.rules().limits().maxNotional().orElseThrow() + " "
                                + instrument.currency())
                : Optional.empty();
    }

    /** The prices that the market takes. */
    PriceBand allowed() {
        return new PriceBand(lowest, highest);
    }

    long ticks(Decimal price) {
        return prices.stepsOf(price);
    }

    /** In ticks, the worst price that an order takes. */
    long limitOf(OrderType type, Side side, long ticks) {
        if (type.hasLimit()) {
            return ticks;
        }
        return furthest(side);
    }

    /**
     * In ticks, by what an order without a price is valued; 0 when nothing is known.
     *
     * @param lastPrice in ticks, 0 before the first trade
     */
    long valueWithoutPrice(long lastPrice) {
        if (banded) {
            return highest;
        }
        return lastPrice > 0
                ? lastPrice
                : instrument.referencePrice().map(prices::stepsOf).orElse(0L);
    }

    boolean isOutsideBand(long ticks) {
        return ticks < lowest || ticks > highest;
    }

    /** In ticks, the end of the price band that an order of that side may reach. */
    long furthest(Side side) {
        return side == Side.BUY ? highest : lowest;
    }

    SelfTradePrevention selfTradePreventionOf(OrderRequest order) {
        return order.selfTradePrevention()
                .or(() -> instrument.rules().selfTradePrevention())
                .orElse(TradingRules.USUAL_SELF_TRADE_PREVENTION);
    }

    long lots(Decimal quantity) {
        return quantities.stepsOf(quantity);
    }

    /**
     * @param ticks of the price
     * @param lots of the quantity
     * @param stopTicks of the stop price
     * @param now microseconds since the epoch
     */
    Optional<Rejection> flawOf(OrderRequest order, long ticks, long lots, long stopTicks, long now) {
        if (order.type().hasLimit() && order.price().isEmpty()) {
            return reject(RejectionCode.PRICE_REQUIRED, "price", "a " + order.type() + " order needs a price");
        }
        if (!order.type().hasLimit() && order.price().isPresent()) {
            return reject(RejectionCode.PRICE_NOT_ALLOWED, "price", "a " + order.type() + " order has no price");
        }
        if (order.type().isStop() || order.stopPrice().isPresent()) {
            Optional<Rejection> stopFlaw = flawOfStop(order, stopTicks);
            if (stopFlaw.isPresent()) {
                return stopFlaw;
            }
        }
        Optional<Rejection> priceFlaw =
                order.price().isPresent() ? flawOfPrice(order.price().get(), ticks) : Optional.empty();
        if (priceFlaw.isPresent()) {
            return priceFlaw;
        }
        Optional<Rejection> quantityFlaw = flawOfQuantity(order.quantity(), lots);
        if (quantityFlaw.isPresent()) {
            return quantityFlaw;
        }
        Optional<Rejection> expiryFlaw = order.timeInForce() == TimeInForce.GTD
                        && order.expiresAt().isEmpty()
                ? reject(RejectionCode.EXPIRES_AT_REQUIRED, EXPIRES_AT, "a GTD order needs a time at which it ends")
                : flawOfExpiry(order.timeInForce(), order.expiresAt(), now);
        return expiryFlaw.isPresent() ? expiryFlaw : flawOfConditions(order, lots);
    }

    /**
     * @param expiresAt microseconds since the epoch, as it is asked for
     * @param now microseconds since the epoch
     */
    Optional<Rejection> flawOfExpiry(TimeInForce timeInForce, OptionalLong expiresAt, long now) {
        if (expiresAt.isEmpty()) {
            return Optional.empty();
        }
        if (timeInForce != TimeInForce.GTD) {
            return reject(
                    RejectionCode.EXPIRES_AT_NOT_ALLOWED,
                    EXPIRES_AT,
                    "only a GTD order names the time at which it ends");
        }
        if (expiresAt.getAsLong() <= now) {
            return reject(RejectionCode.EXPIRES_AT_PAST, EXPIRES_AT, "must lie in the future");
        }
        return expiresAt.getAsLong() - now > expiresWithin
                ? reject(
                        RejectionCode.EXPIRES_AT_TOO_FAR,
                        EXPIRES_AT,
                        "must be at most " + expiresWithin / MICROS_OF_HOUR + " hours ahead")
                : Optional.empty();
    }

    /**
     * When an order ends by itself, in microseconds since the epoch; 0 when it does not.
     *
     * @param now microseconds since the epoch
     */
    long expiresAt(OrderRequest order, long now) {
        return switch (order.timeInForce()) {
            case GTC, IOC, FOK -> 0;
            case DAY -> sessions.after(now);
            case GTD -> order.expiresAt().orElseThrow();
        };
    }

    private Optional<Rejection> flawOfStop(OrderRequest order, long stopTicks) {
        if (!order.type().isStop()) {
            return reject(
                    RejectionCode.STOP_PRICE_NOT_ALLOWED,
                    "stop_price",
                    "only STOP and STOP_LIMIT orders wait for a price");
        }
        return order.stopPrice().isPresent()
                ? flawOfStopPrice(order.stopPrice().get(), stopTicks)
                : reject(
                        RejectionCode.STOP_PRICE_REQUIRED,
                        "stop_price",
                        "a " + order.type() + " order needs a stop price");
    }

    /** A price band bounds what trades, and not what an order waits for: until then the band may be another. */
    Optional<Rejection> flawOfStopPrice(Decimal price, long ticks) {
        if (price.isZero()) {
            return reject(RejectionCode.STOP_PRICE_NOT_POSITIVE, "stop_price", "must be more than 0");
        }
        if (ticks == Grid.OFF_GRID) {
            return reject(
                    RejectionCode.STOP_PRICE_OFF_TICK,
                    "stop_price",
                    "must be a multiple of tick_size " + instrument.tickSize());
        }
        return ticks == Grid.OUT_OF_RANGE
                ? reject(
                        RejectionCode.STOP_PRICE_OUT_OF_RANGE,
                        "stop_price",
                        "must not be more than " + prices.format(Instrument.MAX_TICKS))
                : Optional.empty();
    }

    private Optional<Rejection> flawOfConditions(OrderRequest order, long lots) {
        if (instrument.rules().selfTradesForbidden()
                && order.selfTradePrevention().equals(Optional.of(SelfTradePrevention.NONE))) {
            return reject(
                    RejectionCode.SELF_TRADES_FORBIDDEN,
                    "self_trade_prevention",
                    "orders of one partner must not trade with each other on this instrument");
        }
        boolean mayRest = order.type().hasLimit() && order.timeInForce().mayRest();
        if (order.postOnly() && !mayRest) {
            return reject(
                    RejectionCode.POST_ONLY_NOT_ALLOWED, "post_only", "an order that never rests cannot be post-only");
        }
        if (order.displayQuantity().isEmpty()) {
            return Optional.empty();
        }
        if (!mayRest) {
            return reject(
                    RejectionCode.DISPLAY_QUANTITY_NOT_ALLOWED,
                    "display_quantity",
                    "an order that never rests has nothing to hide");
        }
        long shown = lots(order.displayQuantity().get());
        if (shown < 1) {
            return reject(
                    RejectionCode.DISPLAY_QUANTITY_OFF_LOT,
                    "display_quantity",
                    "must be a positive multiple of lot_size " + instrument.lotSize());
        }
        if (shown > lots) {
            return reject(
                    RejectionCode.DISPLAY_QUANTITY_ABOVE_QUANTITY,
                    "display_quantity",
                    "must not be more than the quantity");
        }
        return flawOfSlices(shown, lots);
    }

    /**
     * An order of very many slices would make as many trades.
     *
     * @param shown in lots, what the order shows at a time; 0 for all
     * @param lots of the quantity
     */
    Optional<Rejection> flawOfSlices(long shown, long lots) {
        return shown > 0 && (lots - 1) / shown >= icebergSlices
                ? reject(
                        RejectionCode.DISPLAY_QUANTITY_TOO_SMALL,
                        "display_quantity",
                        "an order shows itself in at most " + icebergSlices + " slices")
                : Optional.empty();
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
        if (isOutsideBand(ticks)) {
            return reject(
                    RejectionCode.PRICE_OUTSIDE_BAND,
                    "price",
                    "must be from " + prices.format(lowest) + " to " + prices.format(highest));
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
