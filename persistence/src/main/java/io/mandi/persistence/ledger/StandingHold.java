package io.mandi.persistence.ledger;

import java.math.BigDecimal;

/**
 * A hold whose reservation may have ended, or may never have been made (TR-2).
 *
 * @param heldAt microseconds since the epoch
 */
public record StandingHold(String organization, String partnerId, String key, BigDecimal amount, long heldAt) {}
