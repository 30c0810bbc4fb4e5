package io.mandi.persistence.catalog;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.catalog.commodity.Terms;
import io.mandi.engine.catalog.place.Location;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.posting.Market;
import io.mandi.persistence.reader.OrganizationReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * What postings are checked against, and matched by. Commands get it as it is in the database; matching gets what this node has in
 * memory, which may be behind by as long as the news of a change takes from another node.
 */
public final class PostgresMarkets {
    private final OrganizationReader reader;
    private final Executor executor;
    private final MarketSettings initial;
    private final AsyncLoadingCache<EntityId, Optional<Market>> known;

    /**
     * @param executor whose threads may wait for the database
     * @param initial settings of an organisation that has none of its own yet
     * @param most commodities that are kept in memory
     * @param kept how long at most
     */
    public PostgresMarkets(
            OrganizationReader reader, Executor executor, MarketSettings initial, int most, Duration kept) {
        this.reader = reader;
        this.executor = executor;
        this.initial = initial;
        known = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(kept)
                .executor(executor)
                .buildAsync((book, ignored) -> read(ResourceId.ofCommodity(book), List.of()));
    }

    /**
     * The market of a commodity, as it is now; empty when there is no such commodity. The stage fails when the database does.
     *
     * @param locationIds what a posting names; those that do not exist are not in the answer
     */
    public CompletionStage<Optional<Market>> market(ResourceId commodity, Collection<String> locationIds) {
        return read(commodity, locationIds);
    }

    /** The market of a book's commodity, without locations, as this node remembers it. */
    public CompletionStage<Optional<Market>> remembered(EntityId book) {
        return known.get(book);
    }

    /** What an organisation has decided for its market, as it is now. */
    public CompletionStage<MarketSettings> settings(String organization) {
        return reader.read(organization, connection -> CatalogueTables.settings(connection, organization, initial));
    }

    /** What was known of an entity may not be true any more. */
    public void forget(EntityId entity) {
        if (entity.kind() == EntityId.Kind.CATALOGUE) {
            known.synchronous()
                    .asMap()
                    .keySet()
                    .removeIf(book -> book.organization().equals(entity.organization()));
        }
    }

    private CompletableFuture<Optional<Market>> read(ResourceId commodity, Collection<String> locationIds) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return reader.readNow(
                                commodity.organization(), connection -> read(connection, commodity, locationIds));
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }

    private Optional<Market> read(Connection connection, ResourceId commodity, Collection<String> locationIds)
            throws SQLException {
        String organization = commodity.organization();
        Optional<Commodity> found = CommodityTable.find(connection, organization, commodity.number())
                .map(Versioned::value);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Location> locations = new HashMap<>();
        for (String text : locationIds) {
            Optional<ResourceId> id = ResourceId.parse(ResourceId.Kind.LOCATION, text)
                    .filter(location -> location.organization().equals(organization));
            if (id.isPresent()) {
                LocationTable.find(connection, organization, id.get().number())
                        .ifPresent(location -> locations.put(text, location.value()));
            }
        }
        return Optional.of(new Market(
                found.get(), CatalogueTables.settings(connection, organization, initial), Terms.STANDARD, locations));
    }
}
