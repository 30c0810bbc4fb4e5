package io.mandi.engine.ledger;

import java.math.BigDecimal;
import java.util.Optional;

/** How much of a partner's limit is used up (8.4), the least first. */
public enum ExposureState {
    GREEN(Colour.GREEN, Optional.empty(), 0),
    YELLOW_LOW(Colour.YELLOW, Optional.of(Level.LOW), 50),
    YELLOW_MEDIUM(Colour.YELLOW, Optional.of(Level.MEDIUM), 75),
    RED_HIGH(Colour.RED, Optional.of(Level.HIGH), 90),
    /** Every new hold is refused. */
    RED_CRITICAL(Colour.RED, Optional.of(Level.CRITICAL), 100);

    /** What it is shown as. */
    public enum Colour {
        GREEN,
        YELLOW,
        RED
    }

    /** Tells states of one colour apart. */
    public enum Level {
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL
    }

    private final Colour colour;
    private final Optional<Level> level;
    private final BigDecimal from;

    ExposureState(Colour colour, Optional<Level> level, int from) {
        this.colour = colour;
        this.level = level;
        this.from = BigDecimal.valueOf(from);
    }

    /** @param percent utilisation, not rounded up */
    static ExposureState of(BigDecimal percent) {
        ExposureState state = GREEN;
        for (ExposureState next : values()) {
            if (percent.compareTo(next.from) >= 0) {
                state = next;
            }
        }
        return state;
    }

    public Colour colour() {
        return colour;
    }

    /** Absent for {@link #GREEN}. */
    public Optional<Level> level() {
        return level;
    }

    /** Whether whoever comes here from below is to be told of (EX-5). */
    boolean isBreach() {
        return compareTo(YELLOW_MEDIUM) >= 0;
    }
}
