package io.mandi.engine.publication;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mandi.engine.trade.Trade;

/** Trades of the desk with all that they consist of, as JSON that is read back equal. It is for tables, not for clients. */
public final class TradeJson {
    private TradeJson() {}

    /** A trade as text; {@link #read} reads it back. */
    public static String write(Trade trade) {
        try {
            return LotJson.MAPPER.writeValueAsString(trade);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a trade cannot be written: " + e.getMessage(), e);
        }
    }

    /** @throws JsonProcessingException when the text is no trade */
    public static Trade read(String text) throws JsonProcessingException {
        return LotJson.MAPPER.readValue(text, Trade.class);
    }
}
