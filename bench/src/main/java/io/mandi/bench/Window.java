package io.mandi.bench;

import java.io.IOException;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What one measurement has seen.
 *
 * @param nanos from the first request to the last answer
 * @param answered requests that were done
 * @param orders orders that were acknowledged
 * @param refused requests that were answered 503 or 429
 * @param latencies of all requests, in nanoseconds
 */
record Window(
        long nanos, long answered, long orders, long refused, Histogram latencies, Journal.Written written, Cpu cpu) {

    /** Every acknowledged request is one event in the journal, and nothing else is, except what had no certain answer. */
    void check(int ordersInEach) throws IOException {
        if (written.events() < answered || written.events() > answered + refused) {
            throw new IOException("%d requests were acknowledged and %d refused, but the journal has %d events more"
                    .formatted(answered, refused, written.events()));
        }
        if (orders != answered * ordersInEach) {
            throw new IOException(
                    "%d requests of %d orders each had %d orders accepted".formatted(answered, ordersInEach, orders));
        }
    }

    /** All windows of a case as one. */
    static Window sum(List<Window> windows) {
        Window sum = new Window(0, 0, 0, 0, new Histogram(3), Journal.Written.NOTHING, Cpu.NONE);
        for (Window window : windows) {
            sum.latencies.add(window.latencies);
            sum = new Window(
                    sum.nanos + window.nanos,
                    sum.answered + window.answered,
                    sum.orders + window.orders,
                    sum.refused + window.refused,
                    sum.latencies,
                    sum.written.plus(window.written),
                    sum.cpu.plus(window.cpu));
        }
        return sum;
    }

    double ordersPerSecond() {
        return orders * 1e9 / nanos;
    }

    double ordersPerCommit() {
        return orders / (double) Math.max(1, written.commits());
    }

    /** Latency that this part of the requests did not exceed. */
    double millisAt(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e6;
    }

    double microsPerOrder(java.time.Duration spent) {
        return spent.toNanos() / 1e3 / Math.max(1, orders);
    }
}
