package io.mandi.http.node;

import io.mandi.persistence.match.MatchTriggers;
import io.mandi.persistence.projection.Projection;
import io.mandi.persistence.schedule.Schedule;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Tells this node's schedule what was set on this node and when it is due, as soon as there is a schedule; what is said before is found by
 * the first look.
 */
final class Expectations implements LongConsumer {
    private volatile Optional<Schedule> schedule = Optional.empty();

    void of(Schedule started) {
        schedule = Optional.of(started);
    }

    @Override
    public void accept(long dueAt) {
        schedule.ifPresent(started -> started.expect(dueAt));
    }

    /** A projection has had a turn. */
    void afterTurn(Projection projection) {
        if (projection instanceof MatchTriggers triggers) {
            triggers.takeDue().ifPresent(this);
        }
    }
}
