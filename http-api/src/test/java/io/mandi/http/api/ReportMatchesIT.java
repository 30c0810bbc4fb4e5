package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.UserType;
import io.mandi.engine.catalog.Decimal;
import io.mandi.http.api.PlainScorer.Delivery;
import io.mandi.http.api.PlainScorer.Lot;
import io.mandi.http.api.PlainScorer.Match;
import io.mandi.http.api.PlainScorer.Need;
import io.mandi.http.api.PlainScorer.Spot;
import io.mandi.http.api.PlainScorer.Wish;
import io.mandi.http.api.Postings.Company;
import io.mandi.http.report.ImportSummary;
import io.mandi.http.report.LotImport;
import io.mandi.http.report.LotImportPlan;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reports of markets are imported as lots, and what is asked for them matches as a look at all pairs says. {@code
 * -Dmandi.import.rows=all} takes all rows in place of {@value #ROWS}, {@code -Dmandi.import.seed=…} draws others.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ReportMatchesIT {
    private static final int ROWS = 1_500;
    private static final int NEEDS = 60;
    private static final int MOST_MATCHES = 50;
    private static final String COTTON_TONNES = "12.5";
    private static final String SELLER_LIMIT = "3000000.00";
    private static final long SEED = Long.getLong("mandi.import.seed", 20_181_231L);
    private static final boolean ALL = "all".equals(System.getProperty("mandi.import.rows", ""));
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final Map<String, String> STATES = Map.ofEntries(
            Map.entry("West Bengal", "WB"),
            Map.entry("Maharashtra", "MH"),
            Map.entry("Madhya Pradesh", "MP"),
            Map.entry("Gujarat", "GJ"),
            Map.entry("Telangana", "TS"),
            Map.entry("Tamil Nadu", "TN"),
            Map.entry("Haryana", "HR"),
            Map.entry("Rajasthan", "RJ"),
            Map.entry("Punjab", "PB"),
            Map.entry("Karnataka", "KA"),
            Map.entry("Odisha", "OD"),
            Map.entry("Andhra Pradesh", "AP"));

    private static final Path DATA = TestNode.newDataDir();
    private static TestNode node;

    @TempDir
    private Path folder;

    private final String organization = "reports";
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final ApiClient staff = node.staffOf(organization);

    @BeforeAll
    static void start() {
        // One seller offers all there is.
        node = TestNode.start(
                DATA,
                Map.of(
                        "LOTS_MAX_POSTINGS",
                        "200000",
                        "LOTS_MAX_OPEN_PER_PARTNER",
                        "100000",
                        "DATABASE_QUERY_CONNECTIONS",
                        "16"));
    }

    @AfterAll
    static void stop() {
        node.close();
        TestNode.delete(DATA);
    }

    private ImportSummary importing(String seller, Path file, OptionalLong limit) throws Exception {
        LotImportPlan plan = new LotImportPlan(
                node.url(),
                TestNode.token(organization, "clerk", UserType.INTERNAL, Optional.empty()),
                seller,
                Optional.empty(),
                Optional.of(Instant.now().truncatedTo(ChronoUnit.HOURS).plus(5, ChronoUnit.DAYS)),
                Decimal.parse(COTTON_TONNES),
                limit,
                false,
                new LotImportPlan.Missing(true, "AGRICULTURE", "1404"),
                16,
                Duration.ofMinutes(2));
        return new LotImport(plan, line -> {}, System.out::println).run(file);
    }

    // Section 7
    @Test
    void whatIsAskedForLotsOfReportsMatchesAsALookAtAllPairsSays() throws Exception {
        Reports reports = Reports.read(SEED, ALL ? Integer.MAX_VALUE : ROWS);
        List<Reports.Row> expected = new ArrayList<>(reports.lotsOfArrivals());
        expected.addAll(reports.lotsOfCotton(COTTON_TONNES));
        placeSomeOnTheMap(expected);
        String seller = Postings.approved(staff, Company.of("Report ginners", SELLER_LIMIT));
        Path arrivals = reports.arrivalsFile(folder);

        ImportSummary first = importing(seller, arrivals, OptionalLong.empty());
        ImportSummary cotton = importing(seller, reports.cottonFile(folder), OptionalLong.empty());
        ImportSummary again = importing(seller, arrivals, OptionalLong.of(300));

        System.out.printf(
                "ReportMatchesIT: %s rows, seed %d: %s, cotton %s%n",
                reports.real() ? "real" : "made up", SEED, first, cotton);
        assertThat(first.stopped() + cotton.stopped() + again.stopped()).isEmpty();
        assertThat(first.refused()).isEmpty();
        assertThat(cotton.refused()).isEmpty();
        assertThat(first.rows()).isEqualTo(reports.arrivals().size());
        assertThat(first.posted() + cotton.posted()).isEqualTo(expected.size());
        assertThat(again.posted()).isZero();
        assertThat(again.repeated()).isEqualTo(300);

        List<Lot> lots = lots(expected.size());
        assertThat(lots.stream().map(ReportMatchesIT::text).sorted())
                .isEqualTo(expected.stream().map(ReportMatchesIT::text).sorted().toList());

        int found = matchesOfNeeds(lots, false) + matchesOfNeeds(lots, true);
        assertThat(found).as("matches that were compared").isGreaterThan(NEEDS);
        System.out.printf(
                "ReportMatchesIT: %d lots, %d needs, %d matches as by all pairs%n", lots.size(), NEEDS, found);
    }

    // ------------------------------------------------------------------------------------------------------- lots

    /** Reports do not say where markets are: so that there are distances, some are on a map that the seed draws. */
    private void placeSomeOnTheMap(List<Reports.Row> rows) {
        rows.stream()
                .map(row -> STATES.get(row.state()) + "|" + row.market())
                .distinct()
                .sorted()
                .filter(place -> random.nextInt(3) > 0)
                .forEach(place -> {
                    String[] parts = place.split("\\|", 2);
                    ObjectNode location = Orders.object()
                            .put("name", parts[1])
                            .put("city", parts[1])
                            .put("state_code", parts[0])
                            .put("country", "IN")
                            .put("latitude", 20 + random.nextInt(300) / 100.0)
                            .put("longitude", 75 + random.nextInt(300) / 100.0);
                    staff.post("/api/v1/locations", location.toString()).json(201);
                });
    }

    private static String text(Reports.Row row) {
        return String.join(
                "|",
                row.commodity(),
                STATES.get(row.state()),
                row.market().strip().toLowerCase(Locale.ROOT),
                new BigDecimal(row.tonnes()).setScale(3).toPlainString(),
                new BigDecimal(row.modal()).setScale(2).toPlainString(),
                row.variety().strip());
    }

    private static String text(Lot lot) {
        return String.join(
                "|",
                lot.commodity(),
                lot.spot().state(),
                lot.spot().city().toLowerCase(Locale.ROOT),
                lot.tonnes().setScale(3).toPlainString(),
                lot.pricePerQuintal().setScale(2).toPlainString(),
                lot.variety());
    }

    private List<JsonNode> all(String path) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = staff.get(path + "?limit=500" + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .json(200);
            page.path("items").forEach(items::add);
            cursor = page.path("next_cursor").asText("").replace("null", "");
        } while (!cursor.isEmpty());
        return items;
    }

    private Map<String, String> commodityNames() {
        Map<String, String> names = new HashMap<>();
        all("/api/v1/commodities")
                .forEach(item ->
                        names.put(item.path("id").textValue(), item.path("name").textValue()));
        return names;
    }

    private Map<String, Spot> locations() {
        Map<String, Spot> spots = new HashMap<>();
        all("/api/v1/locations").forEach(item -> spots.put(item.path("id").textValue(), spot(item)));
        return spots;
    }

    private static Spot spot(JsonNode location) {
        return new Spot(
                Optional.of(location.path("id").textValue()),
                location.path("city").textValue(),
                location.path("state_code").textValue(),
                location.path("latitude").isNumber()
                        ? Optional.of(new double[] {
                            location.path("latitude").doubleValue(),
                            location.path("longitude").doubleValue()
                        })
                        : Optional.empty());
    }

    /** What the list shows when it has come so far. */
    private List<Lot> lots(int count) {
        List<JsonNode> items = await("the list of lots")
                .atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> all("/api/v1/availabilities"), found -> found.size() >= count);
        Map<String, String> commodities = commodityNames();
        Map<String, Spot> places = locations();
        return items.stream()
                .map(item -> new Lot(
                        item.path("id").textValue(),
                        commodities.get(item.path("commodity_id").textValue()),
                        places.get(item.path("location_id").textValue()),
                        new BigDecimal(item.path("total_quantity").textValue()),
                        new BigDecimal(item.path("base_price").textValue()),
                        item.path("quality_params").path("VARIETY").textValue(),
                        item.path("created_at").textValue()))
                .toList();
    }

    // ------------------------------------------------------------------------------------------------------ needs

    private int matchesOfNeeds(List<Lot> lots, boolean crossState) {
        staff.patch("/api/v1/settings", "{\"cross_state_allowed\":" + crossState + "}")
                .json(200);
        String limit = crossState ? "2000000.00" : "90000000.00";
        String buyer = Postings.approved(staff, Company.of("Report mills " + crossState, limit));
        PlainScorer.Terms terms =
                new PlainScorer.Terms(crossState, new BigDecimal(limit), new BigDecimal(SELLER_LIMIT));
        Map<String, String> ids = new HashMap<>();
        commodityNames().forEach((id, name) -> ids.put(name, id));
        List<Spot> spots = locations().values().stream()
                .sorted(Comparator.comparing(spot -> spot.location().orElseThrow()))
                .toList();
        int found = 0;
        for (int i = 0; i < NEEDS / 2; i++) {
            Need need = need(lots.get(random.nextInt(lots.size())), spots);
            String body = body(need, buyer, ids.get(need.commodity()));
            String id = staff.postOnce(ApiClient.newKey(), "/api/v1/requirements", body)
                    .json(201)
                    .path("id")
                    .textValue();
            staff.send("POST", "/api/v1/requirements/" + id + "/publish", BodyPublishers.noBody())
                    .json(200);
            found += assertMatches(id, body, PlainScorer.matches(need, lots, terms));
        }
        return found;
    }

    private int assertMatches(String need, String body, List<Match> expected) {
        List<JsonNode> matches = new ArrayList<>();
        staff.get("/api/v1/requirements/" + need + "/matches?limit=" + MOST_MATCHES)
                .json(200)
                .path("items")
                .forEach(matches::add);
        List<Match> best = expected.subList(0, Math.min(MOST_MATCHES, expected.size()));
        assertThat(matches.stream().map(ReportMatchesIT::shown))
                .as("matches of %s", body)
                .isEqualTo(best.stream().map(ReportMatchesIT::shown).toList());
        return matches.size();
    }

    private static String shown(JsonNode match) {
        return shown(
                match.path("availability_id").textValue(),
                match.path("score").textValue(),
                new BigDecimal(match.path("matched_quantity").textValue()),
                new BigDecimal(match.path("price_per_base_unit").textValue()),
                match.path("distance_km").isTextual()
                        ? Optional.of(new BigDecimal(match.path("distance_km").textValue()))
                        : Optional.empty());
    }

    private static String shown(Match match) {
        return shown(
                match.lot(),
                match.score().toPlainString(),
                match.quantity(),
                match.price(),
                match.distanceKm().map(BigDecimal::new));
    }

    private static String shown(
            String lot, String score, BigDecimal quantity, BigDecimal price, Optional<BigDecimal> distance) {
        return lot + " " + score + " " + quantity.stripTrailingZeros().toPlainString() + " kg at "
                + price.stripTrailingZeros().toPlainString() + ", "
                + distance.map(km -> km.setScale(3, RoundingMode.HALF_UP).toPlainString())
                        .orElse("?") + " km";
    }

    /** A need that the lot may be something for. */
    private Need need(Lot lot, List<Spot> spots) {
        BigDecimal most = lot.tonnes()
                .multiply(BigDecimal.valueOf(50 + random.nextInt(400), 2))
                .min(new BigDecimal(400))
                .max(new BigDecimal("0.5"))
                .setScale(3, RoundingMode.UP);
        BigDecimal budget = lot.pricePerQuintal()
                .multiply(BigDecimal.valueOf(95 + random.nextInt(60), 2))
                .setScale(2, RoundingMode.HALF_UP);
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Spot spot = random.nextInt(3) == 0 ? lot.spot() : spots.get(random.nextInt(spots.size()));
            boolean named = random.nextBoolean();
            deliveries.add(new Delivery(
                    named ? spot : new Spot(Optional.empty(), spot.city(), spot.state(), spot.degrees()),
                    random.nextBoolean() ? Optional.of(new BigDecimal(20 + random.nextInt(300))) : Optional.empty()));
        }
        Wish wish = new Wish(
                random.nextBoolean() ? List.of(lot.variety(), "Other") : List.of(),
                random.nextBoolean() ? Optional.of(random.nextBoolean() ? lot.variety() : "Other") : Optional.empty(),
                random.nextInt(3) > 0);
        boolean says = !wish.accepted().isEmpty() || wish.preferred().isPresent();
        return new Need(
                lot.commodity(),
                most.multiply(BigDecimal.valueOf(1 + random.nextInt(10), 1)).setScale(3, RoundingMode.DOWN),
                most,
                budget,
                random.nextBoolean()
                        ? Optional.of(budget.multiply(new BigDecimal("0.8")).setScale(2, RoundingMode.HALF_UP))
                        : Optional.empty(),
                random.nextInt(4) == 0
                        ? Optional.of(
                                budget.multiply(most).multiply(BigDecimal.TEN).setScale(2, RoundingMode.UP))
                        : Optional.empty(),
                says ? Optional.of(wish) : Optional.empty(),
                random.nextInt(3) == 0,
                deliveries);
    }

    private static String body(Need need, String buyer, String commodity) {
        ObjectNode body = Orders.object()
                .put("commodity_id", commodity)
                .put("buyer_partner_id", buyer)
                .put("min_quantity", need.minTonnes().toPlainString())
                .put("max_quantity", need.maxTonnes().toPlainString())
                .put("quantity_unit", "MT")
                .put("max_budget_per_unit", need.maxPricePerQuintal().toPlainString())
                .put("rate_unit", "QUINTAL")
                .put("valid_until", Instant.now().plus(3, ChronoUnit.DAYS).toString())
                .put("allow_duplicate", true);
        need.preferredPricePerQuintal().ifPresent(price -> body.put("preferred_price_per_unit", price.toPlainString()));
        need.totalBudget().ifPresent(budget -> body.put("total_budget", budget.toPlainString()));
        need.variety().ifPresent(wish -> {
            ObjectNode variety = body.putObject("quality_requirements").putObject("VARIETY");
            variety.put("required", wish.required());
            wish.preferred().ifPresent(preferred -> variety.put("preferred", preferred));
            if (!wish.accepted().isEmpty()) {
                wish.accepted().forEach(variety.putArray("accepted")::add);
            }
        });
        if (need.namesPaymentTerms()) {
            body.putArray("preferred_payment_terms").add("D15");
        }
        ArrayNode deliveries = body.putArray("delivery_locations");
        for (Delivery delivery : need.deliveries()) {
            ObjectNode place = deliveries.addObject();
            Spot spot = delivery.spot();
            if (spot.location().isPresent()) {
                place.put("location_id", spot.location().get());
            } else {
                place.put("city", spot.city()).put("state_code", spot.state()).put("country", "IN");
                spot.degrees().ifPresent(at -> place.put("latitude", at[0]).put("longitude", at[1]));
            }
            delivery.maxDistanceKm().ifPresent(km -> place.put("max_distance_km", km.toPlainString()));
        }
        return body.toString();
    }
}
