package io.mandi.engine.ledger;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What one reservation, and then its trade, counts for in a partner's ledger.
 *
 * @param key the id of the reservation, or what whoever asked for the hold has chosen before there was one
 * @param amount that is held, or the value of the trade; what it was when it is released
 * @param tradeId of what was converted
 */
public record ExposureEntry(String key, BigDecimal amount, State state, Optional<String> tradeId) {
    /** How far it has come. */
    public enum State {
        HELD,
        /** Its reservation has become a trade. */
        CONVERTED,
        /** Counts for nothing any more; it stays so that what is repeated is known. */
        RELEASED
    }

    ExposureEntry convert(String trade, BigDecimal traded) {
        return new ExposureEntry(key, traded, State.CONVERTED, Optional.of(trade));
    }

    ExposureEntry release() {
        return new ExposureEntry(key, amount, State.RELEASED, tradeId);
    }
}
