package io.mandi.bench.load;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What became of the requests of a load. */
public final class Answers {
    private final Histogram latencies = new Histogram(3);
    private final Histogram delays = new Histogram(3);
    private final Map<Integer, Long> refusals = new TreeMap<>();
    private long nanos;
    private long requests;
    private long done;
    private long orders;
    private long refused;
    private long unknown;
    private long withoutRetryAfter;
    private long unexpected;
    private long dropped;
    private long unanswered;
    private long unsent;
    private Optional<String> firstUnexpected = Optional.empty();

    /** Nanoseconds of the accepted requests, from the planned time of sending to the whole answer. */
    public Histogram latencies() {
        return latencies;
    }

    /** Nanoseconds from the planned time of sending to the sending, of all requests: for want of a free connection, or
     * because the generator was late.
     */
    public Histogram delays() {
        return delays;
    }

    /** From the start to the end of the sending, or to the last acceptance where that is later. */
    public long nanos() {
        return nanos;
    }

    /** Requests that were sent. */
    public long requests() {
        return requests;
    }

    /** Requests that were done. */
    public long done() {
        return done;
    }

    /** Orders that were acknowledged. */
    public long orders() {
        return orders;
    }

    /** Requests that were answered 503 or 429 and surely not done. */
    public long refused() {
        return refused;
    }

    /** How many of the refused requests had which status. */
    public Map<Integer, Long> refusals() {
        return refusals;
    }

    /** Requests that were answered 503 and are perhaps done: the outcome is unknown. */
    public long unknown() {
        return unknown;
    }

    /** Answers 503 and 429 that do not say when to try again. */
    public long withoutRetryAfter() {
        return withoutRetryAfter;
    }

    /** Answers of any other kind. */
    public long unexpected() {
        return unexpected;
    }

    /** Connections that the node closed. */
    public long dropped() {
        return dropped;
    }

    /** Requests that had no answer in time. */
    public long unanswered() {
        return unanswered;
    }

    /** Requests that were planned and not sent, since no connection was free until the end. */
    public long unsent() {
        return unsent;
    }

    public double ordersPerSecond() {
        return orders * 1e9 / nanos;
    }

    public double requestsDonePerSecond() {
        return done * 1e9 / nanos;
    }

    /** @throws IOException when anything came but acceptances and refusals that say when to try again */
    public void requireOrderly() throws IOException {
        if (unexpected + dropped + unanswered + withoutRetryAfter > 0) {
            throw new IOException(disorder());
        }
    }

    /** In words, what came that never should. */
    public String disorder() {
        return "%d unexpected answers, %d connections dropped, %d requests unanswered, %d refusals without Retry-After%s"
                .formatted(
                        unexpected,
                        dropped,
                        unanswered,
                        withoutRetryAfter,
                        firstUnexpected.map(text -> "; the first: " + text).orElse(""));
    }

    /** Takes the answers of another load of the same kind in, as if they had come one after the other. */
    public Answers add(Answers other) {
        latencies.add(other.latencies);
        delays.add(other.delays);
        other.refusals.forEach((status, count) -> refusals.merge(status, count, Long::sum));
        nanos += other.nanos;
        requests += other.requests;
        done += other.done;
        orders += other.orders;
        refused += other.refused;
        unknown += other.unknown;
        withoutRetryAfter += other.withoutRetryAfter;
        unexpected += other.unexpected;
        dropped += other.dropped;
        unanswered += other.unanswered;
        unsent += other.unsent;
        firstUnexpected = firstUnexpected.or(() -> other.firstUnexpected);
        return this;
    }

    /** For a load that knows no refusals. */
    public void accepted(long latency) {
        requests++;
        done(1, latency);
    }

    /** @param length nanoseconds, as {@link #nanos} */
    public void end(long length) {
        nanos = length;
    }

    void sent(long delay) {
        requests++;
        delays.recordValue(delay);
    }

    void done(int acknowledged, long latency) {
        done++;
        orders += acknowledged;
        latencies.recordValue(latency);
    }

    void refused(int status, boolean certain, boolean retryAfter) {
        if (certain) {
            refused++;
            refusals.merge(status, 1L, Long::sum);
        } else {
            unknown++;
        }
        if (!retryAfter) {
            withoutRetryAfter++;
        }
    }

    void unexpected(String text) {
        unexpected++;
        firstUnexpected = firstUnexpected.or(() -> Optional.of(text));
    }

    void connectionDropped() {
        dropped++;
    }

    void left(int stillWaiting, long neverSent) {
        unanswered += stillWaiting;
        unsent += neverSent;
    }
}
