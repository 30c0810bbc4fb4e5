package io.mandi.persistence.partner;

import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.partner.Branch;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerLocation;
import io.mandi.engine.partner.UniqueKey;
import io.mandi.persistence.reader.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables {@code partner_key} and {@code partner_place}: what a partner has alone, and what it refers to.
 *
 * @param number of the partner
 */
record PartnerReferences(Connection connection, String organization, long number) {
    private static final String CLAIM = """
        INSERT INTO partner_key (organization_id, kind, text, number) VALUES (?, ?, ?, ?)
        ON CONFLICT (organization_id, kind, text) DO NOTHING\
        """;

    private static final String RELEASE =
            "DELETE FROM partner_key WHERE organization_id = ? AND kind = ? AND text = ? AND number = ?";

    private static final String IS_TAKEN =
            "SELECT 1 FROM partner_key WHERE organization_id = ? AND kind = ? AND text = ?";

    private static final String REFER =
            "INSERT INTO partner_place (organization_id, location, number) VALUES (?, ?, ?)";
    private static final String FORGET =
            "DELETE FROM partner_place WHERE organization_id = ? AND location = ? AND number = ?";

    private static final Comparator<UniqueKey> ORDER =
            Comparator.comparing(UniqueKey::kind).thenComparing(UniqueKey::text);

    static boolean isTaken(Connection connection, String organization, UniqueKey key) throws SQLException {
        return !new Query(IS_TAKEN, organization, key.kind().name(), key.text())
                .run(connection, row -> row.getInt(1))
                .isEmpty();
    }

    /**
     * Stores what has changed.
     *
     * @param was the partner before; absent for a new one
     * @return what another partner has; then the transaction must not be committed
     */
    List<Flaw> change(Optional<Partner> was, Partner is) throws SQLException {
        List<Flaw> taken =
                claim(was.map(UniqueKey::of).map(Set::copyOf).orElse(Set.of()), Set.copyOf(UniqueKey.of(is)));
        refer(was.map(PartnerReferences::places).orElse(Set.of()), places(is));
        return taken;
    }

    /** Everybody goes through the keys in one order, so that of two who want the same ones one goes first. */
    private List<Flaw> claim(Set<UniqueKey> before, Set<UniqueKey> after) throws SQLException {
        Set<UniqueKey> all = new TreeSet<>(ORDER);
        all.addAll(before);
        all.addAll(after);
        List<Flaw> taken = new ArrayList<>();
        for (UniqueKey key : all) {
            if (!after.contains(key)) {
                run(RELEASE, key);
            } else if (!before.contains(key) && run(CLAIM, key) == 0) {
                taken.add(key.taken());
            }
        }
        return taken;
    }

    private int run(String sql, UniqueKey key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, organization);
            statement.setString(2, key.kind().name());
            statement.setString(3, key.text());
            statement.setLong(4, number);
            return statement.executeUpdate();
        }
    }

    private void refer(Set<Long> before, Set<Long> after) throws SQLException {
        Set<Long> all = new HashSet<>(before);
        all.addAll(after);
        for (long location : all) {
            if (!after.contains(location)) {
                run(FORGET, location);
            } else if (!before.contains(location)) {
                run(REFER, location);
            }
        }
    }

    private void run(String sql, long location) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, organization);
            statement.setLong(2, location);
            statement.setLong(3, number);
            statement.executeUpdate();
        }
    }

    private static Set<Long> places(Partner partner) {
        return Stream.concat(
                        partner.children().locations().stream().map(PartnerLocation::address),
                        partner.children().branches().stream().map(Branch::address))
                .flatMap(address -> address.locationId().stream())
                .flatMap(id -> ResourceId.parse(ResourceId.Kind.LOCATION, id).stream())
                .map(ResourceId::number)
                .collect(Collectors.toSet());
    }
}
