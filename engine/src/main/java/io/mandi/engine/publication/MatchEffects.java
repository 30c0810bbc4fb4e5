package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.event.Effect;
import io.mandi.engine.lots.match.Appraisal;
import io.mandi.engine.lots.match.Refusal;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.matching.MatchEvent;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What happens to matches, as the journal holds it. */
public final class MatchEffects {
    private static final String FOUND = "match.found.v1";
    private static final String UPDATED = "match.updated.v1";
    private static final String PENDING_RISK = "match.pending_risk.v1";
    private static final String APPROVED = "match.approved.v1";
    private static final String DECLINED = "match.declined.v1";
    private static final String LAPSED = "match.lapsed.v1";
    private static final String REJECTED = "match.rejected.v1";
    private static final String ALLOCATED = "match.allocated.v1";

    /** The types of all of them. */
    static final List<String> TYPES =
            List.of(FOUND, UPDATED, PENDING_RISK, APPROVED, DECLINED, LAPSED, REJECTED, ALLOCATED);

    private static final String SCORE = "SCORE";
    private static final String FIRST_FAILING = "first_failing";
    private static final String REASON = "reason";

    private MatchEffects() {}

    public static Effect of(MatchEvent event) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("match_id", event.id().toString());
        return new Effect(put(data, event), List.of(event.id().number()), data);
    }

    /** @return the type */
    private static String put(ObjectNode data, MatchEvent event) {
        return switch (event) {
            case MatchEvent.Found(Match match) -> {
                put(data, match);
                yield FOUND;
            }
            case MatchEvent.Updated(Match match) -> {
                put(data, match);
                yield UPDATED;
            }
            case MatchEvent.PendingRisk ignored -> PENDING_RISK;
            case MatchEvent.Approved approved -> {
                data.put("by", approved.by());
                yield APPROVED;
            }
            case MatchEvent.Declined declined -> {
                data.put("by", declined.by());
                data.put(REASON, declined.reason());
                yield DECLINED;
            }
            case MatchEvent.Lapsed lapsed -> {
                data.put(REASON, lapsed.reason().name());
                yield LAPSED;
            }
            case MatchEvent.Rejected rejected -> {
                data.put("requirement_id", rejected.need().toString());
                data.put("availability_id", rejected.lot().toString());
                put(data, rejected.verdict());
                yield REJECTED;
            }
            case MatchEvent.Allocated allocated -> {
                data.put("reservation_id", allocated.reservation().toString());
                data.put("quantity", allocated.quantity().toPlainString());
                data.put("remaining_room", allocated.remainingRoom().toPlainString());
                data.put("allocation_type", allocated.type().name());
                data.put("round", allocated.round());
                yield ALLOCATED;
            }
        };
    }

    /** A match that was reserved before it was judged has no figures. */
    private static void put(ObjectNode data, Match match) {
        Optional<Appraisal> appraisal = match.appraisal();
        data.put("requirement_id", match.need().toString());
        data.put("availability_id", match.lot().toString());
        data.put("buyer_id", match.buyer());
        data.put("seller_id", match.seller());
        data.put("state", match.state().name());
        data.put("score", text(appraisal.map(Appraisal::score)));
        data.put("base_score", text(appraisal.map(Appraisal::baseScore)));
        if (appraisal.isPresent()) {
            Appraisal.Breakdown parts = appraisal.get().breakdown();
            data.putObject("score_breakdown")
                    .put("quality", parts.quality().toPlainString())
                    .put("price", parts.price().toPlainString())
                    .put("delivery", parts.delivery().toPlainString())
                    .put("risk", parts.risk().toPlainString());
        } else {
            data.putNull("score_breakdown");
        }
        data.put(
                "warn_penalty_applied",
                appraisal.filter(Appraisal::warnPenaltyApplied).isPresent());
        data.put("ai_boost_applied", appraisal.filter(Appraisal::aiBoostApplied).isPresent());
        data.put(
                "risk_status", appraisal.map(known -> known.riskStatus().name()).orElse(null));
        data.put("quantity", text(appraisal.map(Appraisal::matchedQuantity)));
        data.put("price", text(appraisal.flatMap(Appraisal::pricePerBaseUnit)));
        data.put("distance_km", text(appraisal.flatMap(Appraisal::distanceKm)));
    }

    private static void put(ObjectNode data, Verdict verdict) {
        switch (verdict) {
            case Verdict.Rejected rejected -> {
                data.put(FIRST_FAILING, rejected.firstFailing().name());
                ArrayNode reasons = data.putArray("reasons");
                for (Refusal refusal : rejected.reasons()) {
                    reason(
                            reasons,
                            refusal.filter().name(),
                            refusal.reason().name(),
                            refusal.parameter(),
                            refusal.actual(),
                            refusal.limit());
                }
            }
            case Verdict.BelowMinScore(Appraisal appraisal) -> {
                data.put(FIRST_FAILING, SCORE);
                reason(
                        data.putArray("reasons"),
                        SCORE,
                        "BELOW_MIN_SCORE",
                        Optional.empty(),
                        Optional.of(appraisal.score().toPlainString()),
                        Optional.empty());
            }
            case Verdict.Accepted accepted -> throw new IllegalStateException("nothing is against this match");
            case Verdict.PendingRisk pending -> throw new IllegalStateException("nothing is against this match yet");
        }
    }

    private static void reason(
            ArrayNode reasons,
            String filter,
            String code,
            Optional<String> parameter,
            Optional<String> actual,
            Optional<String> limit) {
        reasons.addObject()
                .put("filter", filter)
                .put("code", code)
                .put("parameter", parameter.orElse(null))
                .put("actual", actual.orElse(null))
                .put("limit", limit.orElse(null));
    }

    private static String text(Optional<BigDecimal> number) {
        return number.map(BigDecimal::toPlainString).orElse(null);
    }
}
