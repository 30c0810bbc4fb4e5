package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.partner.Address;
import io.mandi.engine.partner.AddressDraft;
import io.mandi.engine.partner.Amendment;
import io.mandi.engine.partner.BankAccount;
import io.mandi.engine.partner.Branch;
import io.mandi.engine.partner.Children;
import io.mandi.engine.partner.Employee;
import io.mandi.engine.partner.Identity;
import io.mandi.engine.partner.Kyc;
import io.mandi.engine.partner.Onboarding;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.PartnerLocation;
import io.mandi.engine.partner.PartnerLocationDraft;
import io.mandi.engine.partner.Profile;
import io.mandi.engine.partner.Vehicle;
import io.mandi.engine.partner.capability.Capability;
import io.mandi.engine.partner.capability.CapabilityOverride;
import io.mandi.engine.partner.capability.Detection;
import io.mandi.engine.partner.capability.Grant;
import io.mandi.engine.partner.document.Document;
import io.mandi.engine.partner.identifier.ForeignTaxId;
import io.mandi.engine.partner.identifier.Gstin;
import io.mandi.engine.partner.identifier.Pan;
import io.mandi.http.auth.Permission;
import io.mandi.http.auth.Principal;
import io.mandi.persistence.partner.DatedPartner;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How partners are shown.
 *
 * @param inFull whether tax ids and numbers of accounts and documents are shown whole
 * @param toStaff whether what staff has noted for itself is shown
 */
record PartnerJson(boolean inFull, boolean toStaff) {

    static PartnerJson to(Principal user) {
        return new PartnerJson(
                user.may(Permission.PARTNER_VIEW_SENSITIVE), user.partner().isEmpty());
    }

    private String shown(String text, UnaryOperator<String> mask) {
        return inFull ? text : mask.apply(text);
    }

    /** All of a partner. */
    void write(JsonGenerator out, DatedPartner dated) throws IOException {
        out.writeStartObject();
        writeRecord(out, dated);
        writeChildren(out, dated.partner().children(), dated.today());
        out.writeEndObject();
    }

    /** A partner without what belongs to it. */
    void writeAlone(JsonGenerator out, DatedPartner dated) throws IOException {
        out.writeStartObject();
        writeRecord(out, dated);
        out.writeEndObject();
    }

    private void writeRecord(JsonGenerator out, DatedPartner dated) throws IOException {
        Partner partner = dated.partner();
        out.writeStringField("id", partner.id());
        writeIdentity(out, partner.identity());
        CatalogueAnswers.writeText(out, "master_entity_id", partner.links().masterEntityId());
        CatalogueAnswers.writeText(out, "corporate_group_id", partner.links().corporateGroupId());
        CatalogueAnswers.writeText(
                out, "gst_number", partner.tax().gstNumber().map(Gstin::text).map(text -> shown(text, Masked::gstin)));
        CatalogueAnswers.writeText(
                out, "pan_number", partner.tax().panNumber().map(Pan::text).map(text -> shown(text, Masked::pan)));
        CatalogueAnswers.writeText(
                out,
                "foreign_tax_id",
                partner.tax().foreignTaxId().map(ForeignTaxId::text).map(text -> shown(text, Masked::number)));
        CatalogueAnswers.writeText(out, "no_gst_declaration", partner.tax().noGstDeclaration());
        out.writeBooleanField("tax_id_verified", partner.tax().gstVerified());
        writeBank(out, partner.finance().bank());
        CatalogueAnswers.writeText(out, "credit_limit", partner.finance().creditLimit());
        out.writeNumberField("payment_terms_days", partner.finance().paymentTermsDays());
        CatalogueAnswers.writeText(out, "mobile", partner.contact().mobile().map(mobile -> mobile.text()));
        CatalogueAnswers.writeText(out, "email", partner.contact().email().map(email -> email.text()));
        CatalogueAnswers.writeText(out, "phone", partner.contact().phone());
        writeProfile(out, partner.profile());
        CatalogueAnswers.writeText(out, "rating", partner.performance().rating());
        out.writeStringField("rating_band", partner.performance().band().name());
        CatalogueAnswers.writeText(
                out, "payment_performance", partner.performance().payment());
        CatalogueAnswers.writeText(
                out, "delivery_performance", partner.performance().delivery());
        out.writeStringField(
                "buyer_priority", partner.performance().buyerPriority().toString());
        out.writeStringField("status", partner.status().name());
        writeOnboarding(out, partner.onboarding());
        writeKyc(out, partner.kyc());
        writeCapabilities(out, partner.capabilities(dated.today()));
        out.writeNumberField("version", dated.stored().version());
        CatalogueAnswers.writeTimes(out, dated.stored());
    }

    private static void writeIdentity(JsonGenerator out, Identity identity) throws IOException {
        out.writeStringField("partner_code", identity.partnerCode());
        out.writeStringField("legal_name", identity.legalName());
        CatalogueAnswers.writeText(out, "trade_name", identity.tradeName());
        out.writeStringField("country", identity.country());
        out.writeStringField("entity_class", identity.entityClass().name());
        CatalogueAnswers.writeText(out, "service_provider_type", identity.serviceProviderType());
        CatalogueAnswers.writeText(out, "business_entity_type", identity.businessEntityType());
        out.writeBooleanField("is_agriculturist", identity.agriculturist());
        out.writeBooleanField("owns_lorries", identity.ownsLorries());
    }

    private void writeBank(JsonGenerator out, Optional<BankAccount> bank) throws IOException {
        if (bank.isEmpty()) {
            out.writeNullField("bank_account");
            return;
        }
        out.writeObjectFieldStart("bank_account");
        out.writeStringField("account_number", shown(bank.get().number(), Masked::number));
        CatalogueAnswers.writeText(out, "ifsc", bank.get().ifsc().map(ifsc -> ifsc.text()));
        CatalogueAnswers.writeText(out, "swift", bank.get().swift().map(swift -> swift.text()));
        CatalogueAnswers.writeText(out, "holder", bank.get().holder());
        out.writeEndObject();
    }

    private static void writeProfile(JsonGenerator out, Profile profile) throws IOException {
        out.writeObjectFieldStart("profile");
        CatalogueAnswers.writeText(out, "established_on", profile.establishedOn());
        CatalogueAnswers.writeText(out, "annual_turnover", profile.annualTurnover());
        CatalogueAnswers.writeText(out, "gst_compliance", profile.gstCompliance());
        out.writeBooleanField("own_laboratory", profile.ownLaboratory());
        out.writeBooleanField("own_transport", profile.ownTransport());
        out.writeEndObject();
    }

    private void writeOnboarding(JsonGenerator out, Onboarding onboarding) throws IOException {
        out.writeObjectFieldStart("onboarding");
        out.writeStringField("stage", onboarding.stage().name());
        if (onboarding.submission().isPresent()) {
            out.writeNumberField("score", onboarding.submission().get().score());
        } else {
            out.writeNullField("score");
        }
        CatalogueAnswers.writeText(out, "approver", onboarding.submission().map(submission -> submission.route()));
        CatalogueAnswers.writeText(out, "submitted_at", onboarding.submission().map(submission -> submission.at()));
        CatalogueAnswers.writeText(out, "questions", onboarding.questions());
        CatalogueAnswers.writeText(out, "reason", onboarding.reason());
        CatalogueAnswers.writeText(out, "approved_at", onboarding.approval().map(Onboarding.Approval::at));
        CatalogueAnswers.writeText(out, "approved_by", onboarding.approval().map(Onboarding.Approval::by));
        if (toStaff) {
            CatalogueAnswers.writeText(out, "checks", onboarding.approval().flatMap(Onboarding.Approval::checks));
        }
        out.writeEndObject();
    }

    private static void writeKyc(JsonGenerator out, Kyc kyc) throws IOException {
        out.writeStringField("kyc_status", kyc.status().name());
        CatalogueAnswers.writeText(out, "kyc_expiry", kyc.validUntil());
        out.writeObjectFieldStart("kyc");
        out.writeStringField("status", kyc.status().name());
        CatalogueAnswers.writeText(out, "valid_until", kyc.validUntil());
        CatalogueAnswers.writeText(out, "renewal_started_at", kyc.renewalStartedAt());
        CatalogueAnswers.writeText(
                out, "renewal_due_at", kyc.renewalStartedAt().map(at -> at.plus(Duration.ofDays(Kyc.RENEWAL_DAYS))));
        out.writeEndObject();
    }

    private static void writeCapabilities(JsonGenerator out, List<Capability> capabilities) throws IOException {
        out.writeArrayFieldStart("capabilities");
        for (Capability capability : capabilities) {
            out.writeString(capability.name());
        }
        out.writeEndArray();
    }

    // ------------------------------------------------------------------------------------------ what belongs to it

    private interface ItemWriter<T> {
        void write(JsonGenerator out, T item) throws IOException;
    }

    private static <T> void writeList(JsonGenerator out, String name, List<T> items, ItemWriter<T> writer)
            throws IOException {
        out.writeArrayFieldStart(name);
        for (T item : items) {
            writer.write(out, item);
        }
        out.writeEndArray();
    }

    private void writeChildren(JsonGenerator out, Children children, LocalDate today) throws IOException {
        writeList(out, "locations", children.locations(), this::write);
        writeList(out, "branches", children.branches(), this::write);
        writeList(out, "employees", children.employees(), this::write);
        writeList(out, "documents", children.documents(), (to, document) -> write(to, document, today));
        writeList(out, "vehicles", children.vehicles(), this::write);
        writeList(out, "amendments", children.amendments(), this::write);
    }

    void write(JsonGenerator out, PartnerLocation location) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", location.id());
        out.writeStringField("kind", location.kind().name());
        CatalogueAnswers.writeText(out, "name", location.name());
        writeAddress(out, location.address());
        CatalogueAnswers.writeText(
                out, "gst_number", location.gstNumber().map(Gstin::text).map(text -> shown(text, Masked::gstin)));
        out.writeEndObject();
    }

    private static void writeAddress(JsonGenerator out, Address address) throws IOException {
        CatalogueAnswers.writeText(out, "location_id", address.locationId());
        CatalogueAnswers.writeText(out, "address", address.place().address());
        CatalogueAnswers.writeText(out, "city", address.place().city());
        CatalogueAnswers.writeText(out, "state_code", address.place().stateCode());
        out.writeStringField("country", address.place().country());
        CatalogueAnswers.writeText(out, "pincode", address.pincode());
        writeDegrees(out, "latitude", address.place().coordinates().map(at -> at.latitude()));
        writeDegrees(out, "longitude", address.place().coordinates().map(at -> at.longitude()));
    }

    private static void writeDegrees(JsonGenerator out, String name, Optional<Double> degrees) throws IOException {
        if (degrees.isPresent()) {
            out.writeNumberField(name, degrees.get());
        } else {
            out.writeNullField(name);
        }
    }

    void write(JsonGenerator out, Branch branch) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", branch.id());
        out.writeStringField("name", branch.name());
        writeAddress(out, branch.address());
        CatalogueAnswers.writeText(
                out, "gst_number", branch.gstNumber().map(Gstin::text).map(text -> shown(text, Masked::gstin)));
        CatalogueAnswers.writeText(out, "gst_state_code", branch.gstStateCode());
        out.writeBooleanField("registered", branch.registered());
        out.writeEndObject();
    }

    void write(JsonGenerator out, Employee employee) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", employee.id());
        out.writeStringField("name", employee.name());
        CatalogueAnswers.writeText(out, "mobile", employee.mobile().map(mobile -> mobile.text()));
        CatalogueAnswers.writeText(out, "email", employee.email().map(email -> email.text()));
        CatalogueAnswers.writeText(out, "designation", employee.designation());
        out.writeEndObject();
    }

    void write(JsonGenerator out, Document document, LocalDate today) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", document.id());
        out.writeStringField("type", document.type().name());
        CatalogueAnswers.writeText(out, "number", document.number().map(text -> shown(text, Masked::number)));
        CatalogueAnswers.writeText(out, "file", document.file());
        CatalogueAnswers.writeText(out, "vehicle_id", document.vehicleId());
        CatalogueAnswers.writeText(out, "expires_on", document.expiresOn());
        CatalogueAnswers.writeText(out, "uploaded_at", Optional.of(document.uploadedAt()));
        out.writeBooleanField("verified", document.isVerified(today));
        CatalogueAnswers.writeText(out, "verified_at", document.verification().map(Document.Verification::at));
        CatalogueAnswers.writeText(out, "verified_by", document.verification().map(Document.Verification::by));
        out.writeEndObject();
    }

    void write(JsonGenerator out, Vehicle vehicle) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", vehicle.id());
        out.writeStringField("number", vehicle.number());
        out.writeEndObject();
    }

    // ------------------------------------------------------------------------------------------------- amendments

    void write(JsonGenerator out, Amendment amendment) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", amendment.id());
        out.writeStringField("kind", amendment.kind().name());
        out.writeStringField("status", amendment.status().name());
        writeWanted(out, amendment);
        CatalogueAnswers.writeText(out, "reason", amendment.reason());
        CatalogueAnswers.writeText(out, "requested_at", Optional.of(amendment.requestedAt()));
        out.writeStringField("requested_by", amendment.requestedBy());
        CatalogueAnswers.writeText(out, "decided_at", amendment.decision().map(Amendment.Decision::at));
        CatalogueAnswers.writeText(out, "decided_by", amendment.decision().map(Amendment.Decision::by));
        CatalogueAnswers.writeText(out, "decision_reason", amendment.decision().flatMap(Amendment.Decision::reason));
        out.writeEndObject();
    }

    private void writeWanted(JsonGenerator out, Amendment amendment) throws IOException {
        PartnerDraft wanted = amendment.wanted();
        out.writeObjectFieldStart("wanted");
        switch (amendment.kind()) {
            case BANK -> writeWantedBank(out, wanted.finance().bank());
            case CREDIT_LIMIT ->
                CatalogueAnswers.writeText(out, "credit_limit", wanted.finance().creditLimit());
            case GST_NUMBER -> {
                CatalogueAnswers.writeText(
                        out, "gst_number", wanted.tax().gstNumber().map(text -> shown(text, Masked::gstin)));
                CatalogueAnswers.writeText(
                        out, "no_gst_declaration", wanted.tax().noGstDeclaration());
            }
            case ADDRESS -> writeList(out, "locations", wanted.locations(), this::writeWanted);
            case CONTACT -> {
                CatalogueAnswers.writeText(out, "mobile", wanted.contact().mobile());
                CatalogueAnswers.writeText(out, "email", wanted.contact().email());
                CatalogueAnswers.writeText(out, "phone", wanted.contact().phone());
            }
        }
        out.writeEndObject();
    }

    private void writeWantedBank(JsonGenerator out, Optional<PartnerDraft.BankDraft> bank) throws IOException {
        if (bank.isEmpty()) {
            out.writeNullField("bank_account");
            return;
        }
        out.writeObjectFieldStart("bank_account");
        out.writeStringField("account_number", shown(bank.get().accountNumber(), Masked::number));
        CatalogueAnswers.writeText(out, "ifsc", bank.get().ifsc());
        CatalogueAnswers.writeText(out, "swift", bank.get().swift());
        CatalogueAnswers.writeText(out, "holder", bank.get().holder());
        out.writeEndObject();
    }

    private void writeWanted(JsonGenerator out, PartnerLocationDraft location) throws IOException {
        AddressDraft address = location.address();
        out.writeStartObject();
        CatalogueAnswers.writeText(out, "id", location.id());
        out.writeStringField("kind", location.kind().name());
        CatalogueAnswers.writeText(out, "name", location.name());
        CatalogueAnswers.writeText(out, "location_id", address.locationId());
        CatalogueAnswers.writeText(out, "address", address.address());
        CatalogueAnswers.writeText(out, "city", address.city());
        CatalogueAnswers.writeText(out, "state_code", address.stateCode());
        CatalogueAnswers.writeText(out, "country", address.country());
        CatalogueAnswers.writeText(out, "pincode", address.pincode());
        writeDegrees(out, "latitude", address.coordinates().map(at -> at.latitude()));
        writeDegrees(out, "longitude", address.coordinates().map(at -> at.longitude()));
        CatalogueAnswers.writeText(out, "gst_number", location.gstNumber().map(text -> shown(text, Masked::gstin)));
        out.writeEndObject();
    }

    // ------------------------------------------------------------------------------------------------ capabilities

    /** What a partner may do, and why. */
    void writeCapabilities(JsonGenerator out, DatedPartner dated) throws IOException {
        Partner partner = dated.partner();
        out.writeStartObject();
        out.writeStringField("partner_id", partner.id());
        writeCapabilities(out, partner.capabilities(dated.today()));
        writeList(out, "detected", partner.capabilities().detected(), PartnerJson::writeGrant);
        Optional<CapabilityOverride> override = partner.capabilities().override();
        if (override.isPresent()) {
            out.writeObjectFieldStart("override");
            writeCapabilities(out, override.get().capabilities());
            out.writeStringField("reason", override.get().reason());
            out.writeStringField("by", override.get().by());
            out.writeStringField("at", override.get().at().toString());
            out.writeEndObject();
        } else {
            out.writeNullField("override");
        }
        out.writeArrayFieldStart("markers");
        if (Detection.isIecIncomplete(partner.children().documents(), dated.today())) {
            out.writeString("IEC_INCOMPLETE");
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void writeGrant(JsonGenerator out, Grant grant) throws IOException {
        out.writeStartObject();
        out.writeStringField("capability", grant.capability().name());
        CatalogueAnswers.writeText(out, "until", grant.until());
        out.writeArrayFieldStart("source_documents");
        for (String document : grant.sourceDocuments()) {
            out.writeString(document);
        }
        out.writeEndArray();
        out.writeStringField("detected_at", grant.detectedAt().toString());
        out.writeEndObject();
    }
}
