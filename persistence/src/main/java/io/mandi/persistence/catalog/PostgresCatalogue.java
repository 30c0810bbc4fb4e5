package io.mandi.persistence.catalog;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.catalog.commodity.CommodityDraft;
import io.mandi.engine.catalog.edit.CatalogueEvent;
import io.mandi.engine.catalog.edit.Change;
import io.mandi.engine.catalog.edit.Commodities;
import io.mandi.engine.catalog.edit.Locations;
import io.mandi.engine.catalog.edit.SettingsEdits;
import io.mandi.engine.catalog.edit.StarterCatalogue;
import io.mandi.engine.catalog.place.Location;
import io.mandi.engine.catalog.place.LocationDraft;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.event.Effect;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.publication.CatalogueEffects;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.lots.LotReferences;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The locations, commodities and settings of each organisation, in tables. An organisation that is new here has the starter catalogue,
 * which it is given when it is first asked for anything. A stage fails when the database does.
 */
public final class PostgresCatalogue {
    /** As whom a node acts for itself. */
    private static final String SYSTEM = "system";

    private static final String LAST_NUMBER = """
        SELECT greatest((SELECT max(number) FROM location WHERE organization_id = ?),
            (SELECT max(number) FROM commodity WHERE organization_id = ?), 0)\
        """;

    private final EntityJournal journal;
    private final OrganizationReader reader;
    private final Executor executor;
    private final MarketSettings initial;
    private final Limits limits;
    private final SettingsWatch watch;

    /**
     * @param journal gets what is done to the catalogue
     * @param executor whose threads may wait for the database
     * @param initial what organisations begin with
     * @param watch told of settings that have changed
     */
    public PostgresCatalogue(
            EntityJournal journal,
            OrganizationReader reader,
            Executor executor,
            MarketSettings initial,
            Limits limits,
            SettingsWatch watch) {
        this.journal = journal;
        this.reader = reader;
        this.executor = executor;
        this.initial = initial;
        this.limits = limits;
        this.watch = watch;
    }

    /** Whoever keeps something that follows from settings. */
    public interface SettingsWatch {
        /**
         * The settings change, in this transaction.
         *
         * @param now microseconds since the epoch
         */
        void changed(Connection connection, String organization, MarketSettings was, MarketSettings is, long now)
                throws SQLException;
    }

    /**
     * How large a catalogue can become.
     *
     * @param locations that an organisation can have, those that are deleted left out
     * @param commodities that an organisation can have
     */
    public record Limits(int locations, int commodities) {}

    /**
     * Which locations are listed.
     *
     * @param search part of the name or city
     */
    public record LocationFilter(
            Optional<String> city, Optional<String> stateCode, Optional<Region> region, Optional<String> search) {}

    /**
     * Which commodities are listed.
     *
     * @param search part of the name
     */
    public record CommodityFilter(Optional<String> category, Optional<String> hsnCode, Optional<String> search) {}

    /**
     * A page of commodities.
     *
     * @param categories how many there are of each, whatever category is asked for
     */
    public record CommodityPage(List<Versioned<Commodity>> commodities, Map<String, Long> categories) {}

    /**
     * What units are converted by.
     *
     * @param commodity absent when none was named, or there is none of that number
     */
    public record Measures(MarketSettings settings, Optional<Commodity> commodity) {}

    // ---------------------------------------------------------------------------------------------------- locations

    /** @param answer made of the new location, or of the one that has its place id already (LOC-1) */
    public CompletionStage<Creation> createLocation(
            LocationDraft draft, Creation.Writer<Location> answer, Caller caller) {
        return change(
                caller,
                (connection, now, happened) -> once(connection, caller, now, () -> {
                    String organization = caller.organization();
                    Optional<Versioned<Location>> known = draft.placeId().isPresent()
                            ? LocationTable.ofPlace(
                                    connection,
                                    organization,
                                    draft.placeId().get().strip())
                            : Optional.empty();
                    long number = nextNumber(connection, organization, now);
                    Checked<Change<Location>> decided = Locations.create(
                            id(ResourceId.Kind.LOCATION, number, organization),
                            draft,
                            known.map(Versioned::value),
                            timezone(connection, organization));
                    return switch (decided) {
                        case Checked.Invalid<Change<Location>> invalid -> new Creation.Refused(invalid.flaws());
                        case Checked.Valid<Change<Location>> valid
                        when known.isPresent() ->
                            new Creation.Done(answer.of(known.get(), valid.warnings(), false), false);
                        case Checked.Valid<Change<Location>> valid -> {
                            if (LocationTable.count(connection, organization) >= limits.locations()) {
                                yield new Creation.TooMany(limits.locations());
                            }
                            Versioned<Location> created = LocationTable.insert(
                                    connection,
                                    organization,
                                    number,
                                    valid.value().value(),
                                    now);
                            tell(valid.value().events(), happened);
                            yield new Creation.Done(answer.of(created, valid.warnings(), true), false);
                        }
                    };
                }));
    }

    private static ZoneId timezone(Connection connection, String organization) throws SQLException {
        return SettingsTable.find(connection, organization)
                .map(settings -> settings.value().get(Setting.TIMEZONE))
                .orElseThrow(() -> new SQLException("an organisation without settings: " + organization));
    }

    /** One location, when there is. */
    public CompletionStage<Optional<Versioned<Location>>> location(long number, Caller caller) {
        return read(caller, connection -> LocationTable.find(connection, caller.organization(), number));
    }

    /**
     * Locations, the oldest first.
     *
     * @param after number behind which to begin
     */
    public CompletionStage<List<Versioned<Location>>> locations(
            LocationFilter filter, Optional<Long> after, int limit, Caller caller) {
        return read(caller, connection -> LocationTable.list(connection, caller.organization(), filter, after, limit));
    }

    /**
     * Changes a location.
     *
     * @param version that is to be changed, where it matters
     * @param edit makes what is wanted of what is there
     */
    public CompletionStage<Edit<Location>> changeLocation(
            long number, OptionalLong version, UnaryOperator<LocationDraft> edit, Caller caller) {
        return changeLocation(
                number,
                version,
                caller,
                (connection, market) -> location -> Locations.edit(location, edit.apply(location.draft()), market));
    }

    /**
     * Deletes a location; it is kept for what refers to it.
     *
     * @param version that is to be deleted, where it matters
     */
    public CompletionStage<Edit<Location>> deleteLocation(long number, OptionalLong version, Caller caller) {
        String organization = caller.organization();
        return changeLocation(number, version, caller, (connection, market) -> {
            LocationTable.lock(connection, organization, number);
            long partners = LocationTable.partners(connection, organization, number);
            // A posting that is not counted yet has the place itself, and keeps it.
            long postings = LotReferences.countOpenAt(
                    connection, ResourceId.ofCatalogue(ResourceId.Kind.LOCATION, number, organization));
            return location -> Locations.delete(location, postings, partners);
        });
    }

    /** Makes a decision, with what it has to know. */
    private interface LocationDecisions {
        Function<Location, Checked<Change<Location>>> in(Connection connection, ZoneId market) throws SQLException;
    }

    private CompletionStage<Edit<Location>> changeLocation(
            long number, OptionalLong version, Caller caller, LocationDecisions decisions) {
        String organization = caller.organization();
        return change(caller, (connection, now, happened) -> {
            ZoneId market = timezone(connection, organization);
            Function<Location, Checked<Change<Location>>> decision = decisions.in(connection, market);
            return edit(
                    LocationTable.find(connection, organization, number),
                    version,
                    decision,
                    (was, location) -> LocationTable.update(connection, organization, number, was, location, now),
                    happened);
        });
    }

    // ---------------------------------------------------------------------------------------------------- commodities

    /** @param answer made of the new commodity */
    public CompletionStage<Creation> createCommodity(
            CommodityDraft draft, Creation.Writer<Commodity> answer, Caller caller) {
        return change(
                caller,
                (connection, now, happened) -> once(connection, caller, now, () -> {
                    String organization = caller.organization();
                    long number = nextNumber(connection, organization, now);
                    Checked<Change<Commodity>> decided =
                            Commodities.create(id(ResourceId.Kind.COMMODITY, number, organization), draft);
                    return switch (decided) {
                        case Checked.Invalid<Change<Commodity>> invalid -> new Creation.Refused(invalid.flaws());
                        case Checked.Valid<Change<Commodity>> valid -> {
                            if (CommodityTable.count(connection, organization) >= limits.commodities()) {
                                yield new Creation.TooMany(limits.commodities());
                            }
                            Versioned<Commodity> created = CommodityTable.insert(
                                    connection,
                                    organization,
                                    number,
                                    valid.value().value(),
                                    now);
                            tell(valid.value().events(), happened);
                            yield new Creation.Done(answer.of(created, valid.warnings(), true), false);
                        }
                    };
                }));
    }

    /** One commodity, when there is. */
    public CompletionStage<Optional<Versioned<Commodity>>> commodity(long number, Caller caller) {
        return read(caller, connection -> CommodityTable.find(connection, caller.organization(), number));
    }

    /**
     * Commodities, the oldest first.
     *
     * @param after number behind which to begin
     */
    public CompletionStage<CommodityPage> commodities(
            CommodityFilter filter, Optional<Long> after, int limit, Caller caller) {
        return read(
                caller,
                connection -> new CommodityPage(
                        CommodityTable.list(connection, caller.organization(), filter, after, limit),
                        CommodityTable.categories(connection, caller.organization(), filter)));
    }

    /**
     * Changes a commodity.
     *
     * @param version that is to be changed, where it matters
     * @param edit makes what is wanted of what is there
     * @param reactivate whether it takes new postings again
     */
    public CompletionStage<Edit<Commodity>> changeCommodity(
            long number, OptionalLong version, UnaryOperator<CommodityDraft> edit, boolean reactivate, Caller caller) {
        return changeCommodity(number, version, caller, commodity -> {
            Checked<Change<Commodity>> edited = Commodities.edit(commodity, edit.apply(commodity.draft()));
            return reactivate ? edited.map(PostgresCatalogue::reactivated) : edited;
        });
    }

    private static Change<Commodity> reactivated(Change<Commodity> edited) {
        Change<Commodity> active = Commodities.reactivate(edited.value());
        List<CatalogueEvent> events = new ArrayList<>(edited.events());
        events.addAll(active.events());
        return new Change<>(active.value(), events);
    }

    /**
     * No new postings of a commodity are taken from now on; those that are open live on (COM-4).
     *
     * @param version that is to be changed, where it matters
     */
    public CompletionStage<Edit<Commodity>> deactivateCommodity(
            long number, OptionalLong version, String reason, Caller caller) {
        return changeCommodity(number, version, caller, commodity -> Commodities.deactivate(commodity, reason));
    }

    private CompletionStage<Edit<Commodity>> changeCommodity(
            long number,
            OptionalLong version,
            Caller caller,
            Function<Commodity, Checked<Change<Commodity>>> decision) {
        String organization = caller.organization();
        return change(
                caller,
                (connection, now, happened) -> edit(
                        CommodityTable.find(connection, organization, number),
                        version,
                        decision,
                        (was, commodity) ->
                                CommodityTable.update(connection, organization, number, was, commodity, now),
                        happened));
    }

    // ---------------------------------------------------------------------------------------------------- settings

    /** What the organisation has set for its market. */
    public CompletionStage<Versioned<MarketSettings>> settings(Caller caller) {
        return read(
                caller,
                connection ->
                        SettingsTable.find(connection, caller.organization()).orElseThrow());
    }

    /**
     * Sets what the patch names, all of it or nothing.
     *
     * @param version that is to be changed, where it matters
     * @param patch by the names of settings
     */
    public CompletionStage<Edit<MarketSettings>> changeSettings(
            OptionalLong version, Map<String, GivenValue> patch, Caller caller) {
        String organization = caller.organization();
        return change(
                caller,
                (connection, now, happened) -> edit(
                        SettingsTable.find(connection, organization),
                        version,
                        settings -> SettingsEdits.patch(settings, patch),
                        (was, settings) -> {
                            watch.changed(connection, organization, was.value(), settings, now);
                            return SettingsTable.put(connection, organization, settings, was.version() + 1, now);
                        },
                        happened));
    }

    /**
     * What counts now. To ask for it gives an organisation no catalogue: without one it is what one would begin with.
     *
     * @param commodity number of the one whose units are meant
     */
    public CompletionStage<Measures> measures(OptionalLong commodity, Caller caller) {
        String organization = caller.organization();
        return run(() -> reader.readNow(organization, connection -> {
            MarketSettings settings = SettingsTable.find(connection, organization)
                    .map(Versioned::value)
                    .orElse(initial);
            Optional<Commodity> found = commodity.isPresent()
                    ? CommodityTable.find(connection, organization, commodity.getAsLong())
                            .map(Versioned::value)
                    : Optional.empty();
            return new Measures(settings, found);
        }));
    }

    // ---------------------------------------------------------------------------------------------------- the way of
    // it

    private interface Store<T> {
        Versioned<T> put(Versioned<T> was, T value) throws SQLException;
    }

    private static <T> Edit<T> edit(
            Optional<Versioned<T>> found,
            OptionalLong version,
            Function<T, Checked<Change<T>>> decision,
            Store<T> store,
            Consumer<Effect> happened)
            throws SQLException {
        if (found.isEmpty()) {
            return new Edit.NotThere<>();
        }
        Versioned<T> was = found.get();
        if (version.isPresent() && version.getAsLong() != was.version()) {
            return new Edit.Conflict<>(was.version());
        }
        return switch (decision.apply(was.value())) {
            case Checked.Invalid<Change<T>> invalid -> new Edit.Refused<>(invalid.flaws());
            case Checked.Valid<Change<T>> valid -> {
                List<CatalogueEvent> events = valid.value().events();
                Versioned<T> now =
                        events.isEmpty() ? was : store.put(was, valid.value().value());
                tell(events, happened);
                yield new Edit.Done<>(now, valid.warnings());
            }
        };
    }

    private static void tell(List<CatalogueEvent> events, Consumer<Effect> happened) {
        events.forEach(event -> happened.accept(CatalogueEffects.of(event)));
    }

    private interface Work<T> {
        T take() throws SQLException;
    }

    /** Does it unless the request's key says that it was done; keeps what is answered. */
    private static Creation once(Connection connection, Caller caller, long now, Work<Creation> work)
            throws SQLException {
        Optional<Creation> earlier = CatalogueRequests.earlier(connection, caller, now);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Creation creation = work.take();
        if (creation instanceof Creation.Done done) {
            CatalogueRequests.keep(connection, caller, now, done.answer());
        }
        return creation;
    }

    private static String id(ResourceId.Kind kind, long number, String organization) {
        return ResourceId.ofCatalogue(kind, number, organization).toString();
    }

    private static long nextNumber(Connection connection, String organization, long now) throws SQLException {
        return Math.max(
                now,
                1
                        + new Query(LAST_NUMBER, organization, organization)
                                .run(connection, row -> row.getLong(1))
                                .getFirst());
    }

    private <T> CompletionStage<T> read(Caller caller, OrganizationReader.Work<T> work) {
        String organization = caller.organization();
        return run(() -> {
            Optional<T> found = reader.readNow(
                    organization,
                    connection -> SettingsTable.find(connection, organization).isPresent()
                            ? Optional.of(work.on(connection))
                            : Optional.empty());
            if (found.isPresent()) {
                return found.get();
            }
            begin(caller);
            return reader.readNow(organization, work);
        });
    }

    private <T> CompletionStage<T> change(Caller caller, EntityJournal.Work<T> work) {
        return run(() -> {
            begin(caller);
            return journal.change(entity(caller.organization()), caller, work);
        });
    }

    private static EntityId entity(String organization) {
        return EntityId.of(EntityId.Kind.CATALOGUE, organization);
    }

    /** Gives an organisation its first catalogue, unless it has had it. */
    private void begin(Caller caller) throws SQLException {
        String organization = caller.organization();
        if (reader.readNow(organization, connection -> SettingsTable.find(connection, organization))
                .isPresent()) {
            return;
        }
        Caller system = new Caller(organization, Actor.staff(SYSTEM), caller.correlationId(), Optional.empty());
        journal.change(entity(organization), system, (connection, now, happened) -> {
            // Others may have come first.
            if (SettingsTable.find(connection, organization).isEmpty()) {
                SettingsTable.put(connection, organization, initial, 1, now);
                addStarterCatalogue(connection, organization, now, happened);
            }
            return null;
        });
    }

    private void addStarterCatalogue(Connection connection, String organization, long now, Consumer<Effect> happened)
            throws SQLException {
        long number = nextNumber(connection, organization, now);
        for (CommodityDraft draft : StarterCatalogue.commodities()) {
            Change<Commodity> created =
                    sound(Commodities.create(id(ResourceId.Kind.COMMODITY, number, organization), draft));
            CommodityTable.insert(connection, organization, number, created.value(), now);
            tell(created.events(), happened);
            number++;
        }
        ZoneId market = initial.get(Setting.TIMEZONE);
        for (LocationDraft draft : StarterCatalogue.places()) {
            Change<Location> created = sound(Locations.create(
                    id(ResourceId.Kind.LOCATION, number, organization), draft, Optional.empty(), market));
            LocationTable.insert(connection, organization, number, created.value(), now);
            tell(created.events(), happened);
            number++;
        }
    }

    private static <T> T sound(Checked<T> ofOurs) {
        List<Flaw> flaws = ofOurs.flaws();
        return ofOurs.asOptional()
                .orElseThrow(() -> new IllegalStateException("the starter catalogue has flaws: " + flaws));
    }

    private <T> CompletionStage<T> run(Work<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.take();
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }
}
