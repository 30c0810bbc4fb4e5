package io.mandi.persistence.match;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.matching.Notice;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.reader.Query;
import io.mandi.persistence.schedule.WakeUps;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables of notices, in one organisation. A partner gets a notice at once when it has had none in the window before, and what comes in
 * that window as one summary at its end (MT-15).
 *
 * @param most notices that are kept of a partner
 */
record NoticeTables(Connection connection, String organization, int most) {
    private static final String OPEN = """
        INSERT INTO notice_window (organization_id, partner_id, ends_at) VALUES (?, ?, 0) ON CONFLICT DO NOTHING\
        """;

    private static final String LOOK = """
        SELECT ends_at, pending_match_ids, pending_total FROM notice_window
        WHERE organization_id = ? AND partner_id = ? FOR UPDATE\
        """;

    private static final String CHANGE = """
        UPDATE notice_window SET ends_at = ?, pending_match_ids = ?, pending_total = ?
        WHERE organization_id = ? AND partner_id = ?\
        """;

    private static final String INSERT = """
        INSERT INTO notice (organization_id, id, partner_id, kind, created_at, match_ids, total)
        VALUES (?, 'ntc_' || lpad(nextval('notice_number')::text, 16, '0') || '_' || ?, ?, ?, ?, ?, ?)\
        """;

    private static final String TRIM = """
        DELETE FROM notice USING (
            SELECT created_at, id FROM notice WHERE organization_id = ? AND partner_id = ?
            ORDER BY created_at DESC, id DESC OFFSET ? LIMIT 1) AS first
        WHERE organization_id = ? AND partner_id = ? AND (notice.created_at, notice.id) <= (first.created_at, first.id)\
        """;

    /** @param endsAt microseconds since the epoch */
    private record Window(long endsAt, List<String> pending, int total) {
        static Window of(ResultSet row) throws SQLException {
            return new Window(row.getLong(1), List.of((String[]) row.getArray(2).getArray()), row.getInt(3));
        }
    }

    /**
     * New matches are announced.
     *
     * @param window in microseconds
     * @param now microseconds since the epoch
     */
    void announce(Notice.Kind kind, List<Match> matches, long window, long now) throws SQLException {
        // In one order, so that two of these do not wait for each other.
        Map<String, List<String>> byPartner = matches.stream()
                .collect(Collectors.groupingBy(
                        kind::recipient,
                        TreeMap::new,
                        Collectors.mapping(match -> match.id().toString(), Collectors.toList())));
        for (Map.Entry<String, List<String>> told : byPartner.entrySet()) {
            String partner = told.getKey();
            Window before = window(partner);
            if (now >= before.endsAt) {
                // What is still pending was due by now.
                tell(partner, before, kind, told.getValue(), window, now);
            } else {
                change(
                        partner,
                        new Window(
                                before.endsAt,
                                firstOf(before.pending, told.getValue()),
                                before.total + told.getValue().size()));
                WakeUps.setSooner(
                        connection, List.of(new WakeUp(organization, MatchWakeUps.SUMMARY, partner, before.endsAt)));
            }
        }
    }

    private void tell(String partner, Window before, Notice.Kind kind, List<String> matches, long window, long now)
            throws SQLException {
        boolean alone = before.total == 0;
        insert(
                partner,
                alone ? kind : Notice.Kind.SUMMARY,
                firstOf(before.pending, matches),
                before.total + matches.size(),
                now);
        change(partner, new Window(now + window, List.of(), 0));
    }

    private static List<String> firstOf(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream())
                .limit(Notice.MOST_MATCHES)
                .toList();
    }

    /** What has been gathered is told, when its time has come; empty when there is nothing, else when that is. */
    Optional<Long> summarize(String partner, long window, long now) throws SQLException {
        Window before = window(partner);
        if (before.total == 0) {
            return Optional.empty();
        }
        if (now < before.endsAt) {
            return Optional.of(before.endsAt);
        }
        tell(partner, before, Notice.Kind.SUMMARY, List.of(), window, now);
        return Optional.empty();
    }

    private Window window(String partner) throws SQLException {
        try (PreparedStatement open = connection.prepareStatement(OPEN)) {
            open.setString(1, organization);
            open.setString(2, partner);
            open.executeUpdate();
        }
        return new Query(LOOK, organization, partner)
                .run(connection, Window::of)
                .getFirst();
    }

    private void change(String partner, Window window) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(CHANGE)) {
            change.setLong(1, window.endsAt);
            change.setArray(2, connection.createArrayOf("text", window.pending.toArray()));
            change.setInt(3, window.total);
            change.setString(4, organization);
            change.setString(5, partner);
            change.executeUpdate();
        }
    }

    private void insert(String partner, Notice.Kind kind, List<String> matches, int total, long now)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT);
                PreparedStatement trim = connection.prepareStatement(TRIM)) {
            insert.setString(1, organization);
            insert.setString(2, organization);
            insert.setString(3, partner);
            insert.setString(4, kind.name());
            insert.setLong(5, now);
            insert.setArray(6, connection.createArrayOf("text", matches.toArray()));
            insert.setInt(7, total);
            insert.executeUpdate();
            trim.setString(1, organization);
            trim.setString(2, partner);
            trim.setInt(3, most);
            trim.setString(4, organization);
            trim.setString(5, partner);
            trim.executeUpdate();
        }
    }

    /** A notice from the columns id, partner_id, kind, created_at, match_ids and total. */
    static Notice notice(ResultSet row) throws SQLException {
        return new Notice(
                row.getString(1),
                row.getString(2),
                Notice.Kind.valueOf(row.getString(3)),
                Micros.at(row.getLong(4)),
                Arrays.stream((String[]) row.getArray(5).getArray())
                        .flatMap(text -> ResourceId.parse(ResourceId.Kind.MATCH, text).stream())
                        .toList(),
                row.getInt(6));
    }
}
