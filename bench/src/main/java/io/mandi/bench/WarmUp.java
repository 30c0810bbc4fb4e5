package io.mandi.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** Loads until the rate no longer rises: a node is slow for as long as its code is being compiled. */
final class WarmUp {
    private static final Duration WINDOW = Duration.ofSeconds(3);
    private static final double RISE = 1.03;
    private static final int FLAT_WINDOWS = 3;

    private WarmUp() {}

    /** A load of a given time. */
    interface Load {
        Window run(Duration time) throws IOException, SQLException, InterruptedException;
    }

    /**
     * Loads until {@value #FLAT_WINDOWS} windows in a row were not faster than the fastest before them by 3 %.
     *
     * @param limit after which it ends even so
     * @return how long it was
     */
    static Duration run(Load load, Duration limit) throws IOException, SQLException, InterruptedException {
        long start = System.nanoTime();
        double best = 0;
        int flat = 0;
        while (flat < FLAT_WINDOWS && System.nanoTime() - start < limit.toNanos()) {
            Duration left = limit.minusNanos(System.nanoTime() - start);
            double rate = load.run(left.compareTo(WINDOW) < 0 ? left : WINDOW).ordersPerSecond();
            flat = rate > best * RISE ? 0 : flat + 1;
            best = Math.max(best, rate);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
