package io.mandi.persistence.migration;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One script and whether the database has it.
 *
 * @param id the number at the front of the file's name; scripts are applied in its order
 * @param description the rest of the file's name, as words
 * @param appliedAt when it was applied, by the database's clock; empty when it is pending
 */
public record MigrationStatus(BigDecimal id, String description, Optional<Instant> appliedAt) {

    /** Checks that nothing is missing. */
    public MigrationStatus {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(appliedAt, "appliedAt");
    }

    /** Whether the database does not have it yet. */
    public boolean isPending() {
        return appliedAt.isEmpty();
    }
}
