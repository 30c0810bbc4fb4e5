package io.mandi.http.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.lots.lot.LotDraft;
import io.mandi.engine.lots.lot.LotPatch;
import io.mandi.engine.lots.match.AskingPrice;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.PriceMatrix;
import io.mandi.engine.lots.match.PriceType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads lots from JSON. How long texts and lists may be is a rule of the lots. */
final class LotFields {
    static final String SELLER = "seller_partner_id";
    static final String COMMODITY = "commodity_id";

    /** What a new lot is when its body says nothing. */
    private static final LotDraft NEW = new LotDraft(
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            false,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            new Decimal(0, 0),
            Optional.empty(),
            Optional.empty(),
            true,
            new AskingPrice.Given(PriceType.FIXED, Optional.empty(), List.of(), Optional.empty()),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Audience.EVERYBODY,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private LotFields() {}

    /** A new lot; who checks the fields knows whether it is all there. */
    static LotDraft draft(Fields fields) {
        fields.require("total_quantity");
        return parts(new PatchFields(fields, true), Optional.empty()).applyTo(NEW);
    }

    /** @throws ProblemException when it cannot be read */
    static LotPatch patch(ObjectNode body) {
        Fields fields = new Fields(body, "");
        PatchFields patch = new PatchFields(fields, false);
        patch.settled(COMMODITY);
        patch.settled(SELLER);
        Optional<String> reason = fields.optionalText("reason", Integer.MAX_VALUE);
        LotPatch parts = parts(patch, reason);
        fields.check();
        return parts;
    }

    private static LotPatch parts(PatchFields patch, Optional<String> reason) {
        Fields fields = patch.fields();
        return new LotPatch(
                patch.text("seller_branch_id"),
                patch.text("variety_code"),
                fields.names("quality_params")
                        ? Optional.of(fields.optionalFields("quality_params")
                                .map(LotFields::quality)
                                .orElse(Map.of()))
                        : Optional.empty(),
                patch.lasting("pre_packed", fields.optionalFlag("pre_packed")),
                patch.text("test_report_url"),
                patch.texts("media_urls"),
                patch.text("location_id"),
                PatchFields.place(fields),
                patch.lasting("total_quantity", fields.optionalDecimal("total_quantity")),
                patch.lastingText("quantity_unit"),
                patch.decimal("min_order_quantity"),
                patch.lasting("allow_partial_order", fields.optionalFlag("allow_partial_order")),
                patch.lasting("price_type", fields.optionalChoice("price_type", PriceType.class)),
                patch.decimal("base_price"),
                patch.several(
                        "price_options",
                        fields.optionalList("price_options")
                                .map(list ->
                                        list.stream().map(LotFields::option).toList())),
                patch.removable(
                        "price_matrix", fields.optionalFields("price_matrix").map(LotFields::matrix)),
                patch.lastingText("rate_unit"),
                patch.lastingText("currency"),
                patch.texts("payment_term_options"),
                patch.texts("delivery_term_options"),
                patch.text("passing_term"),
                patch.text("weighment_term"),
                patch.texts("supported_incoterms"),
                patch.lasting(
                        "market_visibility", fields.optionalChoice("market_visibility", Audience.Visibility.class)),
                patch.texts("allowed_partner_ids").map(Set::copyOf),
                patch.several("allowed_regions", fields.optionalChoices("allowed_regions", Region.class))
                        .map(Set::copyOf),
                patch.removable("available_from", fields.optionalTime("available_from")),
                patch.removable("available_until", fields.optionalTime("available_until")),
                patch.lasting("expires_at", fields.optionalTime("expires_at")),
                reason);
    }

    private static Map<String, GivenValue> quality(Fields fields) {
        Map<String, GivenValue> quality = new LinkedHashMap<>();
        for (String code : fields.names()) {
            fields.optionalGiven(code).ifPresent(value -> quality.put(code, value));
        }
        return quality;
    }

    private static AskingPrice.GivenOption option(Fields fields) {
        return new AskingPrice.GivenOption(
                fields.optionalText("payment_term", Integer.MAX_VALUE),
                fields.optionalText("delivery_term", Integer.MAX_VALUE),
                fields.decimal("price"));
    }

    private static PriceMatrix matrix(Fields fields) {
        fields.require("rows");
        return new PriceMatrix(
                fields.text("parameter", Integer.MAX_VALUE),
                fields.optionalList("rows").orElse(List.of()).stream()
                        .map(row -> new PriceMatrix.Row(row.text("value", Integer.MAX_VALUE), row.decimal("price")))
                        .toList());
    }
}
