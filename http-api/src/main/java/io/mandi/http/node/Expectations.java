package io.mandi.http.node;

import io.mandi.persistence.match.MatchTriggers;
import io.mandi.persistence.projection.Projection;
import io.mandi.persistence.schedule.Schedule;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Tells this node's schedules what was set on this node and when it is due, as soon as there are schedules; what is said before is found
 * by the first look.
 */
final class Expectations implements LongConsumer {
    private volatile List<Schedule> schedules = List.of();

    void of(List<Schedule> started) {
        schedules = List.copyOf(started);
    }

    @Override
    public void accept(long dueAt) {
        schedules.forEach(schedule -> schedule.expect(dueAt));
    }

    /** A projection has had a turn. */
    void afterTurn(Projection projection) {
        if (projection instanceof MatchTriggers triggers) {
            triggers.takeDue().ifPresent(this);
        }
    }
}
