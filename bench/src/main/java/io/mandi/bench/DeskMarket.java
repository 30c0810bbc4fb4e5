package io.mandi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.bench.node.NodeProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A market of lots and needs of one commodity on a node, made over HTTP. */
final class DeskMarket implements AutoCloseable {
    static final int SELLERS = 40;
    static final int BUYERS = 40;
    static final double BEST_STAPLE = 29;
    /** So many reservations fit into a lot. */
    private static final String LOT_QUANTITY = "100000";

    /** Requests at a time while the market is being made. */
    private static final int POSTERS = 32;

    private static final int CREATED = 201;
    private static final int OK = 200;
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String LOTS = "/api/v1/availabilities";
    private static final String NEEDS = "/api/v1/requirements";

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final NodeProcess node;
    private final String token;
    private final String expiry = Instant.now()
            .truncatedTo(ChronoUnit.SECONDS)
            .plus(20, ChronoUnit.DAYS)
            .toString();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> sellers = new ArrayList<>();
    private final List<String> buyers = new ArrayList<>();
    private final String commodity;

    /** Where goods are or are wanted, in degrees. */
    record Spot(double latitude, double longitude) {
        /** Somewhere in a part of Gujarat of 440 by 410 km. */
        static Spot draw(SplittableRandom random) {
            return new Spot(21 + random.nextInt(4_000) / 1e3, 69 + random.nextInt(4_000) / 1e3);
        }
    }

    DeskMarket(NodeProcess node) throws IOException, InterruptedException {
        this.node = node;
        this.token = node.token(NodeProcess.ORGANIZATION);
        for (int i = 0; i < SELLERS + BUYERS; i++) {
            (i < SELLERS ? sellers : buyers).add(partner(1_000 + i));
        }
        ObjectNode goods = NODES.objectNode()
                .put("name", "Benchmark cotton")
                .put("category", "COTTON")
                .put("hsn_code", "5201")
                .put("base_unit", "KG")
                .put("trade_unit", "KG")
                .put("rate_unit", "KG");
        ArrayNode parameters = goods.putArray("parameters");
        for (String code : List.of("STAPLE_LENGTH", "MICRONAIRE", "TRASH")) {
            parameters.addObject().put("code", code).put("type", "NUMERIC");
        }
        commodity = id(created("/api/v1/commodities", goods));
    }

    List<String> buyers() {
        return List.copyOf(buyers);
    }

    // ------------------------------------------------------------------------------------------------------ partners

    private String partner(int number) throws IOException, InterruptedException {
        String pan = "AABCP" + number + "K";
        ObjectNode partner = NODES.objectNode()
                .put("legal_name", "Benchmark company " + number)
                .put("business_entity_type", "PRIVATE_LIMITED")
                .put("gst_number", gstin(pan))
                .put("pan_number", pan)
                .put("mobile", "+91981230" + number)
                .put("email", "sales@b" + number + ".example")
                .put("credit_limit", "100000000000.00");
        partner.putObject("bank_account")
                .put("account_number", "50100012" + number)
                .put("ifsc", "HDFC0001234");
        partner.putObject("profile").put("established_on", "2001-04-01").put("annual_turnover", "20000000.00");
        partner.putArray("locations")
                .addObject()
                .put("kind", "PRINCIPAL")
                .put("address", number + " Mill Road")
                .put("city", "Gondal")
                .put("state_code", "GJ")
                .put("pincode", "360311");
        String id = id(created("/api/v1/partners", partner));
        String path = "/api/v1/partners/" + id;
        List<String> documents = new ArrayList<>();
        for (String type : List.of("GST_CERTIFICATE", "PAN_CARD", "BANK_PROOF")) {
            documents.add(id(created(path + "/documents", NODES.objectNode().put("type", type))));
        }
        post(path + "/submit", OK, NODES.objectNode());
        for (String document : documents) {
            post(path + "/documents/" + document + "/verify", OK, NODES.objectNode());
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

    // ------------------------------------------------------------------------------------------------------ postings

    private interface Posting {
        String post(int number) throws IOException, InterruptedException;
    }

    private static List<String> posted(int count, Posting posting) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(POSTERS)) {
            List<Future<String>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                running.add(threads.submit(() -> posting.post(number)));
            }
            for (Future<String> one : running) {
                ids.add(one.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("the market could not be made", e.getCause());
        }
        return ids;
    }

    /** Lots at prices of 60 to 80 rupees for a kilogram. */
    List<String> lots(int count, long seed) throws IOException, InterruptedException {
        return posted(count, number -> {
            SplittableRandom random = new SplittableRandom(seed + number);
            return lot(number, Spot.draw(random), 60 + random.nextInt(2_000) / 100.0, 27 + random.nextInt(40) / 10.0);
        });
    }

    /**
     * @param staple in mm; needs prefer {@value #BEST_STAPLE}
     * @return its id
     */
    String lot(int number, Spot spot, double price, double staple) throws IOException, InterruptedException {
        ObjectNode lot = NODES.objectNode()
                .put("commodity_id", commodity)
                .put("seller_partner_id", sellers.get(number % SELLERS))
                .put("total_quantity", LOT_QUANTITY)
                .put("base_price", "%.2f".formatted(price))
                .put("city", "Village " + number)
                .put("state_code", "GJ")
                .put("country", "IN")
                .put("latitude", spot.latitude)
                .put("longitude", spot.longitude)
                .put("expires_at", expiry)
                .put("allow_duplicate", true);
        lot.putObject("quality_params")
                .put("STAPLE_LENGTH", "%.1f".formatted(staple))
                .put("MICRONAIRE", "%.1f".formatted(3.5 + number % 10 / 10.0))
                .put("TRASH", "%.1f".formatted(2 + number % 15 / 10.0));
        return id(created(LOTS, lot));
    }

    /** Published needs. */
    List<String> needs(int count, long seed) throws IOException, InterruptedException {
        return posted(count, number -> {
            SplittableRandom random = new SplittableRandom(seed + number);
            return need(number, Spot.draw(random), 65 + random.nextInt(1_500) / 100.0);
        });
    }

    /** @return the id of a need that is published */
    String need(int number, Spot spot, double budget) throws IOException, InterruptedException {
        ObjectNode need = NODES.objectNode()
                .put("commodity_id", commodity)
                .put("buyer_partner_id", buyers.get(number % BUYERS))
                .put("min_quantity", "1000")
                .put("max_quantity", "20000")
                .put("max_budget_per_unit", "%.2f".formatted(budget))
                .put("valid_until", expiry)
                .put("allow_duplicate", true);
        ObjectNode quality = need.putObject("quality_requirements");
        quality.putObject("STAPLE_LENGTH").put("min", "27").put("max", "31").put("preferred", "29");
        quality.putObject("TRASH").put("max", "3.5");
        need.putArray("delivery_locations")
                .addObject()
                .put("city", "Mill " + number)
                .put("state_code", "GJ")
                .put("country", "IN")
                .put("latitude", spot.latitude)
                .put("longitude", spot.longitude)
                .put("max_distance_km", "60");
        String id = id(created(NEEDS, need));
        post(NEEDS + "/" + id + "/publish", OK, NODES.objectNode());
        return id;
    }

    /** How many matches a need has, and whether a lot is among the ten best. */
    record Found(int matches, boolean lot) {}

    Found matches(String need, String lot) throws IOException, InterruptedException {
        JsonNode items = get(NEEDS + "/" + need + "/matches").path("items");
        boolean found = false;
        for (JsonNode item : items) {
            found |= item.path("availability_id").asText().equals(lot);
        }
        return new Found(items.size(), found);
    }

    /** What of the lots is reserved, together. */
    long reserved(List<String> lots) throws IOException, InterruptedException {
        return posted(
                        lots.size(),
                        number -> get(LOTS + "/" + lots.get(number))
                                .path("reserved")
                                .asText())
                .stream()
                .mapToLong(reserved -> (long) Double.parseDouble(reserved))
                .sum();
    }

    // ---------------------------------------------------------------------------------------------------------- HTTP

    private static String id(JsonNode created) {
        return created.path("id").asText();
    }

    private JsonNode created(String path, ObjectNode body) throws IOException, InterruptedException {
        return post(path, CREATED, body);
    }

    private JsonNode post(String path, int wanted, ObjectNode body) throws IOException, InterruptedException {
        return exchange(
                request(path)
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                        .build(),
                wanted);
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return exchange(request(path).build(), OK);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(node.url().resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private JsonNode exchange(HttpRequest request, int wanted) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        JsonNode body = JSON.readTree(response.body());
        if (response.statusCode() != wanted) {
            throw new IOException(request.uri() + " was answered " + response.statusCode() + " " + body);
        }
        return body;
    }

    @Override
    public void close() {
        client.close();
    }
}
