package io.mandi.persistence.ledger;

import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.ledger.PartyFacts;
import io.mandi.engine.ledger.PartyFacts.Activity;
import io.mandi.engine.partner.Partner;
import io.mandi.persistence.catalog.CatalogueTables;
import io.mandi.persistence.partner.PartnerTables;
import io.mandi.persistence.reader.OrganizationReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads what is known of partners from their records and their ledgers.
 *
 * @param initial settings of an organisation that has none of its own yet
 */
record FactsReader(OrganizationReader reader, MarketSettings initial, InstantSource clock) {
    /** Partners that are read by one statement. */
    private static final int PAGE = 500;

    MarketSettings settings(String organization) throws SQLException {
        return reader.readNow(organization, connection -> settings(connection, organization));
    }

    MarketSettings settings(Connection connection, String organization) throws SQLException {
        return CatalogueTables.settings(connection, organization, initial);
    }

    /** All partners of an organisation. */
    void all(String organization, Consumer<PartyFacts> each) throws SQLException {
        long after = -1;
        while (true) {
            long behind = after;
            List<Partner> page = new ArrayList<>();
            reader.readNow(organization, connection -> {
                        page.addAll(PartnerTables.page(connection, organization, behind, PAGE));
                        return facts(connection, organization, page);
                    })
                    .forEach(each);
            if (page.size() < PAGE) {
                return;
            }
            after = number(page.getLast(), organization);
        }
    }

    /** Those of these partners that there are. */
    void some(String organization, Collection<Long> numbers, Consumer<PartyFacts> each) throws SQLException {
        List<Long> all = List.copyOf(numbers);
        for (int from = 0; from < all.size(); from += PAGE) {
            List<Long> part = all.subList(from, Math.min(all.size(), from + PAGE));
            reader.readNow(organization, connection -> some(connection, organization, part))
                    .forEach(each);
        }
    }

    List<PartyFacts> some(Connection connection, String organization, Collection<Long> numbers) throws SQLException {
        return facts(connection, organization, PartnerTables.whole(connection, organization, numbers));
    }

    private List<PartyFacts> facts(Connection connection, String organization, List<Partner> partners)
            throws SQLException {
        // Wherever the market is, its day has begun by then.
        LocalDate since = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1);
        Map<Long, Activity> activities = new LedgerTables(connection, organization)
                .activities(
                        partners.stream()
                                .map(partner -> number(partner, organization))
                                .toList(),
                        since);
        return partners.stream()
                .map(partner ->
                        PartyFacts.of(partner, activities.getOrDefault(number(partner, organization), Activity.NONE)))
                .toList();
    }

    private static long number(Partner partner, String organization) {
        return ResourceId.parse(ResourceId.Kind.PARTNER, partner.id())
                .orElseThrow(() -> new IllegalStateException("no partner of " + organization + ": " + partner.id()))
                .number();
    }
}
