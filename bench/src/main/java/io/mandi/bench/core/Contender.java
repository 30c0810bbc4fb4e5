package io.mandi.bench.core;

/** A book that takes part, empty when it is new. */
interface Contender {
    /**
     * Does the commands of a flow from {@code from} to before {@code to}, and puts every trade on the tape. Each has a
     * loop of its own, so that none pays for calls that the JVM could not bind because there are others.
     */
    void play(Flow flow, int from, int to, Tape tape);
}
