package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The locations of an organisation, over HTTP. */
class LocationsIT {
    private static final TestNode NODE = TestNode.shared();
    private static final String LOCATIONS = "/api/v1/locations";
    private static final String ORGANIZATION = "locations-market";
    private static final ApiClient STAFF = NODE.staffOf(ORGANIZATION);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static ObjectNode yard() {
        return Orders.object()
                .put("name", "Yard 2")
                .put("city", "Nizamabad")
                .put("state_code", "TS")
                .put("country", "IN");
    }

    private static JsonNode created(ObjectNode location) {
        return STAFF.post(LOCATIONS, location.toString()).json(201);
    }

    private static String path(JsonNode location) {
        return LOCATIONS + "/" + location.path("id").textValue();
    }

    private static List<String> names(String query, ApiClient client) {
        List<String> names = new ArrayList<>();
        client.get(LOCATIONS + query)
                .json(200)
                .path("items")
                .forEach(item -> names.add(item.path("name").textValue()));
        return names;
    }

    // --------------------------------------------------------------------------------------------------------- create

    @Test
    void showsALocationWithAllItsFields() {
        ObjectNode full = yard().put("place_id", "map-1")
                .put("address", "12 Market Road")
                .put("latitude", 18.6725)
                .put("longitude", 78.0941)
                .put("pincode", "503001")
                .put("district", "Nizamabad")
                .put("gst_state_code", "36")
                .put("timezone", "Asia/Calcutta")
                .put("is_active", false);
        Reply reply = STAFF.post(LOCATIONS, full.toString());
        JsonNode location = reply.json(201);
        assertThat(reply.header("ETag")).hasValue("\"1\"");
        assertThat(Reply.names(location))
                .containsExactly(
                        "id",
                        "name",
                        "place_id",
                        "address",
                        "latitude",
                        "longitude",
                        "pincode",
                        "city",
                        "district",
                        "state_code",
                        "gst_state_code",
                        "country",
                        "region",
                        "timezone",
                        "is_active",
                        "created_at",
                        "updated_at");
        full.fieldNames()
                .forEachRemaining(
                        name -> assertThat(location.path(name)).as(name).isEqualTo(full.path(name)));
        assertThat(location.path("region").textValue()).isEqualTo("SOUTH");
        assertThat(STAFF.get(path(location)).json(200)).isEqualTo(location);
    }

    @Test
    void derivesWhatFollowsFromTheState() {
        JsonNode location = created(Orders.object()
                .put("name", "By digits")
                .put("gst_state_code", "24")
                .put("country", "in"));
        assertThat(location.path("state_code").textValue()).isEqualTo("GJ");
        assertThat(location.path("region").textValue()).isEqualTo("WEST");
        assertThat(location.path("timezone").textValue()).isEqualTo("Asia/Kolkata");
        assertThat(location.path("latitude").isNull()).isTrue();
        JsonNode abroad = created(
                Orders.object().put("name", "Depot").put("country", "AE").put("timezone", "Asia/Dubai"));
        assertThat(abroad.path("region").textValue()).isEqualTo("UNKNOWN");
    }

    @Test
    void takesTheOriginOfCoordinatesForAPlace() {
        JsonNode location = created(yard().put("latitude", 0).put("longitude", 0.0));
        assertThat(location.path("latitude").doubleValue()).isZero();
        assertThat(location.path("longitude").isNumber()).isTrue();
    }

    @Test
    void answersAKnownPlaceWithTheLocationThatIsThere() {
        ObjectNode yard = yard().put("place_id", "map-known");
        JsonNode first = created(yard);
        Reply again = STAFF.post(LOCATIONS, yard.put("name", "Another name").toString());
        assertThat(again.json(200)).isEqualTo(first);
        assertThat(again.header("ETag")).hasValue("\"1\"");
        STAFF.delete(path(first)).json(200);
        assertThat(created(yard).path("id")).isNotEqualTo(first.path("id"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        name           | {"name":null}                        | 400 | missing_field
        country        | {"country":null}                     | 400 | missing_field
        name           | {"name":" "}                         | 400 | invalid_text
        latitude       | {"latitude":"18.67","longitude":78}  | 400 | number_expected
        is_active      | {"is_active":"yes"}                  | 400 | boolean_expected
        region         | {"region":"WEST"}                    | 400 | unknown_field
        latitude       | {"latitude":90.01,"longitude":0}     | 422 | number_out_of_range
        longitude      | {"latitude":0,"longitude":-180.5}    | 422 | number_out_of_range
        latitude       | {"latitude":1e400,"longitude":0}     | 422 | number_out_of_range
        longitude      | {"latitude":18.67}                   | 422 | validation_failed
        country        | {"country":"XX"}                     | 422 | validation_failed
        pincode        | {"pincode":"0123"}                   | 422 | validation_failed
        gst_state_code | {"gst_state_code":"27"}              | 422 | validation_failed
        timezone       | {"timezone":"+05:30"}                | 422 | validation_failed
        state_code     | {"state_code":"TELANGANA-STATE"}     | 422 | validation_failed
        """)
    void refusesWhatCannotBeALocation(String field, String change, int status, String code) {
        // Text, since a tree of numbers could not hold all of them.
        String names = change.replaceAll(":[^,}]*", "");
        StringBuilder body = new StringBuilder("{");
        yard().properties().stream()
                .filter(known -> !names.contains("\"" + known.getKey() + "\""))
                .forEach(known -> body.append('"')
                        .append(known.getKey())
                        .append("\":")
                        .append(known.getValue())
                        .append(','));
        body.append(change.substring(1));
        JsonNode problem = STAFF.post(LOCATIONS, body.toString()).problem(status, code);
        assertThat(Reply.errors(problem)).containsExactly("/" + field + " " + code);
    }

    @ParameterizedTest
    @CsvSource({"name,120", "place_id,255", "address,500", "city,120", "district,120"})
    void takesTextsUpToTheirLength(String field, int most) {
        created(yard().put(field, field.charAt(0) + "x".repeat(most - 1)));
        JsonNode problem = STAFF.post(
                        LOCATIONS, yard().put(field, "x".repeat(most + 1)).toString())
                .problem(422, "validation_failed");
        assertThat(Reply.errors(problem)).containsExactly("/" + field + " validation_failed");
    }

    @Test
    void namesAllThatIsWrongAtOnce() {
        JsonNode problem = STAFF.post(
                        LOCATIONS,
                        yard().put("pincode", "1")
                                .put("timezone", "Mars/Olympus")
                                .toString())
                .problem(422, "validation_failed");
        assertThat(Reply.errors(problem))
                .containsExactlyInAnyOrder("/pincode validation_failed", "/timezone validation_failed");
    }

    // ----------------------------------------------------------------------------------------------------------- keys

    @Test
    void createsOnceForEachKey() {
        String key = ApiClient.newKey();
        Reply first = STAFF.postOnce(key, LOCATIONS, yard().toString());
        Reply again = STAFF.postOnce(key, LOCATIONS, yard().toString());
        assertThat(first.replayed()).isFalse();
        assertThat(again.replayed()).isTrue();
        assertThat(again.json(201)).isEqualTo(first.json(201));
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        STAFF.postOnce(key, LOCATIONS, yard().put("name", "Another").toString()).problem(422, "idempotency_key_reused");
        assertThat(created(yard()).path("id"))
                .as("without a key")
                .isNotEqualTo(first.json().path("id"));
        STAFF.postOnce("two words", LOCATIONS, yard().toString()).problem(400, "idempotency_key_invalid");
    }

    // --------------------------------------------------------------------------------------------------------- change

    @Test
    void changesTheNameAndWhetherItIsActive() {
        JsonNode location = created(yard());
        Reply reply = STAFF.patch(path(location), "{\"name\":\"Yard 3\",\"is_active\":false}");
        JsonNode changed = reply.json(200);
        assertThat(reply.header("ETag")).hasValue("\"2\"");
        assertThat(changed.path("name").textValue()).isEqualTo("Yard 3");
        assertThat(changed.path("is_active").booleanValue()).isFalse();
        assertThat(STAFF.get(path(location)).json(200)).isEqualTo(changed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        city      | {"city":"Karimnagar"}
        place_id  | {"place_id":"elsewhere"}
        country   | {"country":"AE","name":"Abroad","state_code":"DU","gst_state_code":null}
        timezone  | {"timezone":"UTC"}
        """)
    void keepsWhereItIs(String field, String change) {
        JsonNode location = created(yard());
        JsonNode problem = STAFF.patch(path(location), change).problem(422, code(field));
        assertThat(Reply.errors(problem))
                .contains("/" + (field.equals("country") ? "gst_state_code" : field) + " " + code(field));
        assertThat(STAFF.get(path(location)).json(200)).isEqualTo(location);
        // What is the same is no change.
        STAFF.patch(path(location), "{\"city\":\"Nizamabad\"}").json(200);
    }

    /** A place abroad has no digits of an Indian state: that is said before anything else. */
    private static String code(String field) {
        return field.equals("country") ? "validation_failed" : "field_fixed";
    }

    @Test
    void changesOnlyTheVersionThatWasSeen() {
        JsonNode location = created(yard());
        STAFF.patch(path(location), "{\"name\":\"A\"}", "If-Match", "\"1\"").json(200);
        STAFF.patch(path(location), "{\"name\":\"B\"}", "If-Match", "\"1\"").problem(412, "precondition_failed");
        STAFF.delete(path(location), "If-Match", "\"1\"").problem(412, "precondition_failed");
        STAFF.patch(path(location), "{\"name\":\"B\"}", "If-Match", "*").json(200);
        STAFF.patch(path(location), "{\"name\":\"B\"}", "If-Match", "3").problem(400, "invalid_if_match");
        STAFF.delete(path(location), "If-Match", "\"3\"").json(200);
    }

    @Test
    void isGoneOnceDeleted() {
        JsonNode location = created(yard().put("name", "Gone soon"));
        assertThat(STAFF.delete(path(location)).json(200).path("is_active").booleanValue())
                .isFalse();
        STAFF.get(path(location)).problem(404, "not_found");
        STAFF.patch(path(location), "{\"name\":\"Back\"}").problem(404, "not_found");
        STAFF.delete(path(location)).problem(404, "not_found");
        assertThat(names("?search=gone", STAFF)).isEmpty();
    }

    // ----------------------------------------------------------------------------------------------------------- list

    @Test
    void listsTheStarterCataloguePageByPage() {
        ApiClient staff = NODE.staffOf("locations-pages");
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = staff.get(LOCATIONS + "?limit=5" + cursor).json(200);
            page.path("items").forEach(item -> seen.add(item.path("name").textValue()));
            cursor = page.path("next_cursor").isNull()
                    ? null
                    : "&cursor=" + page.path("next_cursor").textValue();
        } while (cursor != null);
        assertThat(seen).hasSize(18).startsWith("Rajkot", "Ahmedabad").doesNotHaveDuplicates();
    }

    @Test
    void listsWhatIsAskedFor() {
        ApiClient staff = NODE.staffOf("locations-filters");
        assertThat(names("?city=rajkot", staff)).containsExactly("Rajkot");
        assertThat(names("?state_code=PB", staff)).containsExactly("Bathinda");
        assertThat(names("?region=NORTH", staff)).containsExactly("Bathinda", "Sirsa");
        assertThat(names("?region=WEST&search=na", staff)).containsExactly("Nagpur", "Sri Ganganagar");
        assertThat(names("?region=EAST", staff)).isEmpty();
        assertThat(staff.get(LOCATIONS + "?region=NORTH&format=csv").text())
                .startsWith("id,name,place_id,address,latitude,")
                .contains(",Bathinda,", ",30.211,");
    }

    @ParameterizedTest
    @CsvSource({
        "region=west,region",
        "limit=501,limit",
        "cursor=bm9uZQ,cursor",
        "format=xml,format",
        "search=,search",
        "search=%00,search",
        "city=%00,city"
    })
    void refusesParametersThatCannotBe(String parameter, String name) {
        JsonNode problem = STAFF.get(LOCATIONS + "?" + parameter).problem(400, "invalid_parameter");
        assertThat(Reply.errors(problem)).containsExactly("?" + name + " invalid_parameter");
    }

    // ---------------------------------------------------------------------------------------------------------- audit

    @Test
    void standsInTheAuditWithAllThatWasDoneToIt() {
        JsonNode location = created(yard());
        STAFF.patch(path(location), "{\"name\":\"Yard 9\"}").json(200);
        STAFF.delete(path(location)).json(200);
        String id = location.path("id").textValue();
        List<String> actions = new ArrayList<>();
        await("the audit follows").atMost(LIMIT).until(() -> {
            actions.clear();
            JsonNode items = STAFF.get("/api/v1/audit?entity=" + id).json(200).path("items");
            items.forEach(item -> {
                actions.add(item.path("action").textValue());
                assertThat(item.path("entity_type").textValue()).isEqualTo("location");
                assertThat(item.path("entity_id").textValue()).isEqualTo(id);
                assertThat(item.path("user_id").textValue()).isEqualTo("clerk");
            });
            return actions.size() == 3;
        });
        assertThat(actions).containsExactly("location.deleted.v1", "location.updated.v1", "location.created.v1");
        NODE.otherStaff().get("/api/v1/audit?entity=" + id).problem(404, "not_found");
    }
}
