package io.mandi.quality.violation.engine.catalog;

/** The core does no I/O. */
public final class Prints {
    private Prints() {}

    static void print() {
        System.out.println("printed");
    }
}
