package io.mandi.engine.partner.capability;

/** What a partner may do. */
public enum Capability {
    DOMESTIC_BUY_INDIA,
    DOMESTIC_SELL_INDIA,
    /** To buy in its own country, which is not India. */
    DOMESTIC_BUY_HOME,
    DOMESTIC_SELL_HOME,
    IMPORT_ALLOWED,
    EXPORT_ALLOWED;

    /** Whether who has it may buy anything at all (PT-3). */
    public boolean isToBuy() {
        return switch (this) {
            case DOMESTIC_BUY_INDIA, DOMESTIC_BUY_HOME, IMPORT_ALLOWED -> true;
            case DOMESTIC_SELL_INDIA, DOMESTIC_SELL_HOME, EXPORT_ALLOWED -> false;
        };
    }
}
