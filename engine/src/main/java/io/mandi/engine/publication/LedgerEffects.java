package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.event.Effect;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.ledger.LedgerEvent;
import io.mandi.engine.ledger.LedgerEvent.Converted;
import io.mandi.engine.ledger.LedgerEvent.Held;
import io.mandi.engine.ledger.LedgerEvent.LimitBreached;
import io.mandi.engine.ledger.LedgerEvent.Released;
import io.mandi.engine.ledger.LedgerEvent.RiskAssessed;
import io.mandi.engine.ledger.LedgerEvent.RiskScoreChanged;
import io.mandi.engine.ledger.RiskFactor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What happens in a partner's ledger, as its journal holds it. */
public final class LedgerEffects {
    private static final String HELD = "exposure.held.v1";
    private static final String CONVERTED = "exposure.converted.v1";
    private static final String RELEASED = "exposure.released.v1";
    private static final String LIMIT_BREACHED = "exposure.limit_breached.v1";
    private static final String RISK_ASSESSED = "risk.assessed.v1";
    private static final String RISK_SCORE_CHANGED = "partner.risk_score_changed.v1";

    /** The types of all of them. */
    static final List<String> TYPES =
            List.of(HELD, CONVERTED, RELEASED, LIMIT_BREACHED, RISK_ASSESSED, RISK_SCORE_CHANGED);

    private static final String KEY = "key";
    private static final String RESERVATION_ID = "reservation_id";
    private static final String TRADE_ID = "trade_id";
    private static final String AMOUNT = "amount";
    private static final String STATUS = "status";

    private LedgerEffects() {}

    /** @param event of a partner whose id is a {@link ResourceId} */
    public static Effect of(LedgerEvent event) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("partner_id", event.partnerId());
        String type = put(data, event);
        long number = ResourceId.parse(ResourceId.Kind.PARTNER, event.partnerId())
                .orElseThrow()
                .number();
        return new Effect(type, List.of(number), data);
    }

    /** @return the type */
    private static String put(ObjectNode data, LedgerEvent event) {
        return switch (event) {
            case Held held -> {
                putKey(data, held.key());
                data.put(AMOUNT, text(held.amount()));
                data.put("total", text(held.total()));
                yield HELD;
            }
            case Converted converted -> {
                putKey(data, converted.key());
                data.put(TRADE_ID, converted.tradeId());
                data.put(AMOUNT, text(converted.amount()));
                yield CONVERTED;
            }
            case Released released -> {
                putKey(data, released.key());
                data.put(TRADE_ID, released.tradeId().orElse(null));
                data.put(AMOUNT, text(released.amount()));
                data.put("reason", released.reason());
                yield RELEASED;
            }
            case LimitBreached breached -> {
                data.put("utilisation_pct", text(breached.utilisation()));
                data.put("state", breached.state().colour().name());
                data.put("level", breached.state().level().map(Enum::name).orElse(null));
                yield LIMIT_BREACHED;
            }
            case RiskAssessed assessed -> {
                data.put("subject", "PARTNER");
                data.put("score", assessed.score());
                data.put(STATUS, assessed.status().name());
                ArrayNode factors = data.putArray("factors");
                for (RiskFactor factor : assessed.factors()) {
                    factors.addObject().put("factor", factor.kind().name()).put("deduction", factor.points());
                }
                data.put("credit_limit", assessed.limit().map(Object::toString).orElse(null));
                data.put("recommended_limit", text(assessed.recommendedLimit()));
                yield RISK_ASSESSED;
            }
            case RiskScoreChanged changed -> {
                data.put("old", changed.old());
                data.put("new", changed.current());
                data.put(STATUS, changed.status().name());
                yield RISK_SCORE_CHANGED;
            }
        };
    }

    /** The key of a hold is the id of its reservation, or what it is called before it has one. */
    private static void putKey(ObjectNode data, String key) {
        data.put(KEY, key);
        data.put(
                RESERVATION_ID,
                ResourceId.parse(ResourceId.Kind.RESERVATION, key)
                        .map(ResourceId::toString)
                        .orElse(null));
    }

    private static String text(BigDecimal number) {
        return number.toPlainString();
    }

    private static String text(Optional<BigDecimal> number) {
        return number.map(LedgerEffects::text).orElse(null);
    }
}
