package io.mandi.engine.lots;

import io.mandi.engine.catalog.ChangedFields;
import io.mandi.engine.lots.lot.LotContent;
import java.util.List;

/** What an edit of a lot changes, by the names of the fields in JSON. */
final class LotEdits {
    /** Those whose change makes a match out of what was none, or none out of what was one (7.7). */
    private static final List<String> MATCHED_BY = List.of(
            "location_id",
            "address",
            "total_quantity",
            "min_order_quantity",
            "allow_partial_order",
            "price_type",
            "base_price",
            "price_options",
            "price_matrix",
            "rate_unit",
            "quality_params",
            "available_from",
            "available_until",
            "expires_at",
            "payment_term_options",
            "delivery_term_options",
            "supported_incoterms",
            "market_visibility",
            "allowed_partner_ids",
            "allowed_regions");

    private LotEdits() {}

    static List<String> changedFields(LotContent before, LotContent after) {
        return new ChangedFields<>(before, after)
                .compare("seller_branch_id", LotContent::sellerBranch)
                .compare("variety_code", LotContent::variety)
                .compare("quality_params", LotContent::quality)
                .compare("pre_packed", LotContent::prePacked)
                .compare("test_report_url", LotContent::testReportUrl)
                .compare("media_urls", LotContent::mediaUrls)
                .compare("location_id", content -> content.site().locationId())
                .compare("address", content -> content.site().place())
                .compare("total_quantity", LotContent::total)
                .compare("quantity_unit", LotContent::unit)
                .compare("min_order_quantity", LotContent::minOrder)
                .compare("allow_partial_order", LotContent::partialOrders)
                .compare("price_type", content -> content.price().type())
                .compare("base_price", content -> content.price().base())
                .compare("price_options", content -> content.price().options())
                .compare("price_matrix", content -> content.price().matrix())
                .compare("rate_unit", LotContent::rateUnit)
                .compare("currency", LotContent::currency)
                .compare("payment_term_options", LotContent::paymentTerms)
                .compare("delivery_term_options", LotContent::deliveryTerms)
                .compare("passing_term", LotContent::passingTerm)
                .compare("weighment_term", LotContent::weighmentTerm)
                .compare("supported_incoterms", LotContent::incoterms)
                .compare("market_visibility", content -> content.audience().visibility())
                .compare("allowed_partner_ids", content -> content.audience().partners())
                .compare("allowed_regions", content -> content.audience().regions())
                .compare("available_from", LotContent::availableFrom)
                .compare("available_until", LotContent::availableUntil)
                .compare("expires_at", LotContent::expiresAt)
                .names();
    }

    static boolean areMatchedBy(List<String> changedFields) {
        return changedFields.stream().anyMatch(MATCHED_BY::contains);
    }
}
