package io.mandi.bench.core;

/**
 * A book that takes part, empty when it is new. Commands come in blocks: first a block is put into the form that the book
 * takes commands in, as whoever reads them from the network would do; then it is played, and that is measured.
 */
interface Contender {
    /** Most commands of a block; few enough to stay in the processor's caches. */
    int BLOCK = 512;

    /** Makes the commands from {@code from} to before {@code to} ready. */
    void prepare(Flow flow, int from, int to);

    /**
     * Does the commands that were made ready last, and puts every trade on the tape. Each book has a loop of its own, so
     * that none pays for calls that the JVM could not bind because there are others.
     */
    void play(Flow flow, int from, int to, Tape tape);
}
