package io.mandi.engine.ledger;

import java.time.LocalDate;

/**
 * A reservation between two partners, or the trade that it has become (8.2).
 *
 * @param day the business day of the reservation
 */
public record Dealing(String buyer, String seller, String commodity, LocalDate day, State state) {

    /** How far it has come. */
    public enum State {
        /** Reserved. */
        HELD,
        /** Traded, and not settled. */
        TRADED,
        COMPLETED,
        /** The reservation has ended without a trade, or the trade has failed or was cancelled. */
        ENDED
    }
}
