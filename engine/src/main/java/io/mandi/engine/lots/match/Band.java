package io.mandi.engine.lots.match;

/** A score in a word (section 7.5). */
public enum Band {
    EXCELLENT(9_000),
    GOOD(7_500),
    ACCEPTABLE(6_000),
    LOW(0);

    private final long least;

    Band(long least) {
        this.least = least;
    }

    /** @param score in ten-thousandths */
    static Band of(long score) {
        for (Band band : values()) {
            if (score >= band.least) {
                return band;
            }
        }
        throw new IllegalArgumentException("a score is never negative: " + score);
    }
}
