package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.lots.disclosure.Counterparty;
import io.mandi.engine.lots.disclosure.Disclosure;
import io.mandi.engine.lots.disclosure.Stage;
import io.mandi.engine.trade.Act;
import io.mandi.engine.trade.Alert;
import io.mandi.engine.trade.Destination;
import io.mandi.engine.trade.Failure;
import io.mandi.engine.trade.Run;
import io.mandi.engine.trade.Tax;
import io.mandi.engine.trade.Trade;
import io.mandi.engine.trade.TradeTerms;
import io.mandi.http.auth.Principal;
import io.mandi.http.desk.TradeView;
import java.io.IOException;
import java.util.Optional;

/**
 * How trades of the desk are shown to the two who make them, and to staff (section 9).
 *
 * @param viewer partner id; absent for staff
 * @param disclosure how the other side is shown
 */
record DeskTradeJson(Optional<String> viewer, DisclosureJson disclosure) {
    /** In place of a trade of an order book. */
    static final String KIND = "DESK";

    static DeskTradeJson to(Principal user) {
        return new DeskTradeJson(user.partner(), DisclosureJson.to(user));
    }

    void write(JsonGenerator out, TradeView view) throws IOException {
        Trade trade = view.trade();
        TradeTerms terms = trade.terms();
        out.writeStartObject();
        out.writeStringField("id", trade.id().toString());
        out.writeStringField("kind", KIND);
        CatalogueAnswers.writeText(out, "number", trade.number());
        out.writeStringField("status", trade.status().name());
        out.writeStringField("reservation_id", trade.id().reservation().toString());
        out.writeStringField("availability_id", terms.lot());
        CatalogueAnswers.writeText(out, "requirement_id", terms.need());
        out.writeStringField("commodity_id", terms.commodity());
        out.writeStringField("business_day", terms.day().toString());
        writeGoods(out, terms);
        writePlace(out, "ship_from", terms.shipFrom(), mayReadPlace(view, view.seller()));
        writePlace(out, "ship_to", terms.shipTo(), mayReadPlace(view, view.buyer()));
        writePlace(out, "bill_to", terms.billTo(), mayReadPlace(view, view.buyer()));
        writeMoney(out, terms);
        writeCourse(out, trade, viewer.equals(Optional.of(view.seller().partnerId())));
        out.writeStringField("disclosure_stage", view.stage().name());
        writeParty(out, "seller", "seller_partner_id", view.stage(), view.seller());
        writeParty(out, "buyer", "buyer_partner_id", view.stage(), view.buyer());
        out.writeEndObject();
    }

    private static void writeGoods(JsonGenerator out, TradeTerms terms) throws IOException {
        out.writeStringField("quantity", terms.quantity().toString());
        out.writeStringField("quantity_unit", terms.unit().name());
        out.writeStringField("unit_factor", terms.unitFactor().toPlainString());
        out.writeStringField("base_quantity", terms.baseQuantity().toString());
        out.writeStringField("base_unit", terms.baseUnit().name());
        out.writeBooleanField("pre_packed", terms.prePacked());
        out.writeStringField("price", terms.price().toString());
        out.writeStringField("rate_unit", terms.rateUnit().name());
        out.writeStringField("rate_factor", terms.rateFactor().toPlainString());
        out.writeStringField("currency", terms.currency());
        PostingJson.writeTexts(out, "payment_terms", terms.paymentTerms());
        PostingJson.writeTexts(out, "delivery_terms", terms.deliveryTerms());
        CatalogueAnswers.writeText(out, "passing_term", terms.passingTerm());
        CatalogueAnswers.writeText(out, "weighment_term", terms.weighmentTerm());
    }

    private static void writeMoney(JsonGenerator out, TradeTerms terms) throws IOException {
        Tax tax = terms.tax();
        out.writeStringField("taxable", terms.taxable().toString());
        out.writeObjectFieldStart("tax");
        out.writeStringField("kind", tax.kind().name());
        out.writeStringField("rate", tax.rate().toString());
        out.writeStringField("cgst", tax.cgst().toString());
        out.writeStringField("sgst", tax.sgst().toString());
        out.writeStringField("igst", tax.igst().toString());
        out.writeStringField("amount", tax.sum().toString());
        out.writeBooleanField("reverse_charge", tax.reverseCharge());
        out.writeEndObject();
        out.writeStringField("total", terms.total().toString());
        out.writeStringField("payable_to_seller", terms.payable().toString());
    }

    private static void writeCourse(JsonGenerator out, Trade trade, boolean toSeller) throws IOException {
        CatalogueAnswers.writeText(out, "under_way", trade.run().map(Run::kind));
        out.writeArrayFieldStart("alerts");
        for (Alert alert : Alert.values()) {
            if (trade.alerts().contains(alert)) {
                out.writeString(alert.name());
            }
        }
        out.writeEndArray();
        writeFailure(out, trade.failure().map(failure -> toSeller ? TradeRoutes.toSeller(failure) : failure));
        writeAct(out, "confirmed", trade.confirmed());
        writeAct(out, "completed", trade.completed());
        writeAct(out, "cancelled", trade.cancelled());
        CatalogueAnswers.writeText(out, "cancellation_reason", trade.cancelled().flatMap(Act::reason));
        PostingJson.writeTime(out, "created_at", trade.createdAt());
        PostingJson.writeTime(out, "updated_at", trade.changedAt());
        out.writeNumberField("version", trade.version());
    }

    private static void writeFailure(JsonGenerator out, Optional<Failure> failure) throws IOException {
        if (failure.isEmpty()) {
            out.writeNullField("failure");
            return;
        }
        out.writeObjectFieldStart("failure");
        out.writeNumberField("step", failure.get().step().number());
        out.writeStringField("code", failure.get().code());
        out.writeStringField("detail", failure.get().detail());
        out.writeEndObject();
    }

    /** When, and not who: that is for the trail. */
    private static void writeAct(JsonGenerator out, String name, Optional<Act> act) throws IOException {
        if (act.isPresent()) {
            PostingJson.writeTime(out, name + "_at", act.get().at());
        } else {
            out.writeNullField(name + "_at");
        }
    }

    /** Where somebody's goods are, or go, is part of the full profile. */
    private boolean mayReadPlace(TradeView view, Counterparty whose) {
        return viewer.isEmpty()
                || viewer.get().equals(whose.partnerId())
                || view.stage().reaches(Stage.TRADE);
    }

    private static void writePlace(JsonGenerator out, String name, Destination destination, boolean whole)
            throws IOException {
        if (!whole) {
            return;
        }
        out.writeObjectFieldStart(name);
        CatalogueAnswers.writeText(out, "location_id", destination.locationId());
        CatalogueAnswers.writeText(out, "address", destination.place().address());
        CatalogueAnswers.writeText(out, "city", destination.place().city());
        CatalogueAnswers.writeText(out, "state_code", destination.place().stateCode());
        out.writeStringField("country", destination.place().country());
        CatalogueAnswers.writeText(out, "gst_state_code", destination.gstStateCode());
        out.writeEndObject();
    }

    /** The viewer's own side by its id, the other one as far as it is disclosed. */
    private void writeParty(JsonGenerator out, String name, String idName, Stage stage, Counterparty party)
            throws IOException {
        if (viewer.equals(Optional.of(party.partnerId()))) {
            out.writeStringField(idName, party.partnerId());
            return;
        }
        Disclosure disclosed = disclosure.disclose(stage, party, Optional.empty());
        if (disclosed.partnerId().isPresent()) {
            out.writeStringField(idName, disclosed.partnerId().get());
        }
        disclosure.write(out, name, disclosed);
    }
}
