package io.mandi.engine.lots.match;

/** How much of what a need had room for a fill was granted (MT-8). */
public enum AllocationType {
    FULL,
    PARTIAL
}
