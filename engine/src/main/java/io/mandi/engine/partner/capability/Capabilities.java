package io.mandi.engine.partner.capability;

import io.mandi.engine.partner.kind.EntityClass;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a partner may do, and why.
 *
 * @param detected what follows from its documents, as it was when they were looked at last
 * @param override in place of what was detected
 */
public record Capabilities(List<Grant> detected, Optional<CapabilityOverride> override) {
    /** Of a partner without documents. */
    public static final Capabilities NONE = new Capabilities(List.of(), Optional.empty());

    public Capabilities {
        detected = List.copyOf(detected);
    }

    /**
     * What counts, each with the last day on which it does; {@link LocalDate#MAX} when it does not end. Some of it may have ended:
     * compare with the day.
     */
    public Map<Capability, LocalDate> effective(EntityClass entityClass) {
        Map<Capability, LocalDate> effective = new EnumMap<>(Capability.class);
        if (entityClass == EntityClass.SERVICE_PROVIDER) {
            return effective;
        }
        if (override.isPresent()) {
            override.get().capabilities().forEach(capability -> effective.put(capability, LocalDate.MAX));
        } else {
            detected.forEach(
                    grant -> effective.put(grant.capability(), grant.until().orElse(LocalDate.MAX)));
        }
        return effective;
    }

    /** What counts on a day, sorted. */
    public List<Capability> effective(EntityClass entityClass, LocalDate today) {
        return effective(entityClass).entrySet().stream()
                .filter(entry -> !today.isAfter(entry.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    public Capabilities withOverride(Optional<CapabilityOverride> override) {
        return new Capabilities(detected, override);
    }
}
