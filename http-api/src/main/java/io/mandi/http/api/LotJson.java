package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.lot.LotContent;
import io.mandi.engine.lots.match.AskingPrice;
import io.mandi.engine.lots.match.PriceMatrix;
import io.mandi.engine.lots.posting.Counts;
import io.mandi.http.auth.Principal;
import io.mandi.http.desk.PostedLot;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * How lots are shown to their sellers and to staff (section 5.1). Others see of a lot what its match shows: {@link MatchJson}.
 *
 * @param toStaff whether what only staff sees is shown
 */
record LotJson(boolean toStaff) {

    static LotJson to(Principal user) {
        return new LotJson(user.partner().isEmpty());
    }

    void write(JsonGenerator out, PostedLot posted, List<Flaw> warnings) throws IOException {
        out.writeStartObject();
        writeFields(out, posted);
        CatalogueAnswers.writeWarnings(out, warnings);
        out.writeEndObject();
    }

    void write(JsonGenerator out, PostedLot posted) throws IOException {
        out.writeStartObject();
        writeFields(out, posted);
        out.writeEndObject();
    }

    private void writeFields(JsonGenerator out, PostedLot posted) throws IOException {
        Lot lot = posted.lot();
        LotContent content = lot.content();
        out.writeStringField("id", posted.id().toString());
        out.writeStringField(
                "commodity_id", ResourceId.ofCommodity(posted.id().owner()).toString());
        CatalogueAnswers.writeText(out, "variety_code", content.variety());
        out.writeStringField("seller_partner_id", lot.seller());
        CatalogueAnswers.writeText(out, "seller_branch_id", content.sellerBranch());
        PostingJson.writeQuality(out, content.quality());
        out.writeBooleanField("pre_packed", content.prePacked());
        CatalogueAnswers.writeText(out, "test_report_url", content.testReportUrl());
        PostingJson.writeTexts(out, "media_urls", content.mediaUrls());
        PostingJson.writeSite(out, content.site());
        out.writeStringField("total_quantity", quantity(lot.total()));
        out.writeStringField("available", quantity(lot.available()));
        out.writeStringField("reserved", quantity(lot.reserved()));
        out.writeStringField("sold", quantity(lot.sold()));
        out.writeStringField("quantity_unit", content.unit().name());
        CatalogueAnswers.writeText(
                out, "min_order_quantity", content.minOrder().map(least -> quantity(lot.minOrder())));
        out.writeBooleanField("allow_partial_order", content.partialOrders());
        writePrice(out, content);
        PostingJson.writeTexts(out, "payment_term_options", content.paymentTerms());
        PostingJson.writeTexts(out, "delivery_term_options", content.deliveryTerms());
        CatalogueAnswers.writeText(out, "passing_term", content.passingTerm());
        CatalogueAnswers.writeText(out, "weighment_term", content.weighmentTerm());
        PostingJson.writeTexts(out, "supported_incoterms", content.incoterms());
        PostingJson.writeAudience(out, content.audience(), "allowed_partner_ids");
        PostingJson.writeTime(out, "available_from", content.availableFrom());
        PostingJson.writeTime(out, "available_until", content.availableUntil());
        PostingJson.writeTime(out, "expires_at", content.expiresAt());
        out.writeStringField("status", lot.status().name());
        out.writeStringField("approval_status", lot.approval().name());
        PostingJson.writeRisk(out, lot.risk(), toStaff);
        out.writeNumberField("version", lot.version());
        PostingJson.writeTime(out, "created_at", lot.createdAt());
        PostingJson.writeTime(out, "activated_at", lot.activatedAt());
        PostingJson.writeTime(out, "updated_at", lot.changedAt());
    }

    private static String quantity(long thousandths) {
        return Counts.ofThousandths(thousandths).toString();
    }

    private static void writePrice(JsonGenerator out, LotContent content) throws IOException {
        AskingPrice.Given price = content.price();
        out.writeStringField("price_type", price.type().name());
        CatalogueAnswers.writeText(out, "base_price", price.base());
        out.writeStringField("rate_unit", content.rateUnit().name());
        writeMatrix(out, price.matrix());
        out.writeArrayFieldStart("price_options");
        for (AskingPrice.GivenOption option : price.options()) {
            out.writeStartObject();
            CatalogueAnswers.writeText(out, "payment_term", option.paymentTerm());
            CatalogueAnswers.writeText(out, "delivery_term", option.deliveryTerm());
            out.writeStringField("price", option.price().toString());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeStringField("currency", content.currency());
    }

    private static void writeMatrix(JsonGenerator out, Optional<PriceMatrix> matrix) throws IOException {
        if (matrix.isEmpty()) {
            out.writeNullField("price_matrix");
            return;
        }
        out.writeObjectFieldStart("price_matrix");
        out.writeStringField("parameter", matrix.get().parameter());
        out.writeArrayFieldStart("rows");
        for (PriceMatrix.Row row : matrix.get().rows()) {
            Decimal price = row.price();
            out.writeStartObject();
            out.writeStringField("value", row.value());
            out.writeStringField("price", price.toString());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
