package io.mandi.persistence.match;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.matching.Pair;
import io.mandi.engine.publication.LotJson;
import io.mandi.persistence.reader.Query;
import io.mandi.persistence.table.Columns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;

/** The statements on the table {@code match}. */
final class MatchTable {
    private static final String NEWEST = """
        SELECT DISTINCT ON (match.requirement_id, match.availability_id) definition FROM match
        JOIN unnest(?::text[], ?::text[]) AS wanted (requirement, availability)
            ON requirement_id = wanted.requirement AND availability_id = wanted.availability
        WHERE organization_id = ?
        ORDER BY match.requirement_id, match.availability_id, id DESC\
        """;

    private static final String WRITE = """
        INSERT INTO match (organization_id, id, requirement_id, availability_id, buyer_id, seller_id, state, watched,
            run, definition)
        SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]::boolean[],
            ?::bigint[], ?::text[])
        ON CONFLICT (organization_id, id) DO UPDATE SET
            state = excluded.state, watched = excluded.watched, run = excluded.run, definition = excluded.definition\
        """;

    private static final String OF_PAIR = """
        SELECT definition FROM match WHERE organization_id = ? AND requirement_id = ? AND availability_id = ?
        ORDER BY id DESC LIMIT ?\
        """;

    /** Matches of a pair that are looked through for a reservation. */
    private static final int MOST_OF_PAIR = 100;

    private static final String NUMBERS = "SELECT nextval('match_number') FROM generate_series(1, ?)";

    private MatchTable() {}

    /** What a pair is looked for by. */
    record Key(String need, String lot) {
        static Key of(Pair pair) {
            return new Key(pair.need().toString(), pair.lot().toString());
        }
    }

    /** The newest match of each of these pairs that has had one. */
    static Map<Key, Match> newest(Connection connection, String organization, Collection<Key> pairs)
            throws SQLException {
        Map<Key, Match> newest = new HashMap<>();
        if (pairs.isEmpty()) {
            return newest;
        }
        try (PreparedStatement statement = connection.prepareStatement(NEWEST)) {
            Columns<Key> columns = new Columns<>(connection, List.copyOf(pairs));
            statement.setArray(1, columns.texts(Key::need));
            statement.setArray(2, columns.texts(Key::lot));
            statement.setString(3, organization);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Match match = match(rows);
                    newest.put(Key.of(match.pair()), match);
                }
            }
        }
        return newest;
    }

    /** The match of a pair that a reservation belongs to, and else the newest one. */
    static Optional<Match> reserved(Connection connection, Pair pair, ResourceId reservation) throws SQLException {
        List<Match> matches = new Query(
                        OF_PAIR,
                        pair.need().organization(),
                        pair.need().toString(),
                        pair.lot().toString(),
                        MOST_OF_PAIR)
                .run(connection, MatchTable::match);
        return matches.stream()
                .filter(match -> match.reservations().contains(reservation)
                        || match.sold().contains(reservation))
                .findFirst()
                .or(() -> matches.stream().findFirst());
    }

    static void write(Connection connection, List<Match> matches) throws SQLException {
        if (matches.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            Columns<Match> columns = new Columns<>(connection, matches);
            statement.setArray(1, columns.texts(match -> match.id().organization()));
            statement.setArray(2, columns.texts(match -> match.id().toString()));
            statement.setArray(3, columns.texts(match -> match.need().toString()));
            statement.setArray(4, columns.texts(match -> match.lot().toString()));
            statement.setArray(5, columns.texts(Match::buyer));
            statement.setArray(6, columns.texts(Match::seller));
            statement.setArray(7, columns.texts(match -> match.state().name()));
            statement.setArray(8, columns.texts(match -> Boolean.toString(match.watched())));
            statement.setArray(9, columns.longs(Match::run));
            statement.setArray(10, columns.texts(LotJson::write));
            statement.executeUpdate();
        }
    }

    /** A match from the first column of a row. */
    static Match match(ResultSet row) throws SQLException {
        try {
            return LotJson.match(row.getString(1));
        } catch (JsonProcessingException e) {
            throw new SQLException("a match cannot be read: " + e.getMessage(), e);
        }
    }

    /** Ids for that many new matches, at most. */
    static Supplier<ResourceId> ids(Connection connection, EntityId entity, int most) throws SQLException {
        Queue<Long> numbers = new ArrayDeque<>(
                most == 0 ? new ArrayList<>() : new Query(NUMBERS, most).run(connection, row -> row.getLong(1)));
        return () -> Optional.ofNullable(numbers.poll())
                .map(number -> new ResourceId(ResourceId.Kind.MATCH, number, entity))
                .orElseThrow(() -> new IllegalStateException("more new matches than pairs"));
    }
}
