package io.mandi.engine.partner;

import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.partner.identifier.ForeignTaxId;
import io.mandi.engine.partner.identifier.Gstin;
import io.mandi.engine.partner.identifier.Pan;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that only one partner of an organisation has (PT-1). The GSTINs of branches and locations may repeat.
 *
 * @param text in one notation: two are the same when their texts are
 */
public record UniqueKey(Kind kind, String text) {

    /** What it is, and what is said when another partner has it. The names are stored. */
    public enum Kind {
        PARTNER_CODE(FlawCode.DUPLICATE_PARTNER_CODE),
        TAX_ID(FlawCode.DUPLICATE_TAX_ID),
        VEHICLE(FlawCode.DUPLICATE_VEHICLE);

        private final FlawCode code;

        Kind(FlawCode code) {
            this.code = code;
        }
    }

    /** All that a partner has. Its own tax id is the GSTIN or, where there is none, the PAN; and the foreign one. */
    public static List<UniqueKey> of(Partner partner) {
        List<UniqueKey> keys = new ArrayList<>();
        keys.add(new UniqueKey(Kind.PARTNER_CODE, partner.identity().partnerCode()));
        Tax tax = partner.tax();
        tax.gstNumber()
                .map(Gstin::text)
                .or(() -> tax.panNumber().map(Pan::text))
                .ifPresent(text -> keys.add(new UniqueKey(Kind.TAX_ID, text)));
        tax.foreignTaxId()
                .map(ForeignTaxId::text)
                .ifPresent(text ->
                        keys.add(new UniqueKey(Kind.TAX_ID, partner.identity().country() + " " + text)));
        partner.children().vehicles().forEach(vehicle -> keys.add(new UniqueKey(Kind.VEHICLE, vehicle.number())));
        return keys;
    }

    /** What to answer when another partner has it. */
    public Flaw taken() {
        return new Flaw(kind.code, field(), "another partner has " + text);
    }

    private String field() {
        return switch (kind) {
            case PARTNER_CODE -> "partner_code";
            case VEHICLE -> "vehicles";
            // A foreign one has its country in front.
            case TAX_ID ->
                Gstin.of(text).asOptional().isPresent()
                        ? "gst_number"
                        : text.indexOf(' ') >= 0 ? "foreign_tax_id" : "pan_number";
        };
    }
}
