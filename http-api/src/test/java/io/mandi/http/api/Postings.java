package io.mandi.http.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A lot, a need and a reservation between two approved partners of an organisation.
 *
 * @param seller partner id
 * @param buyer partner id
 */
record Postings(String seller, String buyer, String commodity, String lot, String need, String reservation) {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final AtomicInteger PARTNERS = new AtomicInteger(1_000);
    private static final AtomicInteger COMMODITIES = new AtomicInteger();

    /** Posts them with the rights of staff. */
    static Postings open(ApiClient staff) {
        String seller = approved(staff, "Posting ginners");
        String buyer = approved(staff, "Posting mills");
        String commodity = commodity(staff);
        String lot = id(create(staff, "/api/v1/availabilities", lot(seller, commodity)));
        String need = id(create(staff, "/api/v1/requirements", need(buyer, commodity)));
        staff.send("POST", "/api/v1/requirements/" + need + "/publish", BodyPublishers.noBody())
                .json(200);
        String reservation = create(
                        staff,
                        "/api/v1/availabilities/" + lot + "/reservations",
                        "{\"quantity\":\"10\",\"requirement_id\":\"" + need + "\"}")
                .json(201)
                .path("reservation_id")
                .textValue();
        return new Postings(seller, buyer, commodity, lot, need, reservation);
    }

    /** Makes a trade of another reservation of the lot. */
    String trade(ApiClient staff) {
        String another = create(
                        staff,
                        "/api/v1/availabilities/" + lot + "/reservations",
                        "{\"quantity\":\"10\",\"partner_id\":\"" + buyer + "\"}")
                .json(201)
                .path("reservation_id")
                .textValue();
        return id(create(staff, "/api/v1/trades", "{\"reservation_id\":\"" + another + "\"}"));
    }

    /** A new commodity in kilograms. */
    static String commodity(ApiClient staff) {
        return id(staff.post(
                "/api/v1/commodities",
                "{\"name\":\"Posting goods " + COMMODITIES.incrementAndGet() + "\",\"category\":\"SPICE\","
                                                                             + "\"hsn_code\":\"0910\",\"base_unit\":\"KG\",\"trade_unit\":\"KG\",\"rate_unit\":\"KG\",\"tax_rates\":[{\"rate\":\"5\",\"valid_from\":\"2017-07-01\"}],\"parameters\":["
                                                                             + "{\"code\":\"MOISTURE\",\"type\":\"NUMERIC\"}]}"));
    }

    static String lot(String seller, String commodity) {
        return "{\"commodity_id\":\"" + commodity + "\",\"seller_partner_id\":\"" + seller
                + "\",\"total_quantity\":\"100\",\"base_price\":\"50.00\",\"quality_params\":{\"MOISTURE\":\"8\"},"
                + "\"city\":\"Gondal\",\"state_code\":\"GJ\",\"country\":\"IN\",\"allow_duplicate\":true}";
    }

    static String need(String buyer, String commodity) {
        return "{\"commodity_id\":\"" + commodity + "\",\"buyer_partner_id\":\"" + buyer
                + "\",\"min_quantity\":\"10\",\"max_quantity\":\"60\",\"max_budget_per_unit\":\"60.00\","
                + "\"delivery_locations\":[{\"city\":\"Gondal\",\"state_code\":\"GJ\",\"country\":\"IN\"}],"
                + "\"allow_duplicate\":true}";
    }

    private static Reply create(ApiClient staff, String path, String body) {
        return staff.postOnce(ApiClient.newKey(), path, body);
    }

    private static String id(Reply created) {
        return created.json(201).path("id").textValue();
    }

    static String approved(ApiClient staff, String name) {
        return approved(staff, new Company(name, PARTNERS.incrementAndGet(), 1, "10000000.00"));
    }

    /**
     * Whom to bring on the market.
     *
     * @param number that its tax ids and contacts are made of
     * @param registration of those of one PAN
     */
    record Company(String name, int number, int registration, String creditLimit) {
        static Company of(String name, String creditLimit) {
            return new Company(name, PARTNERS.incrementAndGet(), 1, creditLimit);
        }

        /** Another one of the same owner. */
        Company sister(String sister) {
            return new Company(sister, number, registration + 1, creditLimit);
        }

        String pan() {
            return "AABCP" + number + "K";
        }

        String gstin() {
            return Postings.gstin(pan(), registration);
        }

        String mobile() {
            return "+9198123" + registration + number;
        }

        String email() {
            return "sales@p" + number + "r" + registration + ".example";
        }

        String account() {
            return "501000123" + registration + number;
        }
    }

    /** @return its id */
    static String approved(ApiClient staff, Company company) {
        return approved(staff, company, "");
    }

    /**
     * @param lastDay of its GST certificate; empty for one without an end
     * @return its id
     */
    static String approved(ApiClient staff, Company company, String lastDay) {
        ObjectNode partner = Orders.object()
                .put("legal_name", company.name())
                .put("business_entity_type", "PRIVATE_LIMITED")
                .put("gst_number", company.gstin())
                .put("pan_number", company.pan())
                .put("mobile", company.mobile())
                .put("email", company.email())
                .put("credit_limit", company.creditLimit());
        partner.putObject("bank_account")
                .put("account_number", company.account())
                .put("ifsc", "HDFC0001234");
        partner.putObject("profile").put("established_on", "2001-04-01").put("annual_turnover", "20000000.00");
        partner.putArray("locations")
                .addObject()
                .put("kind", "PRINCIPAL")
                .put("address", company.number() + " Mill Road")
                .put("city", "Gondal")
                .put("state_code", "GJ")
                .put("pincode", "360311");
        String id = id(create(staff, "/api/v1/partners", partner.toString()));
        String path = "/api/v1/partners/" + id;
        List<String> documents = Stream.of("GST_CERTIFICATE", "PAN_CARD", "BANK_PROOF")
                .map(type -> type.equals("GST_CERTIFICATE") && !lastDay.isEmpty()
                        ? type + "\",\"expires_on\":\"" + lastDay
                        : type)
                .map(type -> id(staff.post(path + "/documents", "{\"type\":\"" + type + "\"}")))
                .toList();
        staff.send("POST", path + "/submit", BodyPublishers.noBody()).json(200);
        documents.forEach(document ->
                staff.post(path + "/documents/" + document + "/verify", "{}").json(200));
        return id;
    }

    /** Of Gujarat. */
    private static String gstin(String pan, int registration) {
        String text = "24" + pan + registration + "Z";
        int base = ALPHABET.length();
        int sum = 0;
        for (int i = 0; i < text.length(); i++) {
            int product = ALPHABET.indexOf(text.charAt(i)) * (i % 2 + 1);
            sum += product / base + product % base;
        }
        return text + ALPHABET.charAt((base - sum % base) % base);
    }
}
