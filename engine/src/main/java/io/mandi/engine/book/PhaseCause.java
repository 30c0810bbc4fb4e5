package io.mandi.engine.book;

/** Why the phase of a book changed. */
public enum PhaseCause {
    /** The operator asked for it. */
    REQUESTED,
    /** Its time had come. */
    SCHEDULE,
    /** An order would have traded outside the price band. */
    BAND_BREACH
}
