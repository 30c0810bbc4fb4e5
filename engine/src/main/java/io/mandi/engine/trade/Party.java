package io.mandi.engine.trade;

import java.util.Optional;

/**
 * One side of a trade, as it was when the trade was made.
 *
 * @param partnerId id
 * @param gstin under which it trades: that of its branch, else its own
 */
public record Party(String partnerId, String legalName, Optional<String> gstin, boolean agriculturist) {}
