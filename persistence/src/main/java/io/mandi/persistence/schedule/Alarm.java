package io.mandi.persistence.schedule;

import java.time.Duration;

/** Has something done later, without a thread that waits; it may come somewhat late. */
public interface Alarm {

    /** Once, after that time. The task takes no time itself. */
    void after(Duration wait, Runnable task);
}
