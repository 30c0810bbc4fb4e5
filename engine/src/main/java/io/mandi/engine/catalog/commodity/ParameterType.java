package io.mandi.engine.catalog.commodity;

/** What values of a parameter are. */
public enum ParameterType {
    /** One number. */
    NUMERIC,
    /** Words, or a grade. */
    TEXT,
    /** From one number to another. */
    RANGE
}
