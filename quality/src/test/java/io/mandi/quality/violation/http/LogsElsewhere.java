package io.mandi.quality.violation.http;

import java.util.logging.Logger;

/** A log that the settings do not reach. */
public record LogsElsewhere(Logger log) {}
