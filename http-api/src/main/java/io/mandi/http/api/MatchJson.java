package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.catalog.setting.Weights;
import io.mandi.engine.lots.disclosure.Disclosure;
import io.mandi.engine.lots.disclosure.Stage;
import io.mandi.engine.lots.match.Appraisal;
import io.mandi.engine.lots.match.AskingPrice;
import io.mandi.engine.lots.match.Filter;
import io.mandi.engine.lots.match.LotMatch;
import io.mandi.engine.lots.match.NeedMatch;
import io.mandi.engine.lots.match.OpenLot;
import io.mandi.engine.lots.match.OpenNeed;
import io.mandi.engine.lots.match.PriceOption;
import io.mandi.engine.lots.match.QualityRequirement;
import io.mandi.engine.lots.match.Refusal;
import io.mandi.engine.lots.match.UnitPrice;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.match.Warning;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.matching.MatchState;
import io.mandi.http.auth.Principal;
import io.mandi.http.desk.Explained;
import io.mandi.http.desk.MatchFound;
import io.mandi.http.desk.MatchView;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How matches and explanations are shown (sections 2.2 and 7.9). Of the other side's posting there is what a match is judged by;
 * neither whose it is nor where it is, nor what a buyer is willing to pay.
 */
record MatchJson(DisclosureJson disclosure) {

    static MatchJson to(Principal user) {
        return new MatchJson(DisclosureJson.to(user));
    }

    /** A match of a need: what stands on the other side is a lot. */
    void writeOfNeed(JsonGenerator out, String need, MatchFound<LotMatch> found) throws IOException {
        OpenLot lot = found.match().lot();
        Disclosure disclosed = begin(out, found);
        out.writeStringField("requirement_id", need);
        out.writeStringField("availability_id", lot.id());
        disclosure.write(out, "counterparty", disclosed);
        writeLot(out, lot);
        writeAppraisal(out, found.match().appraisal());
        out.writeEndObject();
    }

    /** A match of a lot: what stands on the other side is a need. */
    void writeOfLot(JsonGenerator out, String lot, MatchFound<NeedMatch> found) throws IOException {
        OpenNeed need = found.match().need();
        Disclosure disclosed = begin(out, found);
        out.writeStringField("requirement_id", need.id());
        out.writeStringField("availability_id", lot);
        disclosure.write(out, "counterparty", disclosed);
        writeNeed(out, need);
        writeAppraisal(out, found.match().appraisal());
        out.writeEndObject();
    }

    private Disclosure begin(JsonGenerator out, MatchFound<?> found) throws IOException {
        Disclosure disclosed = disclosure.disclose(found.stage(), found.counterparty(), found.token());
        out.writeStartObject();
        out.writeStringField("disclosure_stage", disclosed.stage().name());
        if (disclosed.matchToken().isPresent()) {
            out.writeStringField("match_token", disclosed.matchToken().get());
        }
        CatalogueAnswers.writeText(out, "match_id", found.kept().map(MatchFound.Kept::id));
        CatalogueAnswers.writeText(
                out, "state", found.kept().map(kept -> kept.state().name()));
        CatalogueAnswers.writeText(
                out, "decision", found.kept().flatMap(MatchFound.Kept::decision).map(Enum::name));
        return disclosed;
    }

    /**
     * A match that is kept, for those who follow it. A side learns of the other what a match tells, however far the two have come; staff
     * sees whose it is.
     *
     * @param partner a side of it; absent for staff
     */
    static void write(JsonGenerator out, MatchView view, Optional<String> partner) throws IOException {
        Match match = view.match();
        out.writeStartObject();
        out.writeStringField("match_id", match.id().toString());
        out.writeStringField("requirement_id", match.need().toString());
        out.writeStringField("availability_id", match.lot().toString());
        // One that waits for its risk is gone, as far as its sides can see.
        out.writeStringField("state", (view.isShown(partner) ? match.state() : MatchState.LAPSED).name());
        if (partner.isPresent()) {
            Disclosure disclosed =
                    Disclosure.to(Stage.MATCHED, view.counterparty(partner.get()), Optional.of(view.token()));
            out.writeStringField("disclosure_stage", disclosed.stage().name());
            out.writeStringField("match_token", view.token());
            new DisclosureJson(false, false).write(out, "counterparty", disclosed);
        } else {
            out.writeStringField("disclosure_stage", Stage.MATCHED.name());
            out.writeStringField("match_token", view.token());
            out.writeStringField("buyer_partner_id", match.buyer());
            out.writeStringField("seller_partner_id", match.seller());
        }
        Optional<Appraisal> appraisal = match.appraisal();
        writeNumber(out, "score", appraisal.map(Appraisal::score));
        CatalogueAnswers.writeText(
                out, "band", appraisal.map(known -> known.band().name()));
        CatalogueAnswers.writeText(
                out, "risk_status", appraisal.map(known -> known.riskStatus().name()));
        writeNumber(out, "matched_quantity", appraisal.map(Appraisal::matchedQuantity));
        writeNumber(out, "price_per_base_unit", appraisal.flatMap(Appraisal::pricePerBaseUnit));
        writeNumber(out, "distance_km", appraisal.flatMap(Appraisal::distanceKm));
        CatalogueAnswers.writeText(
                out, "decision", match.approval().map(said -> said.decision().name()));
        out.writeEndObject();
    }

    /** What staff has said, to staff. */
    static void writeDecided(JsonGenerator out, Match match) throws IOException {
        out.writeStartObject();
        out.writeStringField("match_id", match.id().toString());
        out.writeStringField("requirement_id", match.need().toString());
        out.writeStringField("availability_id", match.lot().toString());
        out.writeStringField("state", match.state().name());
        CatalogueAnswers.writeText(
                out, "decision", match.approval().map(said -> said.decision().name()));
        CatalogueAnswers.writeText(out, "decided_by", match.approval().map(Match.Approval::by));
        PostingJson.writeTime(out, "decided_at", match.approval().map(Match.Approval::at));
        CatalogueAnswers.writeText(out, "reason", match.approval().flatMap(Match.Approval::reason));
        out.writeEndObject();
    }

    /** Quantities are in base units, prices for one base unit of the lot's own commodity. */
    private static void writeLot(JsonGenerator out, OpenLot lot) throws IOException {
        out.writeObjectFieldStart("availability");
        out.writeStringField("commodity_id", lot.commodity());
        out.writeStringField("base_unit", lot.baseUnit().name());
        out.writeStringField("total_quantity", lot.total().toPlainString());
        out.writeStringField("available", lot.available().toPlainString());
        writeNumber(out, "min_order_quantity", lot.minOrder());
        out.writeBooleanField("allow_partial_order", lot.partialOrders());
        writeAskingPrice(out, lot.price());
        out.writeStringField("currency", lot.currency());
        PostingJson.writeSorted(out, "payment_term_options", lot.paymentTerms());
        PostingJson.writeSorted(out, "delivery_term_options", lot.deliveryTerms());
        PostingJson.writeSorted(out, "supported_incoterms", lot.incoterms());
        PostingJson.writeQuality(out, new TreeMap<>(lot.quality()));
        PostingJson.writeTime(out, "available_from", lot.window().from());
        PostingJson.writeTime(out, "available_until", lot.window().until());
        PostingJson.writeTime(out, "expires_at", lot.expiresAt());
        PostingJson.writeTime(out, "created_at", lot.createdAt());
        out.writeStringField("status", lot.status().name());
        out.writeEndObject();
    }

    private static void writeAskingPrice(JsonGenerator out, AskingPrice price) throws IOException {
        writeNumber(out, "price_per_base_unit", price.plain().map(UnitPrice::perBaseUnit));
        out.writeArrayFieldStart("price_options");
        for (PriceOption option : price.options()) {
            out.writeStartObject();
            CatalogueAnswers.writeText(out, "payment_term", option.paymentTerm());
            CatalogueAnswers.writeText(out, "delivery_term", option.deliveryTerm());
            out.writeStringField(
                    "price_per_base_unit", option.price().perBaseUnit().toPlainString());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** Quantities are in base units of the wanted commodity. */
    private static void writeNeed(JsonGenerator out, OpenNeed need) throws IOException {
        out.writeObjectFieldStart("requirement");
        out.writeStringField("commodity_id", need.commodity());
        out.writeStringField("base_unit", need.baseUnit().name());
        out.writeStringField("open_quantity", need.room().toPlainString());
        writeNumber(out, "min_lot_quantity", need.minLot());
        out.writeStringField("currency", need.currency());
        out.writeObjectFieldStart("quality_requirements");
        for (QualityRequirement wish : need.quality()) {
            out.writeObjectFieldStart(wish.code());
            CatalogueAnswers.writeText(out, "min", wish.min());
            CatalogueAnswers.writeText(out, "max", wish.max());
            CatalogueAnswers.writeText(out, "preferred", wish.preferred());
            PostingJson.writeTexts(out, "accepted", wish.accepted());
            out.writeBooleanField("required", wish.required());
            out.writeEndObject();
        }
        out.writeEndObject();
        PostingJson.writeTime(
                out, "delivery_window_start", need.deliveryWindow().from());
        PostingJson.writeTime(out, "delivery_window_end", need.deliveryWindow().until());
        out.writeNumberField("delivery_flexibility_hours", need.flexibility().toHours());
        PostingJson.writeSorted(out, "preferred_delivery_terms", need.deliveryTerms());
        PostingJson.writeSorted(out, "preferred_payment_terms", need.paymentTerms());
        CatalogueAnswers.writeText(out, "preferred_incoterm", need.incoterm());
        out.writeStringField("urgency", need.urgency().name());
        out.writeStringField("intent", need.intent().name());
        PostingJson.writeTime(out, "valid_until", need.validUntil());
        PostingJson.writeTime(out, "published_at", need.publishedAt());
        out.writeStringField("status", need.status().name());
        out.writeEndObject();
    }

    private static void writeNumber(JsonGenerator out, String name, Optional<BigDecimal> number) throws IOException {
        CatalogueAnswers.writeText(out, name, number.map(BigDecimal::toPlainString));
    }

    private static void writeAppraisal(JsonGenerator out, Appraisal appraisal) throws IOException {
        writeFigures(out, appraisal);
        PostingJson.writeSorted(out, "warnings", appraisal.warnings());
        PostingJson.writeSorted(out, "ai_alerts", appraisal.aiAlerts());
    }

    private static void writeFigures(JsonGenerator out, Appraisal appraisal) throws IOException {
        out.writeStringField("score", appraisal.score().toPlainString());
        out.writeStringField("base_score", appraisal.baseScore().toPlainString());
        out.writeBooleanField("warn_penalty_applied", appraisal.warnPenaltyApplied());
        out.writeBooleanField("ai_boost_applied", appraisal.aiBoostApplied());
        Appraisal.Breakdown parts = appraisal.breakdown();
        writeParts(out, "score_breakdown", parts.quality(), parts.price(), parts.delivery(), parts.risk());
        Weights weights = appraisal.weights();
        writeParts(out, "weights", weights.quality(), weights.price(), weights.delivery(), weights.risk());
        out.writeObjectFieldStart("quality");
        for (Appraisal.ParameterScore parameter : appraisal.quality()) {
            out.writeStringField(parameter.code(), parameter.score().toPlainString());
        }
        out.writeEndObject();
        out.writeStringField("matched_quantity", appraisal.matchedQuantity().toPlainString());
        writeNumber(out, "price_per_base_unit", appraisal.pricePerBaseUnit());
        writeNumber(out, "distance_km", appraisal.distanceKm());
        out.writeStringField("band", appraisal.band().name());
        out.writeStringField("risk_status", appraisal.riskStatus().name());
        PostingJson.writeSorted(out, "flags", appraisal.flags());
    }

    private static void writeParts(
            JsonGenerator out, String name, BigDecimal quality, BigDecimal price, BigDecimal delivery, BigDecimal risk)
            throws IOException {
        out.writeObjectFieldStart(name);
        out.writeStringField("quality", quality.toPlainString());
        out.writeStringField("price", price.toPlainString());
        out.writeStringField("delivery", delivery.toPlainString());
        out.writeStringField("risk", risk.toPlainString());
        out.writeEndObject();
    }

    // -------------------------------------------------------------------------------------------------- explanations

    /** What has become of a pair, in one shape for all verdicts. */
    void write(JsonGenerator out, Explained explained) throws IOException {
        out.writeStartObject();
        out.writeStringField("requirement_id", explained.need().toString());
        out.writeStringField("availability_id", explained.lot().toString());
        switch (explained.verdict()) {
            case Verdict.Accepted(Appraisal appraisal) -> writeScored(out, "ACCEPTED", appraisal);
            case Verdict.BelowMinScore(Appraisal appraisal) -> writeScored(out, "BELOW_MIN_SCORE", appraisal);
            case Verdict.PendingRisk(Set<Warning> warnings) ->
                writeUnscored(out, "PENDING_RISK", Optional.empty(), List.of(), List.of(), warnings);
            case Verdict.Rejected rejected ->
                writeUnscored(
                        out,
                        "REJECTED",
                        Optional.of(rejected.firstFailing()),
                        rejected.reasons(),
                        rejected.notEvaluated(),
                        rejected.warnings());
        }
        PostingJson.writeTime(out, "evaluated_at", explained.evaluatedAt());
        CatalogueAnswers.writeText(out, "run_id", explained.runId());
        out.writeEndObject();
    }

    private void writeScored(JsonGenerator out, String verdict, Appraisal appraisal) throws IOException {
        writeReasons(out, verdict, Optional.empty(), List.of(), List.of());
        PostingJson.writeSorted(out, "warnings", appraisal.warnings());
        PostingJson.writeSorted(out, "ai_alerts", appraisal.aiAlerts());
        writeFigures(out, appraisal);
    }

    private void writeUnscored(
            JsonGenerator out,
            String verdict,
            Optional<Filter> firstFailing,
            List<Refusal> reasons,
            List<Filter> notEvaluated,
            Set<Warning> warnings)
            throws IOException {
        writeReasons(out, verdict, firstFailing, reasons, notEvaluated);
        PostingJson.writeSorted(out, "warnings", warnings);
        PostingJson.writeTexts(out, "ai_alerts", List.of());
        out.writeNullField("score");
    }

    private void writeReasons(
            JsonGenerator out,
            String verdict,
            Optional<Filter> firstFailing,
            List<Refusal> reasons,
            List<Filter> notEvaluated)
            throws IOException {
        out.writeStringField("verdict", verdict);
        CatalogueAnswers.writeText(out, "first_failing", firstFailing);
        out.writeArrayFieldStart("reasons");
        for (Refusal refusal : reasons) {
            writeReason(out, disclosure.toStaff() ? refusal : Disclosure.toOwners(refusal));
        }
        out.writeEndArray();
        PostingJson.writeTexts(out, "not_evaluated", notEvaluated);
    }

    private static void writeReason(JsonGenerator out, Refusal refusal) throws IOException {
        out.writeStartObject();
        out.writeStringField("filter", refusal.filter().name());
        out.writeStringField("code", refusal.reason().name());
        if (refusal.parameter().isPresent()) {
            out.writeStringField("parameter", refusal.parameter().get());
        }
        CatalogueAnswers.writeText(out, "actual", refusal.actual());
        CatalogueAnswers.writeText(out, "limit", refusal.limit());
        out.writeEndObject();
    }
}
