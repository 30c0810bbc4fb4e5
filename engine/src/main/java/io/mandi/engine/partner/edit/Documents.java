package io.mandi.engine.partner.edit;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.partner.Children;
import io.mandi.engine.partner.Counters;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.document.Document;
import io.mandi.engine.partner.document.DocumentDraft;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.kind.OnboardingStage;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Decides what becomes of a partner's documents (PT-9). */
public final class Documents {
    private static final String EXPIRES_ON = "expires_on";
    private static final String DOCUMENTS = "documents";

    private Documents() {}

    /** Adds a document, which somebody has to verify. The first one takes an onboarding to DOCUMENTS (PT-7). */
    public static Checked<PartnerChange> add(Partner partner, DocumentDraft draft, Occasion occasion) {
        if (!Moves.isOpen(partner)) {
            return Moves.refused(partner);
        }
        Children children = partner.children();
        if (children.documents().size() >= Children.MAX_DOCUMENTS) {
            return PartnerParts.full(DOCUMENTS, Children.MAX_DOCUMENTS);
        }
        Inspection inspection = new Inspection();
        Optional<String> number = inspection.text("number", draft.number(), Document.MAX_NUMBER_LENGTH);
        Optional<String> file = inspection.text("file", draft.file(), Document.MAX_FILE_LENGTH);
        boolean ofAVehicle = DocumentType.OF_A_VEHICLE.contains(draft.type());
        inspection.require(
                draft.vehicleId().isPresent() == ofAVehicle,
                "vehicle_id",
                "a document of a vehicle has one, and no other document");
        inspection.require(
                draft.vehicleId().stream().allMatch(id -> children.vehicle(id).isPresent()),
                "vehicle_id",
                "must be that of a vehicle of the partner");
        draft.expiresOn().ifPresent(date -> checkExpiry(inspection, date, occasion));
        Counters counters = children.counters().nextDocument();
        return inspection.result(() -> {
            Document document = new Document(
                    Integer.toString(counters.documents()),
                    draft.type(),
                    number,
                    file,
                    draft.vehicleId(),
                    draft.expiresOn(),
                    occasion.at(),
                    Optional.empty());
            Partner after =
                    partner.with(children.withDocuments(PartnerParts.with(children.documents(), document), counters));
            return new PartnerChange(
                    Moves.isAt(after, OnboardingStage.DRAFT)
                            ? after.with(after.onboarding().with(OnboardingStage.DOCUMENTS))
                            : after,
                    List.of(new PartnerEvent.DocumentUploaded(partner.id(), document.id(), document.type())));
        });
    }

    private static void checkExpiry(Inspection inspection, LocalDate date, Occasion occasion) {
        if (occasion.today().isAfter(date)) {
            inspection.note(FlawCode.DOCUMENT_EXPIRED, EXPIRES_ON, "the document has expired");
        }
    }

    /** Takes a document back, before the partner is examined and when it was asked for information. */
    public static Checked<PartnerChange> remove(Partner partner, String documentId, Occasion occasion) {
        if (!Moves.isUnexamined(partner)) {
            return Moves.refused(partner);
        }
        Children children = partner.children();
        if (children.document(documentId).isEmpty()) {
            return unknown();
        }
        List<Document> left = children.documents().stream()
                .filter(document -> !document.id().equals(documentId))
                .toList();
        return Checked.valid(new Work(partner)
                .set(partner.with(children.withDocuments(left, children.counters())))
                .tell(new PartnerEvent.Updated(partner.id(), List.of(DOCUMENTS)))
                .detect(occasion)
                .change());
    }

    private static Checked<PartnerChange> unknown() {
        return Checked.invalid(FlawCode.UNKNOWN_PART, "document_id", "the partner has no such document");
    }

    /**
     * Says that a document is what it is said to be. The first one after a submission begins the verification; the last one approves a
     * partner that is approved by itself (PT-7, PT-11).
     *
     * @param expiresOn as it stands on the document; absent when it is as it was said
     */
    public static Checked<PartnerChange> verify(
            Partner partner, String documentId, Optional<LocalDate> expiresOn, Occasion occasion) {
        if (!Moves.isOpen(partner)) {
            return Moves.refused(partner);
        }
        Children children = partner.children();
        Optional<Document> known = children.document(documentId);
        if (known.isEmpty()) {
            return unknown();
        }
        Optional<LocalDate> expiry = expiresOn.or(known.get()::expiresOn);
        if (known.get().verification().isPresent()
                && expiry.equals(known.get().expiresOn())
                && !known.get().isExpired(occasion.today())) {
            return Checked.valid(PartnerChange.none(partner));
        }
        Inspection inspection = new Inspection();
        expiry.ifPresent(date -> checkExpiry(inspection, date, occasion));
        return inspection.result(() -> {
            Document verified =
                    known.get().with(expiry, Optional.of(new Document.Verification(occasion.at(), occasion.user())));
            List<Document> documents = children.documents().stream()
                    .map(document -> document.id().equals(documentId) ? verified : document)
                    .toList();
            Work work = new Work(partner)
                    .set(partner.with(children.withDocuments(documents, children.counters())))
                    .tell(new PartnerEvent.DocumentVerified(partner.id(), documentId, verified.type(), expiry))
                    .detect(occasion);
            Onboardings.afterVerification(work, occasion);
            return work.change();
        });
    }
}
