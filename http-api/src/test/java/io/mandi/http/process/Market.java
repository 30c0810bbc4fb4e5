package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.catalog.Instrument;
import io.mandi.http.process.ApiClient.Reply;
import io.mandi.http.process.ApiClient.Request;

/** What the tests ask of a market. */
final class Market {
    private Market() {}

    /** Opens the book of an instrument, whose grids are a tick of 0.05 and a lot of 0.5. */
    static void open(ApiClient api, String symbol) {
        ObjectNode body = ApiClient.JSON.createObjectNode();
        body.put("name", "Process test");
        body.put("currency", "INR");
        body.put("quantity_unit", "BALE");
        body.put("price_unit", "CANDY");
        body.put("tick_size", "0.05");
        body.put("lot_size", "0.5");
        open(api, symbol, body);
    }

    /** Opens the book of this instrument. */
    static void open(ApiClient api, Instrument instrument) {
        ObjectNode body = ApiClient.JSON.createObjectNode();
        body.put("name", instrument.name());
        body.put("currency", instrument.currency());
        body.put("quantity_unit", instrument.quantityUnit());
        body.put("price_unit", instrument.priceUnit());
        body.put("tick_size", instrument.tickSize().toString());
        body.put("lot_size", instrument.lotSize().toString());
        open(api, instrument.symbol(), body);
    }

    private static void open(ApiClient api, String symbol, ObjectNode body) {
        Reply reply = api.untilCertain(Request.put("/instruments/" + symbol, body));
        assertThat(reply.status()).as("%s", reply).isIn(200, 201);
    }

    /** A LIMIT order good till cancelled. */
    static ObjectNode order(String symbol, String partner, String side, String price, String quantity) {
        return ApiClient.JSON
                .createObjectNode()
                .put("instrument", symbol)
                .put("partner_id", partner)
                .put("side", side)
                .put("type", "LIMIT")
                .put("price", price)
                .put("quantity", quantity);
    }
}
