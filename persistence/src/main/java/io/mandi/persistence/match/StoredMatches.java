package io.mandi.persistence.match;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.matching.Match;
import io.mandi.persistence.reader.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Matches that are looked for by their ids, for those who read other tables in the same transaction. */
public final class StoredMatches {
    private StoredMatches() {}

    /** Those that are there. */
    public static Map<ResourceId, Match> read(Connection connection, String organization, Collection<ResourceId> ids)
            throws SQLException {
        Map<ResourceId, Match> found = new HashMap<>();
        if (!ids.isEmpty()) {
            String[] texts = ids.stream().map(ResourceId::toString).distinct().toArray(String[]::new);
            new Query(
                            "SELECT definition FROM match WHERE organization_id = ? AND id = ANY (?)",
                            organization,
                            connection.createArrayOf("text", texts))
                    .run(connection, MatchTable::match)
                    .forEach(match -> found.put(match.id(), match));
        }
        return found;
    }
}
