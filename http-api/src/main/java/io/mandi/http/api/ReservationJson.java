package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.disclosure.Counterparty;
import io.mandi.engine.lots.disclosure.Disclosure;
import io.mandi.engine.lots.disclosure.Stage;
import io.mandi.engine.lots.posting.Counts;
import io.mandi.engine.lots.reservation.Agreement;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.http.auth.Principal;
import io.mandi.http.desk.ReservationView;
import java.io.IOException;
import java.util.Optional;

/**
 * How reservations are shown to their holders, to the sellers of their lots, and to staff (section 5.4).
 *
 * @param viewer partner id; absent for staff
 * @param disclosure how the other side is shown
 */
record ReservationJson(Optional<String> viewer, DisclosureJson disclosure) {

    static ReservationJson to(Principal user) {
        return new ReservationJson(user.partner(), DisclosureJson.to(user));
    }

    void write(JsonGenerator out, ReservationView view) throws IOException {
        out.writeStartObject();
        Reservation reservation = view.reservation();
        Agreement agreement = reservation.agreement();
        out.writeStringField("reservation_id", view.id().toString());
        out.writeStringField(
                "availability_id",
                new ResourceId(
                                ResourceId.Kind.AVAILABILITY,
                                reservation.lot(),
                                view.id().owner())
                        .toString());
        CatalogueAnswers.writeText(out, "requirement_id", reservation.requirementId());
        out.writeStringField(
                "quantity", Counts.ofThousandths(reservation.quantity()).toString());
        out.writeStringField("quantity_unit", view.unit().name());
        out.writeStringField("base_quantity", agreement.baseQuantity().toString());
        CatalogueAnswers.writeText(out, "price", agreement.price());
        out.writeStringField("rate_unit", agreement.rateUnit().name());
        out.writeStringField("currency", agreement.currency());
        if (mayReadValue(view)) {
            out.writeStringField("value", agreement.value().toString());
        }
        PostingJson.writeTexts(out, "payment_terms", agreement.paymentTerms());
        PostingJson.writeTexts(out, "delivery_terms", agreement.deliveryTerms());
        CatalogueAnswers.writeText(out, "passing_term", agreement.passingTerm());
        CatalogueAnswers.writeText(out, "weighment_term", agreement.weighmentTerm());
        out.writeStringField("risk_status", agreement.risk().name());
        out.writeStringField("status", reservation.status().name());
        CatalogueAnswers.writeText(out, "trade_id", reservation.tradeId());
        PostingJson.writeTime(out, "reserved_at", reservation.reservedAt());
        PostingJson.writeTime(out, "expires_at", reservation.expiresAt());
        PostingJson.writeTime(out, "updated_at", reservation.changedAt());
        out.writeNumberField("version", reservation.version());
        out.writeStringField("disclosure_stage", view.stage().name());
        writeParty(out, "seller", "seller_partner_id", view.stage(), view.seller());
        writeParty(out, "holder", "holder_partner_id", view.stage(), view.holder());
        out.writeEndObject();
    }

    /** Of an open price it is what the buyer would pay at most, which is not for the seller to know. */
    private boolean mayReadValue(ReservationView view) {
        return view.reservation().agreement().price().isPresent()
                || !viewer.equals(Optional.of(view.seller().partnerId()));
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
