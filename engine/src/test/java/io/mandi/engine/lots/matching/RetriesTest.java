package io.mandi.engine.lots.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Runs that have failed. */
class RetriesTest {

    /** Section 7.1: 3 times, after 2, 4 and 8 seconds. */
    @Test
    void aRunIsRepeatedAfterWaitsThatDouble() {
        Retries retries = new Retries(3, Duration.ofSeconds(2));
        assertThat(retries.after(1)).contains(Duration.ofSeconds(2));
        assertThat(retries.after(2)).contains(Duration.ofSeconds(4));
        assertThat(retries.after(3)).contains(Duration.ofSeconds(8));
        assertThat(retries.after(4)).isEmpty();
        assertThat(new Retries(0, Duration.ofSeconds(2)).after(1)).isEmpty();
    }
}
