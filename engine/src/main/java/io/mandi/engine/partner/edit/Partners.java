package io.mandi.engine.partner.edit;

import io.mandi.engine.catalog.ChangedFields;
import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.partner.Branch;
import io.mandi.engine.partner.Children;
import io.mandi.engine.partner.KnownPlaces;
import io.mandi.engine.partner.Links;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.Performance;
import io.mandi.engine.partner.Registration;
import io.mandi.engine.partner.Tax;
import io.mandi.engine.partner.document.Document;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.kind.TaxIdType;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides what becomes of a partner's record. */
public final class Partners {
    private static final String GST_NUMBER = "gst_number";
    private static final String NO_GST_DECLARATION = "no_gst_declaration";
    private static final String BANK_ACCOUNT = "bank_account";
    private static final String CREDIT_LIMIT = "credit_limit";
    private static final String PAN_NUMBER = "pan_number";
    private static final String FOREIGN_TAX_ID = "foreign_tax_id";
    private static final String COUNTRY = "country";

    /** What changes through amendments once a partner is approved (PT-4). */
    private static final Set<String> AMENDED =
            Set.of(BANK_ACCOUNT, GST_NUMBER, NO_GST_DECLARATION, CREDIT_LIMIT, "locations", "mobile", "email", "phone");

    /** What an approval has settled. */
    private static final Set<String> FIXED =
            Set.of("partner_code", COUNTRY, "entity_class", "service_provider_type", PAN_NUMBER, FOREIGN_TAX_ID);

    private Partners() {}

    /**
     * Creates a partner, whose onboarding begins.
     *
     * @param id of the kind PARTNER
     * @param code for a draft that has none
     * @param places the locations of the catalogue that the draft refers to
     */
    public static Checked<PartnerChange> create(
            String id, String code, PartnerDraft draft, KnownPlaces places, Occasion occasion) {
        return Partner.of(id, code, draft, places, occasion.today())
                .map(partner -> new PartnerChange(
                        partner,
                        List.of(new PartnerEvent.OnboardingStarted(
                                id,
                                partner.identity().country(),
                                partner.identity().entityClass()))));
    }

    /**
     * Changes a partner into what the draft says. While it is examined nothing changes; once it was approved, some things change
     * through an amendment only (PT-4). A document that proves what has changed must be verified anew.
     *
     * @param wanted {@link Partner#draft} with what is to be changed; who may set a credit limit is for the caller to know
     * @param places the locations of the catalogue that the draft refers to
     */
    public static Checked<PartnerChange> edit(
            Partner partner, PartnerDraft wanted, KnownPlaces places, Occasion occasion) {
        if (!Moves.isUnexamined(partner) && !Moves.isOnMarket(partner)) {
            return Moves.refused(partner);
        }
        Inspection inspection = new Inspection();
        Optional<Partner> after = inspection.take(partner.as(wanted, places, occasion.today()));
        List<String> changed =
                after.map(edited -> changedFields(partner, edited)).orElse(List.of());
        if (partner.wasApproved()) {
            changed.stream()
                    .filter(AMENDED::contains)
                    .forEach(field -> inspection.note(
                            FlawCode.AMENDMENT_REQUIRED, field, "the partner is approved: ask for an amendment"));
            changed.stream()
                    .filter(FIXED::contains)
                    .forEach(field ->
                            inspection.note(FlawCode.FIELD_FIXED, field, "is fixed when a partner is approved"));
        }
        return inspection.result(() -> {
            Work work = new Work(partner);
            if (!changed.isEmpty()) {
                work.set(unproven(after.orElseThrow(), changed))
                        .tell(new PartnerEvent.Updated(partner.id(), changed))
                        .detect(occasion);
            }
            return work.change();
        });
    }

    private static Partner unproven(Partner partner, List<String> changed) {
        Set<DocumentType> types = EnumSet.noneOf(DocumentType.class);
        changed.forEach(field -> {
            switch (field) {
                case GST_NUMBER -> types.add(DocumentType.GST_CERTIFICATE);
                case NO_GST_DECLARATION -> types.add(DocumentType.NO_GST_DECLARATION);
                case PAN_NUMBER -> types.add(DocumentType.PAN_CARD);
                case FOREIGN_TAX_ID, COUNTRY -> types.add(DocumentType.FOREIGN_TAX_ID);
                case BANK_ACCOUNT -> types.addAll(DocumentType.OF_A_BANK_ACCOUNT);
                default -> {
                    // No document proves it.
                }
            }
        });
        Children children = partner.children();
        List<Document> documents = children.documents().stream()
                .map(document -> types.contains(document.type())
                        ? document.with(document.expiresOn(), Optional.empty())
                        : document)
                .toList();
        return partner.with(children.withDocuments(documents, children.counters()));
    }

    static List<String> changedFields(Partner before, Partner after) {
        return new ChangedFields<>(before, after)
                .compare("partner_code", partner -> partner.identity().partnerCode())
                .compare("legal_name", partner -> partner.identity().legalName())
                .compare("trade_name", partner -> partner.identity().tradeName())
                .compare(COUNTRY, partner -> partner.identity().country())
                .compare("entity_class", partner -> partner.identity().entityClass())
                .compare("service_provider_type", partner -> partner.identity().serviceProviderType())
                .compare("business_entity_type", partner -> partner.identity().businessEntityType())
                .compare("is_agriculturist", partner -> partner.identity().agriculturist())
                .compare("owns_lorries", partner -> partner.identity().ownsLorries())
                .compare(GST_NUMBER, partner -> partner.tax().gstNumber())
                .compare(PAN_NUMBER, partner -> partner.tax().panNumber())
                .compare(FOREIGN_TAX_ID, partner -> partner.tax().foreignTaxId())
                .compare(NO_GST_DECLARATION, partner -> partner.tax().noGstDeclaration())
                .compare(BANK_ACCOUNT, partner -> partner.finance().bank())
                .compare(CREDIT_LIMIT, partner -> partner.finance().creditLimit())
                .compare("payment_terms_days", partner -> partner.finance().paymentTermsDays())
                .compare("mobile", partner -> partner.contact().mobile())
                .compare("email", partner -> partner.contact().email())
                .compare("phone", partner -> partner.contact().phone())
                .compare("profile", Partner::profile)
                .compare("locations", partner -> partner.children().locations())
                .names();
    }

    /** Sets how well a partner does. */
    public static Checked<PartnerChange> rate(Partner partner, Performance wanted) {
        return wanted.check().map(performance -> {
            List<String> changed = new ChangedFields<>(partner.performance(), performance)
                    .compare("rating", Performance::rating)
                    .compare("payment_performance", Performance::payment)
                    .compare("delivery_performance", Performance::delivery)
                    .compare("buyer_priority", Performance::buyerPriority)
                    .names();
            return changed.isEmpty()
                    ? PartnerChange.none(partner)
                    : new PartnerChange(
                            partner.with(performance), List.of(new PartnerEvent.Updated(partner.id(), changed)));
        });
    }

    /** Sets what a partner belongs to. Whether there is such a master is for the caller to know. */
    public static Checked<PartnerChange> relate(Partner partner, Links wanted) {
        Inspection inspection = new Inspection();
        Links links = new Links(
                inspection.text("master_entity_id", wanted.masterEntityId(), Links.MAX_LENGTH),
                inspection.text("corporate_group_id", wanted.corporateGroupId(), Links.MAX_LENGTH));
        inspection.require(
                !links.masterEntityId().equals(Optional.of(partner.id())),
                "master_entity_id",
                "a partner is not its own master");
        return inspection.result(() -> {
            Work work = new Work(partner.with(links));
            relationship(work, "master_entity_id", partner.links().masterEntityId(), links.masterEntityId());
            relationship(work, "corporate_group_id", partner.links().corporateGroupId(), links.corporateGroupId());
            return work.change();
        });
    }

    private static void relationship(Work work, String field, Optional<String> old, Optional<String> current) {
        if (!old.equals(current)) {
            work.tell(new PartnerEvent.RelationshipChanged(work.id(), field, old, current));
        }
    }

    /**
     * Takes in what the registry says of the partner's GSTIN, or of those of its branches: that it is active, and of the partner's legal
     * name. Anything else is a flaw.
     */
    public static Checked<PartnerChange> registered(Partner partner, Registration registration) {
        Tax tax = partner.tax();
        boolean own = tax.gstNumber().equals(Optional.of(registration.gstNumber()));
        boolean ofABranch = partner.children().branches().stream()
                .anyMatch(branch -> branch.gstNumber().equals(Optional.of(registration.gstNumber())));
        if (!own && !ofABranch) {
            return Checked.invalid(FlawCode.UNKNOWN_PART, GST_NUMBER, "the partner has no such GSTIN");
        }
        Inspection inspection = new Inspection();
        inspection.take(GST_NUMBER, partner.confirmed(registration));
        return inspection.result(() -> {
            Work work = new Work(partner);
            if (own && !tax.gstVerified()) {
                work.set(partner.with(new Tax(
                                tax.gstNumber(), tax.panNumber(), tax.foreignTaxId(), tax.noGstDeclaration(), true)))
                        .tell(new PartnerEvent.TaxIdVerified(partner.id(), TaxIdType.GSTIN));
            }
            Children children = partner.children();
            List<Branch> branches = children.branches().stream()
                    .map(branch -> branch.gstNumber().equals(Optional.of(registration.gstNumber()))
                            ? new Branch(branch.id(), branch.name(), branch.address(), branch.gstNumber(), true)
                            : branch)
                    .toList();
            if (!branches.equals(children.branches())) {
                work.set(work.partner().with(children.withBranches(branches, children.counters())))
                        .tell(new PartnerEvent.Updated(partner.id(), List.of("branches")));
            }
            return work.change();
        });
    }
}
