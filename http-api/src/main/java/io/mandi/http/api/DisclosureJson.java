package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.lots.disclosure.Counterparty;
import io.mandi.engine.lots.disclosure.Disclosure;
import io.mandi.engine.lots.disclosure.Stage;
import io.mandi.http.auth.Permission;
import io.mandi.http.auth.Principal;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How a counterparty is shown. What is not disclosed is left out; what is and is not known is {@code null}.
 *
 * @param toStaff whether both sides are shown in full, whatever the stage
 * @param inFull whether tax ids and numbers of accounts are shown whole
 */
record DisclosureJson(boolean toStaff, boolean inFull) {

    static DisclosureJson to(Principal user) {
        return new DisclosureJson(user.partner().isEmpty(), user.may(Permission.PARTNER_VIEW_SENSITIVE));
    }

    Disclosure disclose(Stage stage, Counterparty other, Optional<String> matchToken) {
        return toStaff ? Disclosure.toStaff(stage, other, matchToken) : Disclosure.to(stage, other, matchToken);
    }

    /** An object of this name. */
    void write(JsonGenerator out, String name, Disclosure disclosed) throws IOException {
        out.writeObjectFieldStart(name);
        writeIfDisclosed(out, "partner_id", disclosed.partnerId());
        writeIfDisclosed(out, "label", disclosed.label());
        writeIfDisclosed(out, "company_name", disclosed.companyName());
        out.writeStringField("region", disclosed.region().name());
        writeIfDisclosed(out, "city", disclosed.city());
        writeIfDisclosed(out, "rating_band", disclosed.ratingBand());
        if (disclosed.profile().isPresent()) {
            writeProfile(out, disclosed.profile().get());
        }
        out.writeEndObject();
    }

    private static void writeIfDisclosed(JsonGenerator out, String name, Optional<?> value) throws IOException {
        if (value.isPresent()) {
            out.writeStringField(name, value.get().toString());
        }
    }

    private void writeProfile(JsonGenerator out, Counterparty.Profile profile) throws IOException {
        out.writeStringField("legal_name", profile.legalName());
        CatalogueAnswers.writeText(out, "gst_number", profile.gstin().map(text -> shown(text, Masked::gstin)));
        out.writeArrayFieldStart("addresses");
        for (Counterparty.Address address : profile.addresses()) {
            writeAddress(out, address);
        }
        out.writeEndArray();
        out.writeObjectFieldStart("contacts");
        CatalogueAnswers.writeText(out, "mobile", profile.contacts().mobile());
        CatalogueAnswers.writeText(out, "email", profile.contacts().email());
        CatalogueAnswers.writeText(out, "phone", profile.contacts().phone());
        out.writeEndObject();
        writeAccount(out, profile.account());
    }

    private void writeAddress(JsonGenerator out, Counterparty.Address address) throws IOException {
        out.writeStartObject();
        out.writeStringField("kind", address.kind());
        CatalogueAnswers.writeText(out, "name", address.name());
        CatalogueAnswers.writeText(out, "address", address.place().address());
        CatalogueAnswers.writeText(out, "city", address.place().city());
        CatalogueAnswers.writeText(out, "state_code", address.place().stateCode());
        out.writeStringField("country", address.place().country());
        CatalogueAnswers.writeText(out, "pincode", address.pincode());
        PostingJson.writeCoordinates(out, address.place());
        CatalogueAnswers.writeText(out, "gst_number", address.gstin().map(text -> shown(text, Masked::gstin)));
        out.writeEndObject();
    }

    private void writeAccount(JsonGenerator out, Optional<Counterparty.Account> known) throws IOException {
        if (known.isEmpty()) {
            out.writeNullField("payee_account");
            return;
        }
        Counterparty.Account account = known.get();
        out.writeObjectFieldStart("payee_account");
        out.writeStringField("account_number", shown(account.number(), Masked::number));
        CatalogueAnswers.writeText(out, "ifsc", account.ifsc());
        CatalogueAnswers.writeText(out, "swift", account.swift());
        CatalogueAnswers.writeText(out, "holder", account.holder());
        out.writeEndObject();
    }

    private String shown(String text, UnaryOperator<String> mask) {
        return inFull ? text : mask.apply(text);
    }
}
