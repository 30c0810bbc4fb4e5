package io.mandi.engine.book;

import java.util.OptionalLong;

/**
 * The phase that a book is in.
 *
 * @param until when it ends by itself, microseconds since the epoch; absent when someone has to end it
 */
public record PhaseState(Phase phase, OptionalLong until) {
    /** That of a book of which nobody has said anything else. */
    public static final PhaseState CONTINUOUS = new PhaseState(Phase.CONTINUOUS, OptionalLong.empty());
}
