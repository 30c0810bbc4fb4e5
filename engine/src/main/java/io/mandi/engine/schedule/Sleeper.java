package io.mandi.engine.schedule;

import java.util.concurrent.CompletionStage;

/** Whoever is woken by wake-ups of a kind: it leads to the state that something in is due, and does it. */
public interface Sleeper {

    /** What came of it. */
    enum Answer {
        /** There is nothing left to do at that time. The wake-up ends, unless it was set anew meanwhile. */
        DONE,
        /** By the clock of whoever has the state the time has not come. It is woken again shortly. */
        NOT_YET
    }

    /** Which wake-ups it gets. */
    WakeUp.Kind kind();

    /**
     * It is time. A wake-up comes at least once: again after an answer that was lost, and from another node when this one takes longer
     * than its claim. So this looks at what the state says, does what is due by that, and is done too when nothing is. It never does
     * anything early: clocks of nodes differ. Where the state is in tables, it sets or clears the next wake-up in the transaction
     * that changes them.
     *
     * @param now the time of the node, in microseconds since the epoch
     * @return fails when it cannot be done now; it is woken again, after a pause that grows
     */
    CompletionStage<Answer> wake(WakeUp wakeUp, long now);
}
