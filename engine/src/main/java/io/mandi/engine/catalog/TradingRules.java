package io.mandi.engine.catalog;

import java.util.Optional;

/**
 * How orders trade on an instrument, beyond what its grids say.
 *
 * @param selfTradePrevention mode of orders that name none; {@link #USUAL_SELF_TRADE_PREVENTION} when absent
 * @param selfTradesForbidden whether orders with {@link SelfTradePrevention#NONE} are refused
 * @param limits how much one may want
 * @param session when a trading day ends, which ends DAY orders; {@link TradingSession#USUAL} when absent
 */
public record TradingRules(
        Optional<SelfTradePrevention> selfTradePrevention,
        boolean selfTradesForbidden,
        OrderLimits limits,
        Optional<TradingSession> session) {
    /** Mode of orders that name none, where the instrument does not either. */
    public static final SelfTradePrevention USUAL_SELF_TRADE_PREVENTION = SelfTradePrevention.CANCEL_TAKER;
    /** Those of an instrument that says nothing about it. */
    public static final TradingRules USUAL = new TradingRules(Optional.empty(), false);

    /** Without limits, and with the usual session. */
    public TradingRules(Optional<SelfTradePrevention> selfTradePrevention, boolean selfTradesForbidden) {
        this(selfTradePrevention, selfTradesForbidden, OrderLimits.NONE, Optional.empty());
    }

    /** The same with these limits. */
    public TradingRules with(OrderLimits wanted) {
        return new TradingRules(selfTradePrevention, selfTradesForbidden, wanted, session);
    }

    /** The same with this session. */
    public TradingRules with(TradingSession wanted) {
        return new TradingRules(selfTradePrevention, selfTradesForbidden, limits, Optional.of(wanted));
    }

    /** What is wrong with these rules, if anything. */
    Optional<Flaw> flaw() {
        return selfTradesForbidden && selfTradePrevention.equals(Optional.of(SelfTradePrevention.NONE))
                ? Optional.of(new Flaw(
                        FlawCode.INVALID_INSTRUMENT,
                        "self_trade_prevention",
                        "must not be NONE where self-trades are forbidden"))
                : limits.flaw().or(() -> session.flatMap(TradingSession::flaw));
    }
}
