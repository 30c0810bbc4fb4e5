package io.mandi.engine.trade;

/** What the desk is told about, while nothing is undone for it. */
public enum Alert {
    /** Steps are not done after {@link TradeRules#SLOW} (TR-11). */
    UNFINISHED,
    /** The seller has not acknowledged it after {@link TradeRules#UNCONFIRMED} (TR-3). */
    UNCONFIRMED
}
