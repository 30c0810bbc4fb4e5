package io.mandi.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Bodies of requests. */
final class Orders {
    private Orders() {}

    /** A LIMIT order of a partner, as staff send it. */
    static ObjectNode limit(String symbol, String partner, String side, String quantity, String price) {
        return limit(symbol, side, quantity, price).put("partner_id", partner);
    }

    /** A LIMIT order of one's own, as a partner's user sends it. */
    static ObjectNode limit(String symbol, String side, String quantity, String price) {
        return object().put("instrument", symbol)
                .put("side", side)
                .put("type", "LIMIT")
                .put("quantity", quantity)
                .put("price", price);
    }

    /** A MARKET order of a partner, as staff send it. */
    static ObjectNode market(String symbol, String partner, String side, String quantity) {
        return object().put("instrument", symbol)
                .put("side", side)
                .put("type", "MARKET")
                .put("quantity", quantity)
                .put("partner_id", partner);
    }

    /** An item of a batch that cancels. */
    static ObjectNode cancel(ObjectNode cancellation) {
        return object().set("cancel", cancellation);
    }

    static String batch(JsonNode... orders) {
        ObjectNode body = object();
        for (JsonNode order : orders) {
            body.withArray("/orders").add(order);
        }
        return body.toString();
    }

    static ObjectNode instrument(String tickSize, String lotSize) {
        return object().put("name", "Wheat Lokwan, Indore")
                .put("currency", "INR")
                .put("quantity_unit", "MT")
                .put("price_unit", "QUINTAL")
                .put("tick_size", tickSize)
                .put("lot_size", lotSize);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
