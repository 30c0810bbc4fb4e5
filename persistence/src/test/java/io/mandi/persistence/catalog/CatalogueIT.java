package io.mandi.persistence.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.catalog.commodity.CommodityDraft;
import io.mandi.engine.catalog.commodity.Parameter;
import io.mandi.engine.catalog.commodity.ParameterType;
import io.mandi.engine.catalog.commodity.ReferencePrice;
import io.mandi.engine.catalog.commodity.TaxRate;
import io.mandi.engine.catalog.commodity.Variety;
import io.mandi.engine.catalog.edit.StarterCatalogue;
import io.mandi.engine.catalog.place.Location;
import io.mandi.engine.catalog.place.LocationDraft;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.event.Effect;
import io.mandi.engine.event.Transition;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.catalog.Creation.StoredAnswer;
import io.mandi.persistence.catalog.PostgresCatalogue.CommodityFilter;
import io.mandi.persistence.catalog.PostgresCatalogue.Limits;
import io.mandi.persistence.catalog.PostgresCatalogue.LocationFilter;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.LogPosition;
import io.mandi.persistence.log.StoredEvent;
import io.mandi.persistence.log.StoredEvents;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.Query;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The catalogue in its tables. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CatalogueIT {
    private static final String NORTH = "north";
    private static final int THREADS = 6;
    private static final int STARTER_COMMODITIES =
            StarterCatalogue.commodities().size();
    private static final int STARTER_LOCATIONS = StarterCatalogue.places().size();
    private static final Caller CLERK = caller(NORTH, Optional.empty());
    private static final LocationFilter ALL =
            new LocationFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final CommodityFilter ALL_COMMODITIES =
            new CommodityFilter(Optional.empty(), Optional.empty(), Optional.empty());
    private static final Creation.Writer<Location> ANSWER = (now, warnings, created) ->
            new StoredAnswer(created ? 201 : 200, now.version(), now.value().id());
    private static final Creation.Writer<Commodity> COMMODITY_ANSWER = (now, warnings, created) ->
            new StoredAnswer(201, now.version(), now.value().id());

    private final DatabasePool pool =
            DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(THREADS + 2));
    private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-11-23T08:00:00Z"));
    private final EntityJournal journal = new EntityJournal(pool.dataSource(), entity -> {}, clock::get);
    private final OrganizationReader reader = new OrganizationReader(pool.dataSource(), Runnable::run);
    private final PostgresCatalogue catalogue = catalogue(new Limits(1_000, 1_000));

    private PostgresCatalogue catalogue(Limits limits) {
        return new PostgresCatalogue(
                journal,
                reader,
                Runnable::run,
                MarketSettings.DEFAULT,
                limits,
                (connection, organization, was, is, now) -> {});
    }

    @BeforeEach
    void createTables() {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private static Caller caller(String organization, Optional<Idempotency> key) {
        return new Caller(organization, Actor.staff("clerk"), "request-1", key);
    }

    private static Caller keyed(String key, String fingerprint) {
        return caller(NORTH, Optional.of(new Idempotency("POST /locations", key, fingerprint)));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static LocationDraft place(String name, Optional<String> placeId) {
        return new LocationDraft(
                name,
                placeId,
                Optional.empty(),
                OptionalDouble.of(0),
                OptionalDouble.of(0),
                Optional.of("500001"),
                Optional.of("Hyderabad"),
                Optional.of("Hyderabad"),
                Optional.of("TS"),
                Optional.empty(),
                "IN",
                Optional.empty(),
                true);
    }

    private String created(LocationDraft draft, Caller caller) {
        return ((Creation.Done) join(catalogue.createLocation(draft, ANSWER, caller)))
                .answer()
                .body();
    }

    private static long number(String id) {
        return ResourceId.parse(ResourceId.Kind.LOCATION, id)
                .or(() -> ResourceId.parse(ResourceId.Kind.COMMODITY, id))
                .orElseThrow()
                .number();
    }

    private long count(String query) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection()) {
            return new Query(query).run(connection, row -> row.getLong(1)).getFirst();
        }
    }

    private List<Transition> transitions() throws Exception {
        EntityId entity = EntityId.of(EntityId.Kind.CATALOGUE, NORTH);
        List<Transition> transitions = new ArrayList<>();
        try (Connection connection = pool.dataSource().getConnection()) {
            for (LogEntry entry : EventLog.read(
                            connection, EventLog.sliceOf(entity.persistenceId()), LogPosition.START, 1_000)
                    .entries()) {
                transitions.add(((StoredEvent.OfEntity) new StoredEvents().readAny(entry)).transition());
            }
        }
        return transitions;
    }

    // ------------------------------------------------------------------------------------------------------ the first
    // one

    @Test
    void theStarterCatalogueComesOnceWhoeverAsksFirst() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Integer>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                boolean reads = thread % 2 == 0;
                running.add(threads.submit(() -> {
                    if (!reads) {
                        created(place("A yard", Optional.of("same-place")), CLERK);
                    }
                    return join(catalogue.locations(ALL, Optional.empty(), 100, CLERK))
                            .size();
                }));
            }
            for (Future<Integer> one : running) {
                assertThat(one.get()).isBetween(STARTER_LOCATIONS, STARTER_LOCATIONS + 1);
            }
        }
        assertThat(count("SELECT count(*) FROM location")).isEqualTo(STARTER_LOCATIONS + 1);
        assertThat(count("SELECT count(*) FROM commodity")).isEqualTo(STARTER_COMMODITIES);
        List<Transition> transitions = transitions();
        assertThat(transitions).hasSize(2);
        assertThat(transitions.getFirst().actor()).isEqualTo(Actor.staff("system"));
        assertThat(transitions.getFirst().effects().stream()
                        .filter(effect -> effect.type().endsWith(".created.v1")))
                .hasSize(STARTER_LOCATIONS + STARTER_COMMODITIES);
        assertThat(transitions.getLast().effects()).extracting(Effect::type).containsExactly("location.created.v1");
        assertThat(transitions.getLast().actor()).isEqualTo(Actor.staff("clerk"));
    }

    @Test
    void theStarterCatalogueDoesNotComeBack() {
        List<Versioned<Location>> first = join(catalogue.locations(ALL, Optional.empty(), 100, CLERK));
        first.forEach(location ->
                join(catalogue.deleteLocation(number(location.value().id()), OptionalLong.empty(), CLERK)));
        assertThat(join(catalogue.locations(ALL, Optional.empty(), 100, CLERK))).isEmpty();
    }

    @Test
    void aLocationThatAnOpenPostingRefersToIsNotDeleted() throws Exception {
        String id = created(place("A yard", Optional.empty()), CLERK);
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO availability (organization_id, id, commodity_id, seller_id, status,"
                    + " approval_status, location_id, created_at, version, definition) VALUES ('" + NORTH
                    + "', 'lot_1', 'com_1', 'seller-1', 'ACTIVE', 'APPROVED', '" + id + "', 1, 1, '{}')");
            // LOC-2
            Edit<Location> refused = join(catalogue.deleteLocation(number(id), OptionalLong.empty(), CLERK));
            assertThat(refused).isInstanceOf(Edit.Refused.class);
            assertThat(refused.toString()).contains("1 open postings");
            statement.execute("UPDATE availability SET status = 'CANCELLED'");
            assertThat(join(catalogue.deleteLocation(number(id), OptionalLong.empty(), CLERK)))
                    .isInstanceOf(Edit.Done.class);
        }
    }

    // -------------------------------------------------------------------------------------------------------- together

    @Test
    void aCreationAndItsEventAreOne() throws Exception {
        join(catalogue.settings(CLERK));
        assertThatThrownBy(() -> join(catalogue.createLocation(
                        place("A yard", Optional.empty()),
                        (now, warnings, created) -> {
                            throw new IllegalStateException("in the middle");
                        },
                        keyed("key-1", "body-1"))))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("in the middle");
        assertThat(count("SELECT count(*) FROM location")).isEqualTo(STARTER_LOCATIONS);
        assertThat(count("SELECT count(*) FROM catalogue_request")).isZero();
        assertThat(transitions()).hasSize(1);

        String id = created(place("A yard", Optional.empty()), keyed("key-1", "body-1"));
        assertThat(count("SELECT count(*) FROM location")).isEqualTo(STARTER_LOCATIONS + 1);
        Effect effect = transitions().getLast().effects().getFirst();
        assertThat(effect.data().path("location_id").textValue()).isEqualTo(id);
        assertThat(effect.items()).containsExactly(number(id));
    }

    @Test
    void anEventThatCannotBeStoredLeavesTheTableAsItWas() throws Exception {
        String id = created(place("A yard", Optional.empty()), CLERK);
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE event_journal ADD CONSTRAINT full_up CHECK (false) NOT VALID");
        }
        assertThatThrownBy(() -> join(catalogue.deleteLocation(number(id), OptionalLong.empty(), CLERK)))
                .hasCauseInstanceOf(SQLException.class);
        assertThat(join(catalogue.location(number(id), CLERK))).isPresent();
    }

    @Test
    void whatChangesNothingIsNoEventAndKeepsTheVersion() throws Exception {
        String id = created(place("A yard", Optional.empty()), CLERK);
        int before = transitions().size();
        Edit<Location> same = join(catalogue.changeLocation(number(id), OptionalLong.of(1), draft -> draft, CLERK));
        assertThat(((Edit.Done<Location>) same).now().version()).isEqualTo(1);
        assertThat(transitions()).hasSize(before);
    }

    @Test
    void numbersRiseWhateverTheClockSays() {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            numbers.add(number(created(place("Yard " + i, Optional.empty()), CLERK)));
            clock.updateAndGet(now -> now.minusSeconds(60));
        }
        clock.updateAndGet(now -> now.plusSeconds(3_600));
        numbers.add(number(created(place("Yard", Optional.empty()), CLERK)));
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(numbers.getLast()).isEqualTo(clock.get().getEpochSecond() * 1_000_000);
    }

    // ------------------------------------------------------------------------------------------------------ stored
    // forms

    @Test
    void whatIsStoredIsReadBack() {
        String id = created(place("A yard", Optional.of("place-1")), CLERK);
        Location location =
                join(catalogue.location(number(id), CLERK)).orElseThrow().value();
        assertThat(location)
                .isEqualTo(Location.of(id, place("A yard", Optional.of("place-1")), ZoneId.of("UTC"))
                        .asOptional()
                        .orElseThrow());

        CommodityDraft draft = turmeric();
        String commodityId = ((Creation.Done) join(catalogue.createCommodity(draft, COMMODITY_ANSWER, CLERK)))
                .answer()
                .body();
        assertThat(join(catalogue.commodity(number(commodityId), CLERK))
                        .orElseThrow()
                        .value())
                .isEqualTo(Commodity.of(commodityId, draft).asOptional().orElseThrow());
        for (Versioned<Commodity> starter : join(catalogue.commodities(ALL_COMMODITIES, Optional.empty(), 100, CLERK))
                .commodities()) {
            Commodity commodity = starter.value();
            assertThat(commodity.as(commodity.draft()).asOptional()).hasValue(commodity);
        }
    }

    private static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    private static CommodityDraft turmeric() {
        return new CommodityDraft(
                "Turmeric",
                "SPICE",
                "0910",
                Optional.of("091030"),
                "KG",
                "BAG",
                "QUINTAL",
                Map.of("BAG", decimal("65.50"), "CANDY", decimal("355.56")),
                Optional.of("USD"),
                List.of(
                        new TaxRate(decimal("5"), Optional.of(decimal("0.25")), LocalDate.of(2017, 7, 1)),
                        new TaxRate(decimal("18"), Optional.empty(), LocalDate.of(2027, 1, 1))),
                Optional.of(decimal("10")),
                Optional.of(decimal("1.500")),
                Optional.of(decimal("5")),
                Optional.of(decimal("2.25")),
                List.of(new Variety("Erode", "ERODE", true)),
                List.of(
                        new Parameter(
                                "CURCUMIN",
                                ParameterType.RANGE,
                                Optional.of("%"),
                                Optional.of(decimal("2")),
                                Optional.of(decimal("9")),
                                Optional.of(new GivenValue.Fields(Map.of("min", "3", "max", "5"))),
                                true,
                                1),
                        new Parameter(
                                "GRADE",
                                ParameterType.TEXT,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new GivenValue.Text("bold \"A\"")),
                                false,
                                2)),
                true,
                Optional.of(new ReferencePrice(decimal("14500.00"), LocalDate.of(2026, 11, 23))));
    }

    @Test
    void settingsAreStoredAsFarAsTheyDiffer() throws Exception {
        Map<String, GivenValue> patch = Map.of(
                "timezone", new GivenValue.Text("UTC"),
                "unit_factor_candy", new GivenValue.Text("355.56"),
                "sanctioned_countries", new GivenValue.Texts(List.of("KP")),
                "auto_approve_lots", new GivenValue.Flag(false),
                "max_results", new GivenValue.Whole(7));
        Edit<?> edit = join(catalogue.changeSettings(OptionalLong.of(1), patch, CLERK));
        assertThat(edit).isInstanceOf(Edit.Done.class);
        assertThat(join(catalogue.settings(CLERK)).value().differences()).containsExactlyInAnyOrderEntriesOf(patch);
        assertThat(join(catalogue.settings(CLERK)).version()).isEqualTo(2);
        assertThat(transitions().getLast().effects())
                .extracting(Effect::type)
                .hasSize(5)
                .containsOnly("organization.settings_changed.v1");
        assertThat(join(catalogue.changeSettings(OptionalLong.of(1), patch, CLERK)))
                .isEqualTo(new Edit.Conflict<>(2));
        // All of it or nothing.
        Edit<?> wrong = join(catalogue.changeSettings(
                OptionalLong.empty(),
                Map.of("max_results", new GivenValue.Whole(8), "timezone", new GivenValue.Text("Mars/Olympus")),
                CLERK));
        assertThat(((Edit.Refused<?>) wrong).flaws())
                .extracting(Flaw::code)
                .containsExactly(FlawCode.VALIDATION_FAILED);
        assertThat(join(catalogue.settings(CLERK)).value().differences())
                .containsEntry("max_results", new GivenValue.Whole(7));
        // A place abroad has the market's days.
        String abroad = created(
                new LocationDraft(
                        "Depot",
                        Optional.empty(),
                        Optional.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "AE",
                        Optional.empty(),
                        true),
                CLERK);
        assertThat(join(catalogue.location(number(abroad), CLERK))
                        .orElseThrow()
                        .value()
                        .timezone())
                .hasToString("UTC");
    }

    @Test
    void toAskForUnitsGivesNoCatalogue() throws Exception {
        assertThat(join(catalogue.measures(OptionalLong.of(1), CLERK)))
                .isEqualTo(new PostgresCatalogue.Measures(MarketSettings.DEFAULT, Optional.empty()));
        assertThat(count("SELECT count(*) FROM event_journal")).isZero();
    }

    @Test
    void unitsAreMeasuredByWhatTheOrganisationHasSet() {
        Map<String, GivenValue> patch = Map.of("unit_factor_bale", new GivenValue.Text("165.5"));
        join(catalogue.changeSettings(OptionalLong.empty(), patch, CLERK));
        assertThat(join(catalogue.measures(OptionalLong.empty(), CLERK))
                        .settings()
                        .unitFactors())
                .containsValue(new BigDecimal("165.5"));
        assertThat(join(catalogue.measures(OptionalLong.of(1), CLERK)).commodity())
                .isEmpty();
    }

    // --------------------------------------------------------------------------------------------------------------
    // keys

    @Test
    void aKeyIsGoodForADay() throws Exception {
        Caller first = keyed("key-1", "body-1");
        String id = created(place("A yard", Optional.empty()), first);
        Creation again = join(catalogue.createLocation(place("Another", Optional.empty()), ANSWER, first));
        assertThat(again).isEqualTo(new Creation.Done(new StoredAnswer(201, 1, id), true));
        assertThat(join(catalogue.createLocation(place("A yard", Optional.empty()), ANSWER, keyed("key-1", "body-2"))))
                .isEqualTo(new Creation.KeyReused());
        Caller other = new Caller(NORTH, Actor.staff("another"), "request-1", first.idempotency());
        assertThat(created(place("A yard", Optional.empty()), other)).isNotEqualTo(id);
        assertThat(count("SELECT count(*) FROM location")).isEqualTo(STARTER_LOCATIONS + 2);

        clock.updateAndGet(now -> now.plus(Duration.ofHours(24)));
        assertThat(created(place("A yard", Optional.empty()), keyed("key-1", "body-3")))
                .isNotEqualTo(id);
        assertThat(count("SELECT count(*) FROM catalogue_request"))
                .as("the one of the other user is deleted with it")
                .isEqualTo(1);
    }

    @Test
    void requestsWithTheSameKeyCreateOneAlsoAtTheSameTime() throws Exception {
        List<String> ids = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<String>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                running.add(threads.submit(() -> created(place("A yard", Optional.empty()), keyed("key-1", "body-1"))));
            }
            for (Future<String> one : running) {
                ids.add(one.get());
            }
        }
        assertThat(ids).hasSize(THREADS).containsOnly(ids.getFirst());
        assertThat(count("SELECT count(*) FROM location")).isEqualTo(STARTER_LOCATIONS + 1);
    }

    @Test
    void aRefusalIsNotKept() {
        Caller caller = keyed("key-1", "body-1");
        assertThat(join(catalogue.createLocation(place("x".repeat(121), Optional.empty()), ANSWER, caller)))
                .isInstanceOf(Creation.Refused.class);
        assertThat(join(catalogue.createLocation(place("A yard", Optional.empty()), ANSWER, caller)))
                .isInstanceOf(Creation.Done.class);
    }

    @Test
    void oldAnswersGoLittleByLittle() throws Exception {
        join(catalogue.settings(CLERK));
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO catalogue_request SELECT 'north', 'old ' || i, '', 0, 201, 1, ''"
                    + " FROM generate_series(1, 250) AS i");
            statement.execute("INSERT INTO catalogue_request SELECT 'south', 'old', '', 0, 201, 1, ''");
        }
        created(place("A yard", Optional.empty()), keyed("key-1", "body-1"));
        assertThat(count("SELECT count(*) FROM catalogue_request")).isEqualTo(152);
        created(place("A yard", Optional.empty()), keyed("key-2", "body-1"));
        created(place("A yard", Optional.empty()), keyed("key-3", "body-1"));
        assertThat(count("SELECT count(*) FROM catalogue_request")).isEqualTo(4);
    }

    // ------------------------------------------------------------------------------------------------------------
    // limits

    @Test
    void aCatalogueHasAMost() {
        PostgresCatalogue small = catalogue(new Limits(STARTER_LOCATIONS + 1, STARTER_COMMODITIES));
        LocationDraft yard = place("A yard", Optional.of("place-1"));
        Creation first = join(small.createLocation(yard, ANSWER, CLERK));
        assertThat(first).isInstanceOf(Creation.Done.class);
        assertThat(join(small.createLocation(place("Another", Optional.empty()), ANSWER, CLERK)))
                .isEqualTo(new Creation.TooMany(STARTER_LOCATIONS + 1));
        assertThat(join(small.createLocation(yard, ANSWER, CLERK)))
                .as("what is there is no new one")
                .isInstanceOf(Creation.Done.class);
        String id = ((Creation.Done) first).answer().body();
        join(small.deleteLocation(number(id), OptionalLong.empty(), CLERK));
        assertThat(join(small.createLocation(yard, ANSWER, CLERK))).isInstanceOf(Creation.Done.class);
        assertThat(join(small.createCommodity(turmeric(), COMMODITY_ANSWER, CLERK)))
                .isEqualTo(new Creation.TooMany(STARTER_COMMODITIES));
    }

    // -------------------------------------------------------------------------------------------------------
    // organisations

    @Test
    void eachOrganisationHasItsOwn() {
        String id = created(place("A yard", Optional.of("place-1")), CLERK);
        Caller south = caller("south", Optional.empty());
        assertThat(created(place("Theirs", Optional.of("place-1")), south)).isNotEqualTo(id);
        assertThat(join(catalogue.location(number(id) + 1, south))).isEmpty();
        join(catalogue.changeSettings(OptionalLong.empty(), Map.of("max_results", new GivenValue.Whole(7)), CLERK));
        assertThat(join(catalogue.settings(south)).value().differences()).isEmpty();
    }

    @Test
    void aQueryThatForgetsToAskForTheOrganisationSeesNoOther() throws Exception {
        created(place("A yard", Optional.empty()), CLERK);
        join(catalogue.settings(caller("south", Optional.empty())));
        for (String table : List.of("location", "commodity", "market_settings")) {
            List<String> seen = reader.readNow(
                    "south",
                    connection -> new Query("SELECT DISTINCT organization_id FROM " + table)
                            .run(connection, row -> row.getString(1)));
            assertThat(seen).as(table).containsExactly("south");
        }
        assertThatThrownBy(() -> reader.readNow(
                        "south",
                        connection -> new Query("SELECT scope FROM catalogue_request")
                                .run(connection, row -> row.getString(1))))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied");
    }

    // ------------------------------------------------------------------------------------------------------------
    // queries

    @Test
    void everyListIsReadAlongAnIndex() throws Exception {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                INSERT INTO location (organization_id, number, version, name, place_id, city, state_code, region, definition,
                    created_at, updated_at)
                SELECT 'org-' || i % 3, i, 1, 'Yard ' || i, 'place-' || i, 'City ' || i % 500, 'S' || i % 40,
                    'REGION' || i % 7, '{}', 0, 0 FROM generate_series(1, 30000) AS i\
                """);
            statement.execute("""
                INSERT INTO commodity (organization_id, number, version, name, category, hsn_code, definition, created_at,
                    updated_at)
                SELECT 'org-' || i % 3, i, 1, 'Goods ' || i, 'CATEGORY' || i % 50, (1000 + i % 900)::text, '{}', 0, 0
                FROM generate_series(1, 30000) AS i\
                """);
            statement.execute("ANALYZE location, commodity");
            String there = "SELECT * FROM location WHERE organization_id = 'org-1' AND deleted_at IS NULL AND ";
            String goods = "SELECT * FROM commodity WHERE organization_id = 'org-1' AND ";
            for (String[] question : new String[][] {
                {there + "number > 500 ORDER BY number LIMIT 9", "location"},
                {there + "place_id = 'place-7'", "location_place_idx"},
                {there + "lower(city) = lower('City 7') ORDER BY number LIMIT 9", "location_city_idx"},
                {there + "state_code = 'S7' ORDER BY number LIMIT 9", "location_"},
                {there + "region = 'REGION3' ORDER BY number LIMIT 9", "location_"},
                {goods + "number > 500 ORDER BY number LIMIT 9", "commodity_pkey"},
                {goods + "category = 'CATEGORY7' ORDER BY number LIMIT 9", "commodity_"},
                {goods + "hsn_code = '1007' ORDER BY number LIMIT 9", "commodity_hsn_code_idx"}
            }) {
                StringBuilder plan = new StringBuilder();
                try (ResultSet rows = statement.executeQuery("EXPLAIN " + question[0])) {
                    while (rows.next()) {
                        plan.append(rows.getString(1)).append('\n');
                    }
                }
                assertThat(plan.toString())
                        .as(question[0])
                        .contains("Index Scan using " + question[1])
                        .doesNotContain("Seq Scan", "Sort");
            }
        }
    }

    @Test
    void listsAreNarrowedByWhatIsAskedFor() {
        created(place("Yard of Charminar", Optional.empty()), CLERK);
        assertThat(names(new LocationFilter(
                        Optional.of("hyderabad"), Optional.empty(), Optional.empty(), Optional.empty())))
                .containsExactly("Yard of Charminar");
        assertThat(names(new LocationFilter(Optional.empty(), Optional.of("mh"), Optional.empty(), Optional.empty())))
                .containsExactly("Mumbai", "Pune", "Nagpur", "Wardha", "Akola", "Yavatmal");
        assertThat(names(new LocationFilter(
                        Optional.empty(), Optional.empty(), Optional.of(Region.SOUTH), Optional.of("YARD"))))
                .containsExactly("Yard of Charminar");
        assertThat(names(
                        new LocationFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("100%_"))))
                .isEmpty();
        PostgresCatalogue.CommodityPage page = join(catalogue.commodities(
                new CommodityFilter(Optional.of("OIL"), Optional.empty(), Optional.of("oil")),
                Optional.empty(),
                100,
                CLERK));
        assertThat(page.commodities())
                .extracting(commodity -> commodity.value().name())
                .containsExactly("Palm oil", "Soy oil", "Sunflower oil");
        assertThat(page.categories()).isEqualTo(Map.of("OIL", 3L, "OILSEED", 1L));
    }

    private List<String> names(LocationFilter filter) {
        return join(catalogue.locations(filter, Optional.empty(), 100, CLERK)).stream()
                .map(location -> location.value().name())
                .toList();
    }
}
