package io.mandi.quality.violation.http;

/** Takes from others what they were doing. */
public final class EndsTheProgram {
    private EndsTheProgram() {}

    static void end() {
        System.exit(1);
    }
}
