package io.mandi.engine.catalog.place;

/** Groups of states that sellers and buyers address as one (LOC-5). */
public enum Region {
    WEST,
    SOUTH,
    NORTH,
    CENTRAL,
    EAST,
    NORTHEAST,
    /** Abroad, and where no region is defined. */
    UNKNOWN
}
