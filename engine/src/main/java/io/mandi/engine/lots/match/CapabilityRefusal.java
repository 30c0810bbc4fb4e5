package io.mandi.engine.lots.match;

import java.util.Optional;

/**
 * Why one side may not trade (CAP-2, CAP-3).
 *
 * @param reason of {@link Filter#CAPABILITY}
 * @param partner who may not
 * @param required the capability that is missing
 */
public record CapabilityRefusal(Reason reason, String partner, Optional<String> required) {}
