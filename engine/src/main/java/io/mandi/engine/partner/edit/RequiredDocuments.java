package io.mandi.engine.partner.edit;

import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.place.State;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.Tax;
import io.mandi.engine.partner.Vehicle;
import io.mandi.engine.partner.document.Document;
import io.mandi.engine.partner.document.DocumentType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The documents without which nobody is approved: each proves something that the partner says of itself (PT-5, PT-8). */
final class RequiredDocuments {
    private final Partner partner;
    private final LocalDate today;
    private final List<Flaw> missing = new ArrayList<>();

    private RequiredDocuments(Partner partner, LocalDate today) {
        this.partner = partner;
        this.today = today;
    }

    /** A flaw for each that is not there, not verified or expired. */
    static List<Flaw> missing(Partner partner, LocalDate today) {
        RequiredDocuments required = new RequiredDocuments(partner, today);
        required.look();
        return required.missing;
    }

    private void look() {
        Tax tax = partner.tax();
        boolean indian = partner.identity().country().equals(State.COUNTRY);
        if (tax.gstNumber().isPresent()) {
            need(DocumentType.GST_CERTIFICATE);
        }
        if (tax.noGstDeclaration().isPresent()) {
            need(DocumentType.NO_GST_DECLARATION);
        }
        if (indian || tax.panNumber().isPresent()) {
            need(DocumentType.PAN_CARD);
        }
        if (!indian) {
            need(DocumentType.FOREIGN_TAX_ID);
        }
        if (!isThere(document -> DocumentType.OF_A_BANK_ACCOUNT.contains(document.type()))) {
            note("documents", "BANK_PROOF or CANCELLED_CHEQUE");
        }
        if (partner.identity().ownsLorries()) {
            if (partner.children().vehicles().isEmpty()) {
                note("vehicles", "a vehicle with its documents");
            }
            partner.children().vehicles().forEach(this::needOf);
        }
    }

    private void need(DocumentType type) {
        if (!isThere(document -> document.type() == type)) {
            note("documents", type.name());
        }
    }

    private void needOf(Vehicle vehicle) {
        for (DocumentType type : DocumentType.OF_A_VEHICLE) {
            if (!isThere(document ->
                    document.type() == type && document.vehicleId().stream().anyMatch(vehicle.id()::equals))) {
                note("vehicles/" + vehicle.id(), type.name());
            }
        }
    }

    private boolean isThere(Predicate<Document> wanted) {
        return partner.children().documents().stream()
                .anyMatch(document -> document.isVerified(today) && wanted.test(document));
    }

    private void note(String field, String what) {
        missing.add(new Flaw(FlawCode.DOCUMENT_NOT_VERIFIED, field, what + " must be there, verified and not expired"));
    }
}
