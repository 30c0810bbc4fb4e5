package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.event.Effect;
import io.mandi.engine.trade.Act;
import io.mandi.engine.trade.Failure;
import io.mandi.engine.trade.Trade;
import io.mandi.engine.trade.TradeEvent;
import io.mandi.engine.trade.TradeTerms;
import java.util.List;

/** What happens to a trade of the desk, as its journal holds it. */
public final class TradeEffects {
    private static final String INITIATED = "trade.initiated.v1";
    private static final String CREATED = "trade.created.v1";
    private static final String FAILED = "trade.failed.v1";
    private static final String CONFIRMED = "trade.confirmed.v1";
    private static final String COMPLETED = "trade.completed.v1";
    private static final String CANCELLED = "trade.cancelled.v1";

    /** The types of all of them. */
    static final List<String> TYPES = List.of(INITIATED, CREATED, FAILED, CONFIRMED, COMPLETED, CANCELLED);

    private TradeEffects() {}

    public static Effect of(TradeEvent event) {
        Trade trade = event.trade();
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("trade_id", trade.id().toString());
        String type = switch (event) {
            case TradeEvent.Initiated ignored -> {
                putTerms(data, trade);
                yield INITIATED;
            }
            case TradeEvent.Created ignored -> {
                data.put("number", trade.number().orElseThrow());
                putTerms(data, trade);
                TradeTerms terms = trade.terms();
                data.put("taxable", terms.taxable().toString());
                data.put("tax", terms.tax().sum().toString());
                data.put("total", terms.total().toString());
                yield CREATED;
            }
            case TradeEvent.Failed ignored -> {
                Failure failure = trade.failure().orElseThrow();
                data.put("step", failure.step().number());
                data.put("code", failure.code());
                yield FAILED;
            }
            case TradeEvent.Confirmed ignored -> {
                putAct(data, "confirmed_by", trade.confirmed().orElseThrow());
                yield CONFIRMED;
            }
            case TradeEvent.Completed ignored -> {
                putAct(data, "completed_by", trade.completed().orElseThrow());
                yield COMPLETED;
            }
            case TradeEvent.Cancelled ignored -> {
                Act act = trade.cancelled().orElseThrow();
                putAct(data, "cancelled_by", act);
                data.put("reason", act.reason().orElse(""));
                yield CANCELLED;
            }
        };
        return new Effect(type, List.of(trade.id().number()), data);
    }

    private static void putAct(ObjectNode data, String name, Act act) {
        data.put(name, act.by());
    }

    private static void putTerms(ObjectNode data, Trade trade) {
        TradeTerms terms = trade.terms();
        data.put("reservation_id", trade.id().reservation().toString());
        data.put("availability_id", terms.lot());
        data.put("requirement_id", terms.need().orElse(null));
        data.put("buyer_id", terms.buyer().partnerId());
        data.put("seller_id", terms.seller().partnerId());
        data.put("quantity", terms.quantity().toString());
        data.put("unit", terms.unit().name());
        data.put("price", terms.price().toString());
    }
}
