package io.mandi.persistence.book;

import io.mandi.engine.id.EntityId;
import java.time.Instant;

/**
 * A book, of orders or of lots, that cannot be built from what is stored.
 *
 * @param reason which record is damaged, and how
 */
public record QuarantinedBook(EntityId book, String reason, Instant since) {}
