package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How large a catalogue can become, and how many partners an organisation can have. */
class CatalogueLimitsIT {
    private static final String LOCATION = "{\"name\":\"A yard\",\"country\":\"IN\"}";
    private static final String COMMODITY = "{\"name\":\"Goods\",\"category\":\"SPICE\",\"hsn_code\":\"0910\","
            + "\"base_unit\":\"KG\",\"trade_unit\":\"KG\",\"rate_unit\":\"KG\"}";

    @Test
    void whatIsFullTakesNoMore() {
        Path data = TestNode.newDataDir();
        // The starter catalogue, and one of each.
        Map<String, String> limits =
                Map.of("CATALOGUE_MAX_LOCATIONS", "19", "CATALOGUE_MAX_COMMODITIES", "20", "PARTNER_MAX", "1");
        try (TestNode node = TestNode.start(data, limits)) {
            ApiClient staff = node.staff();
            JsonNode last = staff.post("/api/v1/locations", LOCATION).json(201);
            JsonNode full = staff.post("/api/v1/locations", LOCATION).problem(409, "too_many_locations");
            assertThat(full.path("detail").textValue()).contains("19");
            staff.delete("/api/v1/locations/" + last.path("id").textValue()).json(200);
            staff.post("/api/v1/locations", LOCATION).json(201);
            staff.post("/api/v1/commodities", COMMODITY).json(201);
            staff.post("/api/v1/commodities", COMMODITY).problem(409, "too_many_commodities");
            node.otherStaff().post("/api/v1/commodities", COMMODITY).json(201);
            String partner = "{\"legal_name\":\"A mill\"}";
            staff.postOnce(ApiClient.newKey(), "/api/v1/partners", partner).json(201);
            staff.postOnce(ApiClient.newKey(), "/api/v1/partners", partner).problem(409, "too_many_partners");
            node.otherStaff()
                    .postOnce(ApiClient.newKey(), "/api/v1/partners", partner)
                    .json(201);
        } finally {
            TestNode.delete(data);
        }
    }
}
