package io.mandi.persistence.reader;

import java.time.Instant;

/**
 * What was read, and how old it is.
 *
 * @param asOf everything that was acknowledged before is in it; by the primary's clock
 * @param position the place in the write-ahead log of the database that was read, as PostgreSQL writes it: {@code 16/B374D848}
 * @param source where it was read
 */
public record Stamped<T>(T found, Instant asOf, String position, Source source) {

    /** Which database was read. */
    public enum Source {
        PRIMARY("primary"),
        REPLICA("replica");

        private final String word;

        Source(String word) {
            this.word = word;
        }

        /** For answers and metrics. */
        public String word() {
            return word;
        }
    }

    /** The same with something made of what was found. */
    public <R> Stamped<R> with(R other) {
        return new Stamped<>(other, asOf, position, source);
    }
}
