package io.mandi.engine.book;

/** What the deciding of a command comes to: its event, or why there is none. */
sealed interface Verdict permits BookEvent, Rejection, Verdict.Nothing {

    /** The command asks for what already is. */
    record Nothing() implements Verdict {}
}
