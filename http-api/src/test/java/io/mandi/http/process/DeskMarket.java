package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.http.process.ApiClient.Reply;
import io.mandi.http.process.ApiClient.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Opens a market with lots and needs, for those who kill it. */
record DeskMarket(ApiClient api, AtomicLong keys) {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    DeskMarket(ApiClient api) {
        this(api, new AtomicLong());
    }

    JsonNode created(String path, JsonNode body) {
        Reply reply = api.untilCertain(Request.post(path, key(), body));
        assertThat(reply.status()).as("%s to %s", reply, body).isEqualTo(201);
        return reply.body();
    }

    String key() {
        return "desk-" + keys.incrementAndGet();
    }

    void done(String path, Optional<JsonNode> body) {
        Reply reply = api.untilCertain(new Request("POST", path, Optional.empty(), body));
        assertThat(reply.status()).as("%s to %s", reply, path).isEqualTo(200);
    }

    /**
     * One that is approved.
     *
     * @param number one digit
     */
    String partner(int number) {
        String pan = "AABCP100" + number + "K";
        ObjectNode partner = ApiClient.JSON
                .createObjectNode()
                .put("legal_name", "Killed company " + number)
                .put("business_entity_type", "PRIVATE_LIMITED")
                .put("gst_number", gstin(pan))
                .put("pan_number", pan)
                .put("mobile", "+91981234567" + number)
                .put("email", "sales@p" + number + ".example")
                .put("credit_limit", "10000000.00");
        partner.putObject("bank_account")
                .put("account_number", "5010001234" + number)
                .put("ifsc", "HDFC0001234");
        partner.putObject("profile").put("established_on", "2001-04-01").put("annual_turnover", "20000000.00");
        partner.putArray("locations")
                .addObject()
                .put("kind", "PRINCIPAL")
                .put("address", "12 Mill Road")
                .put("city", "Gondal")
                .put("state_code", "GJ")
                .put("pincode", "360311");
        String id = created("/partners", partner).path("id").textValue();
        String path = "/partners/" + id;
        List<String> documents = new ArrayList<>();
        for (String type : List.of("GST_CERTIFICATE", "PAN_CARD", "BANK_PROOF")) {
            ObjectNode document = ApiClient.JSON.createObjectNode().put("type", type);
            documents.add(created(path + "/documents", document).path("id").textValue());
        }
        done(path + "/submit", Optional.empty());
        for (String document : documents) {
            done(path + "/documents/" + document + "/verify", Optional.of(ApiClient.JSON.createObjectNode()));
        }
        return id;
    }

    /** Of Gujarat. */
    private static String gstin(String pan) {
        String text = "24" + pan + "1Z";
        int base = ALPHABET.length();
        int sum = 0;
        for (int i = 0; i < text.length(); i++) {
            int product = ALPHABET.indexOf(text.charAt(i)) * (i % 2 + 1);
            sum += product / base + product % base;
        }
        return text + ALPHABET.charAt((base - sum % base) % base);
    }

    /** In kilograms, taxed. */
    String commodity(String name) {
        ObjectNode commodity = ApiClient.JSON
                .createObjectNode()
                .put("name", name)
                .put("category", "SPICE")
                .put("hsn_code", "0910")
                .put("base_unit", "KG")
                .put("trade_unit", "KG")
                .put("rate_unit", "KG");
        commodity.putArray("tax_rates").addObject().put("rate", "5").put("valid_from", "2017-07-01");
        commodity.putArray("parameters").addObject().put("code", "MOISTURE").put("type", "NUMERIC");
        return created("/commodities", commodity).path("id").textValue();
    }

    /** One that is offered for 50.00 a kilogram. */
    String lot(String seller, String commodity, String quantity) {
        ObjectNode lot = ApiClient.JSON
                .createObjectNode()
                .put("commodity_id", commodity)
                .put("seller_partner_id", seller)
                .put("total_quantity", quantity)
                .put("base_price", "50.00")
                .put("city", "Gondal")
                .put("state_code", "GJ")
                .put("country", "IN")
                .put("expires_at", Instant.now().plus(Duration.ofDays(3)).toString());
        lot.putObject("quality_params").put("MOISTURE", "8");
        return created("/availabilities", lot).path("id").textValue();
    }

    /** One that is published, of a partner who wants 10 to 60. */
    String need(String buyer, String commodity) {
        ObjectNode need = ApiClient.JSON
                .createObjectNode()
                .put("commodity_id", commodity)
                .put("buyer_partner_id", buyer)
                .put("min_quantity", "10")
                .put("max_quantity", "60")
                .put("max_budget_per_unit", "60.00");
        need.putArray("delivery_locations")
                .addObject()
                .put("city", "Gondal")
                .put("state_code", "GJ")
                .put("country", "IN");
        String id = created("/requirements", need).path("id").textValue();
        done("/requirements/" + id + "/publish", Optional.empty());
        return id;
    }
}
