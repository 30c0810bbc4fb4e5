package io.mandi.persistence.trail;

import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.projection.Projection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Keeps {@code event_trail}. All events of an organisation are in one slice, so that they can be numbered. */
public final class TrailProjection implements Projection {
    static final String NAME = "events";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("event_trail");
    }

    @Override
    public long take(Connection connection, List<LogEntry> entries) throws SQLException, UnreadableEventException {
        Set<String> organizations = new LinkedHashSet<>();
        for (LogEntry entry : entries) {
            organizations.add(Trail.entity(entry).organization());
        }
        Trail trail = new Trail(TrailTable.heads(connection, organizations));
        List<TrailRow> rows = new ArrayList<>();
        for (LogEntry entry : entries) {
            rows.addAll(trail.add(entry));
        }
        TrailTable.write(connection, rows);
        return rows.stream().mapToLong(TrailRow::occurredAt).max().orElse(0);
    }
}
