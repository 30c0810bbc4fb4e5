package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.match.DeliveryPlace;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.need.NeedContent;
import io.mandi.engine.lots.need.QualityWish;
import io.mandi.engine.lots.posting.Counts;
import io.mandi.http.auth.Principal;
import io.mandi.http.desk.PostedNeed;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * How needs are shown to their buyers and to staff (section 6). Others see of a need what its match shows: {@link MatchJson}.
 *
 * @param toStaff whether what only staff sees is shown
 */
record NeedJson(boolean toStaff) {

    static NeedJson to(Principal user) {
        return new NeedJson(user.partner().isEmpty());
    }

    void write(JsonGenerator out, PostedNeed posted, List<Flaw> warnings) throws IOException {
        out.writeStartObject();
        writeFields(out, posted);
        CatalogueAnswers.writeWarnings(out, warnings);
        out.writeEndObject();
    }

    void write(JsonGenerator out, PostedNeed posted) throws IOException {
        out.writeStartObject();
        writeFields(out, posted);
        out.writeEndObject();
    }

    private void writeFields(JsonGenerator out, PostedNeed posted) throws IOException {
        Need need = posted.need();
        NeedContent content = need.content();
        out.writeStringField("id", posted.id().toString());
        out.writeStringField("requirement_number", need.requirementNumber());
        out.writeStringField("buyer_partner_id", need.buyer());
        CatalogueAnswers.writeText(out, "buyer_branch_id", content.buyerBranch());
        out.writeStringField(
                "commodity_id", ResourceId.ofCommodity(posted.id().owner()).toString());
        writeEquivalents(out, content.equivalents());
        out.writeStringField("min_quantity", content.min().toString());
        out.writeStringField("max_quantity", content.max().toString());
        CatalogueAnswers.writeText(out, "preferred_quantity", content.preferred());
        CatalogueAnswers.writeText(out, "min_lot_quantity", content.minLot());
        out.writeStringField("quantity_unit", content.unit().name());
        writeQuality(out, content.quality());
        CatalogueAnswers.writeText(out, "max_budget_per_unit", content.maxBudget());
        CatalogueAnswers.writeText(
                out,
                "preferred_price_per_unit",
                need.amounts().budget().map(budget -> budget.preferred().price().toPlainString()));
        out.writeStringField("rate_unit", content.rateUnit().name());
        CatalogueAnswers.writeText(out, "total_budget", content.totalBudget());
        out.writeStringField("currency", content.currency());
        writeDeliveries(out, content.deliveries());
        PostingJson.writeTime(
                out, "delivery_window_start", content.deliveryWindow().from());
        PostingJson.writeTime(
                out, "delivery_window_end", content.deliveryWindow().until());
        out.writeNumberField("delivery_flexibility_hours", content.flexibilityHours());
        PostingJson.writeTexts(out, "preferred_delivery_terms", content.deliveryTerms());
        PostingJson.writeTexts(out, "preferred_payment_terms", content.paymentTerms());
        CatalogueAnswers.writeText(out, "preferred_incoterm", content.incoterm());
        PostingJson.writeAudience(out, content.audience(), "invited_seller_ids");
        out.writeStringField("urgency", content.urgency().name());
        out.writeStringField("intent", content.intent().name());
        out.writeBooleanField("auto_allocate", content.autoAllocate());
        writeProgress(out, need);
        PostingJson.writeTime(out, "valid_from", content.validFrom());
        PostingJson.writeTime(out, "valid_until", content.validUntil());
        out.writeStringField("status", need.status().name());
        PostingJson.writeRisk(out, need.risk(), toStaff);
        out.writeNumberField("version", need.version());
        PostingJson.writeTime(out, "created_at", need.createdAt());
        PostingJson.writeTime(out, "published_at", need.publishedAt());
        PostingJson.writeTime(out, "updated_at", need.changedAt());
    }

    /** Quantities are in base units, 6 decimals; money has 2. */
    private static void writeProgress(JsonGenerator out, Need need) throws IOException {
        out.writeStringField("base_unit", need.factors().base().name());
        out.writeStringField("held", Counts.ofMillionths(need.held()).toString());
        out.writeStringField("purchased", Counts.ofMillionths(need.purchased()).toString());
        out.writeStringField("committed", Counts.ofMillionths(need.committed()).toString());
        out.writeStringField("held_value", Counts.ofHundredths(need.heldValue()).toString());
        out.writeStringField("spent", Counts.ofHundredths(need.spent()).toString());
    }

    private static void writeEquivalents(JsonGenerator out, Map<String, Decimal> equivalents) throws IOException {
        out.writeArrayFieldStart("commodity_equivalents");
        for (Map.Entry<String, Decimal> equivalent : equivalents.entrySet()) {
            out.writeStartObject();
            out.writeStringField("commodity_id", equivalent.getKey());
            out.writeStringField("ratio", equivalent.getValue().toString());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeQuality(JsonGenerator out, Map<String, QualityWish> wishes) throws IOException {
        out.writeObjectFieldStart("quality_requirements");
        for (Map.Entry<String, QualityWish> entry : wishes.entrySet()) {
            QualityWish wish = entry.getValue();
            out.writeObjectFieldStart(entry.getKey());
            CatalogueAnswers.writeText(out, "min", wish.min());
            CatalogueAnswers.writeText(out, "max", wish.max());
            CatalogueAnswers.writeText(out, "preferred", wish.preferred());
            CatalogueAnswers.writeText(out, "exact", wish.exact());
            PostingJson.writeTexts(out, "accepted", wish.accepted());
            out.writeBooleanField("required", wish.required());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void writeDeliveries(JsonGenerator out, List<DeliveryPlace> deliveries) throws IOException {
        out.writeArrayFieldStart("delivery_locations");
        for (DeliveryPlace delivery : deliveries) {
            out.writeStartObject();
            PostingJson.writeSite(out, delivery.site());
            CatalogueAnswers.writeText(out, "max_distance_km", delivery.maxDistanceKm());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
