package io.mandi.http.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.catalog.place.State;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The commodities and locations of the organisation by their names in reports; read once, and added to where that is wanted. */
final class ReportCatalogue {
    private static final int CREATED = 201;
    private static final int EXISTING = 200;
    private static final String PAGE = "?limit=500";
    /** Many more than an organisation can have. */
    private static final int MAX_PAGES = 10_000;
    /** What stands for the id of something that is not created because nothing is. */
    private static final String TO_BE_CREATED = "-";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final NodeClient node;
    private final LotImportPlan plan;
    private final Map<String, String> commodities = new HashMap<>();
    private final Map<String, String> locations = new HashMap<>();
    private int createdCommodities;
    private int createdLocations;

    private ReportCatalogue(NodeClient node, LotImportPlan plan) {
        this.node = node;
        this.plan = plan;
    }

    static ReportCatalogue read(NodeClient node, LotImportPlan plan) throws IOException, InterruptedException {
        ReportCatalogue catalogue = new ReportCatalogue(node, plan);
        // The first of several of one name is meant, always the same one.
        catalogue.readAll(
                "/commodities",
                item -> catalogue.commodities.putIfAbsent(
                        named(item.path("name").asText()), item.path("id").asText()));
        catalogue.readAll(
                "/locations",
                item -> catalogue.locations.putIfAbsent(
                        placed(
                                item.path("state_code").asText(),
                                item.path("name").asText()),
                        item.path("id").asText()));
        return catalogue;
    }

    private void readAll(String path, Consumer<JsonNode> taken) throws IOException, InterruptedException {
        String next = path + PAGE;
        for (int page = 0; !next.isEmpty(); page++) {
            if (page == MAX_PAGES) {
                throw new ImportStoppedException(path + " has more than " + MAX_PAGES + " pages");
            }
            NodeClient.Reply reply = node.get(next);
            if (reply.status() != EXISTING) {
                throw stopped(path, reply);
            }
            reply.body().path("items").forEach(taken);
            String cursor = reply.body().path("next_cursor").asText("");
            next = cursor.isEmpty() || cursor.equals("null")
                    ? ""
                    : path + PAGE + "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        }
    }

    private static ImportStoppedException stopped(String path, NodeClient.Reply reply) {
        return new ImportStoppedException(
                path + " was answered " + reply.status() + " " + reply.code() + ": " + reply.detail());
    }

    private static String named(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    private static String placed(String state, String market) {
        return state + ":" + named(market);
    }

    /** @return its id; empty when there is none and none is created */
    Optional<String> commodity(String name) throws IOException, InterruptedException {
        String key = named(name);
        if (!commodities.containsKey(key) && plan.missing().create()) {
            ObjectNode commodity = JSON.objectNode()
                    .put("name", name.strip())
                    .put("category", plan.missing().category())
                    .put("hsn_code", plan.missing().hsnCode())
                    .put("base_unit", "KG")
                    .put("trade_unit", "MT")
                    .put("rate_unit", "QUINTAL");
            commodity.putArray("parameters").add(text(ReportLots.VARIETY, 1)).add(text(ReportLots.GRADE, 2));
            commodities.put(key, create("/commodities", "commodity", key, commodity));
            createdCommodities++;
        }
        return Optional.ofNullable(commodities.get(key));
    }

    private static ObjectNode text(String name, int order) {
        return JSON.objectNode().put("code", name).put("type", "TEXT").put("display_order", order);
    }

    /** @return its id; empty when there is none and none is created */
    Optional<String> location(State state, String market) throws IOException, InterruptedException {
        String key = placed(state.name(), market);
        if (!locations.containsKey(key) && plan.missing().create()) {
            ObjectNode location = JSON.objectNode()
                    .put("name", market.strip())
                    .put("place_id", "mandi:" + ReportLots.digest(key))
                    .put("city", market.strip())
                    .put("state_code", state.name())
                    .put("country", State.COUNTRY);
            locations.put(key, create("/locations", "location", key, location));
            createdLocations++;
        }
        return Optional.ofNullable(locations.get(key));
    }

    private String create(String path, String kind, String key, ObjectNode body)
            throws IOException, InterruptedException {
        if (plan.dryRun()) {
            return TO_BE_CREATED;
        }
        NodeClient.Reply reply = node.post(path, "report-" + kind + "-" + ReportLots.digest(key), body);
        if (reply.status() != CREATED && reply.status() != EXISTING) {
            throw stopped(path, reply);
        }
        return reply.body().path("id").asText();
    }

    int createdCommodities() {
        return createdCommodities;
    }

    int createdLocations() {
        return createdLocations;
    }
}
