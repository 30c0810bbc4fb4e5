package io.mandi.engine.lots;

import io.mandi.engine.catalog.ChangedFields;
import io.mandi.engine.lots.need.NeedContent;
import java.util.List;
import java.util.Set;

/** What an edit of a need changes, by the names of the fields in JSON. */
final class NeedEdits {
    /** Those by whose change no match comes or goes. */
    private static final Set<String> NOT_MATCHED_BY = Set.of("buyer_branch_id", "urgency", "auto_allocate");

    private NeedEdits() {}

    static List<String> changedFields(NeedContent before, NeedContent after) {
        return new ChangedFields<>(before, after)
                .compare("buyer_branch_id", NeedContent::buyerBranch)
                .compare("commodity_equivalents", NeedContent::equivalents)
                .compare("min_quantity", NeedContent::min)
                .compare("max_quantity", NeedContent::max)
                .compare("preferred_quantity", NeedContent::preferred)
                .compare("min_lot_quantity", NeedContent::minLot)
                .compare("quantity_unit", NeedContent::unit)
                .compare("quality_requirements", NeedContent::quality)
                .compare("max_budget_per_unit", NeedContent::maxBudget)
                .compare("preferred_price_per_unit", NeedContent::preferredPrice)
                .compare("rate_unit", NeedContent::rateUnit)
                .compare("total_budget", NeedContent::totalBudget)
                .compare("currency", NeedContent::currency)
                .compare("delivery_locations", NeedContent::deliveries)
                .compare(
                        "delivery_window_start",
                        content -> content.deliveryWindow().from())
                .compare(
                        "delivery_window_end",
                        content -> content.deliveryWindow().until())
                .compare("delivery_flexibility_hours", NeedContent::flexibilityHours)
                .compare("preferred_delivery_terms", NeedContent::deliveryTerms)
                .compare("preferred_payment_terms", NeedContent::paymentTerms)
                .compare("preferred_incoterm", NeedContent::incoterm)
                .compare("market_visibility", content -> content.audience().visibility())
                .compare("invited_seller_ids", content -> content.audience().partners())
                .compare("allowed_regions", content -> content.audience().regions())
                .compare("urgency", NeedContent::urgency)
                .compare("intent", NeedContent::intent)
                .compare("auto_allocate", NeedContent::autoAllocate)
                .compare("valid_from", NeedContent::validFrom)
                .compare("valid_until", NeedContent::validUntil)
                .names();
    }

    static boolean areMatchedBy(List<String> changedFields) {
        return !NOT_MATCHED_BY.containsAll(changedFields);
    }
}
