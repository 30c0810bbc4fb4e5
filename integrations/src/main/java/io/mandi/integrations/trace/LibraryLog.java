package io.mandi.integrations.trace;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what the OpenTelemetry libraries log by the JDK's own means: it would stand between our lines in another form, with a stack
 * trace each minute that a collector is away. {@link CountedExporter} has said what matters; the rest is there at the level DEBUG.
 */
final class LibraryLog extends Handler {
    private static final String LIBRARY = "io.opentelemetry";
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LIBRARY);
    /** Kept, since the JDK forgets loggers that nobody has. */
    private static final Logger SOURCE = Logger.getLogger(LIBRARY);

    private LibraryLog() {}

    static synchronized void take() {
        SOURCE.setUseParentHandlers(false);
        if (SOURCE.getHandlers().length == 0) {
            SOURCE.addHandler(new LibraryLog());
        }
    }

    @Override
    public void publish(LogRecord event) {
        LOG.debug("{}", event.getMessage(), event.getThrown());
    }

    @Override
    public void flush() {
        // Nothing is kept.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
