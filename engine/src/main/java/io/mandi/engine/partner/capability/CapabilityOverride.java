package io.mandi.engine.partner.capability;

import java.time.Instant;
import java.util.List;

/**
 * What a director has set in place of what the documents say (CAP-1).
 *
 * @param capabilities sorted; may be empty
 */
public record CapabilityOverride(List<Capability> capabilities, String reason, String by, Instant at) {
    /** Longest reason. */
    public static final int MAX_REASON_LENGTH = 500;

    public CapabilityOverride {
        capabilities = capabilities.stream().distinct().sorted().toList();
    }
}
