package io.mandi.engine.trace;

import io.mandi.engine.id.TraceContext;

/**
 * One piece of work within a trace. Names of attributes are those of OpenTelemetry's semantic conventions where these have one, and
 * begin with {@code mandi.} otherwise. May be used by several threads; after its end it takes nothing more.
 */
public interface Span {

    /** For the work that comes of this. */
    TraceContext context();

    void set(String attribute, String value);

    void set(String attribute, long value);

    /** @param seconds as the conventions write durations */
    void set(String attribute, double seconds);

    /** Something happened at this moment. */
    void event(String name);

    /**
     * The work has failed.
     *
     * @param type a short word, the same for the same kind of failure
     */
    void fail(String type);

    /** The work is done. */
    void end();
}
