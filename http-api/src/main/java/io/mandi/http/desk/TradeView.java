package io.mandi.http.desk;

import io.mandi.engine.lots.disclosure.Counterparty;
import io.mandi.engine.lots.disclosure.Stage;
import io.mandi.engine.trade.Trade;

/**
 * A trade, for the two who make it and for staff.
 *
 * @param stage how far the two have come
 * @param seller with all that there is to tell, whoever asks: what of it is shown is not for the desk to decide
 * @param buyer likewise
 */
public record TradeView(Trade trade, Stage stage, Counterparty seller, Counterparty buyer) {

    static Stage stage(Trade trade) {
        boolean underWay = trade.run().isPresent() && trade.number().isEmpty();
        return Stage.between(true, underWay, trade.status().isBinding());
    }
}
