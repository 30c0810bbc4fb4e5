package io.mandi.http.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.Intent;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.match.Window;
import io.mandi.engine.lots.need.DeliveryDraft;
import io.mandi.engine.lots.need.NeedDraft;
import io.mandi.engine.lots.need.NeedPatch;
import io.mandi.engine.lots.need.QualityWish;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads needs from JSON. How long texts and lists may be is a rule of the needs. */
final class NeedFields {
    static final String BUYER = "buyer_partner_id";
    static final String COMMODITY = "commodity_id";

    private static final String EQUIVALENTS = "commodity_equivalents";
    private static final String FLEXIBILITY = "delivery_flexibility_hours";

    /** What a new need is when its body says nothing. */
    private static final NeedDraft NEW = new NeedDraft(
            Optional.empty(),
            Map.of(),
            new Decimal(0, 0),
            new Decimal(0, 0),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Window.OPEN,
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Audience.EVERYBODY,
            Urgency.NORMAL,
            Intent.DIRECT_BUY.name(),
            false,
            Optional.empty(),
            Optional.empty());

    private NeedFields() {}

    /** A new need; who checks the fields knows whether it is all there. */
    static NeedDraft draft(Fields fields) {
        fields.require("min_quantity");
        fields.require("max_quantity");
        return parts(new PatchFields(fields, true), Optional.empty()).applyTo(NEW);
    }

    /** @throws ProblemException when it cannot be read */
    static NeedPatch patch(ObjectNode body) {
        Fields fields = new Fields(body, "");
        PatchFields patch = new PatchFields(fields, false);
        patch.settled(COMMODITY);
        patch.settled(BUYER);
        Optional<String> reason = fields.optionalText("reason", Integer.MAX_VALUE);
        NeedPatch parts = parts(patch, reason);
        fields.check();
        return parts;
    }

    private static NeedPatch parts(PatchFields patch, Optional<String> reason) {
        Fields fields = patch.fields();
        return new NeedPatch(
                patch.text("buyer_branch_id"),
                patch.several(EQUIVALENTS, fields.optionalList(EQUIVALENTS)).map(list -> equivalents(fields, list)),
                patch.lasting("min_quantity", fields.optionalDecimal("min_quantity")),
                patch.lasting("max_quantity", fields.optionalDecimal("max_quantity")),
                patch.decimal("preferred_quantity"),
                patch.decimal("min_lot_quantity"),
                patch.lastingText("quantity_unit"),
                fields.names("quality_requirements")
                        ? Optional.of(fields.optionalFields("quality_requirements")
                                .map(NeedFields::quality)
                                .orElse(Map.of()))
                        : Optional.empty(),
                patch.decimal("max_budget_per_unit"),
                patch.decimal("preferred_price_per_unit"),
                patch.lastingText("rate_unit"),
                patch.decimal("total_budget"),
                patch.lastingText("currency"),
                patch.several(
                        "delivery_locations",
                        fields.optionalList("delivery_locations")
                                .map(list ->
                                        list.stream().map(NeedFields::delivery).toList())),
                patch.removable("delivery_window_start", fields.optionalTime("delivery_window_start")),
                patch.removable("delivery_window_end", fields.optionalTime("delivery_window_end")),
                patch.lasting(FLEXIBILITY, boxed(fields.optionalInteger(FLEXIBILITY, 0, Integer.MAX_VALUE))),
                patch.texts("preferred_delivery_terms"),
                patch.texts("preferred_payment_terms"),
                patch.text("preferred_incoterm"),
                patch.lasting(
                        "market_visibility", fields.optionalChoice("market_visibility", Audience.Visibility.class)),
                patch.texts("invited_seller_ids").map(Set::copyOf),
                patch.several("allowed_regions", fields.optionalChoices("allowed_regions", Region.class))
                        .map(Set::copyOf),
                patch.lasting("urgency", fields.optionalChoice("urgency", Urgency.class)),
                patch.lastingText("intent"),
                patch.lasting("auto_allocate", fields.optionalFlag("auto_allocate")),
                patch.lasting("valid_from", fields.optionalTime("valid_from")),
                patch.lasting("valid_until", fields.optionalTime("valid_until")),
                reason);
    }

    private static Map<String, Decimal> equivalents(Fields parent, List<Fields> list) {
        Map<String, Decimal> equivalents = new LinkedHashMap<>();
        for (Fields one : list) {
            Decimal ratio = one.decimal("ratio");
            boolean twice = equivalents.put(one.text(COMMODITY, Integer.MAX_VALUE), ratio) != null;
            if (twice) {
                parent.broken(EQUIVALENTS, "validation_failed", "must name a commodity once");
            }
        }
        return equivalents;
    }

    private static Map<String, QualityWish> quality(Fields fields) {
        Map<String, QualityWish> wishes = new LinkedHashMap<>();
        for (String code : fields.names()) {
            fields.optionalFields(code).ifPresent(wish -> wishes.put(code, wish(wish)));
        }
        return wishes;
    }

    private static QualityWish wish(Fields fields) {
        return new QualityWish(
                fields.optionalDecimal("min"),
                fields.optionalDecimal("max"),
                fields.optionalText("preferred", Integer.MAX_VALUE),
                fields.optionalText("exact", Integer.MAX_VALUE),
                fields.optionalTexts("accepted").orElse(List.of()),
                fields.optionalFlag("required").orElse(true));
    }

    private static DeliveryDraft delivery(Fields fields) {
        return new DeliveryDraft(
                fields.optionalText("location_id", Integer.MAX_VALUE),
                PatchFields.place(fields).flatMap(place -> place),
                fields.optionalDecimal("max_distance_km"));
    }

    private static Optional<Integer> boxed(OptionalInt number) {
        return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
    }
}
