package io.mandi.persistence.book;

import io.mandi.engine.id.BookId;
import java.time.Instant;

/**
 * A book that cannot be built from what is stored.
 *
 * @param reason which record is damaged, and how
 */
public record QuarantinedBook(BookId book, String reason, Instant since) {}
