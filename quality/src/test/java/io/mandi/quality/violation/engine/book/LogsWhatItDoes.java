package io.mandi.quality.violation.engine.book;

import org.slf4j.Logger;

/** The core has no log. */
public record LogsWhatItDoes(Logger log) {}
