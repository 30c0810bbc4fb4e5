package io.mandi.engine.partner;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.partner.kind.AmendmentKind;
import io.mandi.engine.partner.kind.BusinessEntityType;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.GstCompliance;
import io.mandi.engine.partner.kind.NoGstDeclaration;
import io.mandi.engine.partner.kind.ServiceProviderType;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A partner as somebody wants it, not checked yet. Absent is what the partner is not to have: who changes a partner takes
 * {@link Partner#draft} with what is to be different.
 *
 * @param locations all of them
 */
public record PartnerDraft(
        IdentityDraft identity,
        TaxDraft tax,
        FinanceDraft finance,
        ContactDraft contact,
        ProfileDraft profile,
        List<PartnerLocationDraft> locations) {

    /** Asks for nothing. */
    public static final PartnerDraft EMPTY = new PartnerDraft(
            IdentityDraft.EMPTY, TaxDraft.EMPTY, FinanceDraft.EMPTY, ContactDraft.EMPTY, ProfileDraft.EMPTY, List.of());

    public PartnerDraft {
        locations = List.copyOf(locations);
    }

    /**
     * @param partnerCode one is made when it is absent
     * @param country IN when it is absent
     * @param entityClass BUSINESS_ENTITY when it is absent
     */
    public record IdentityDraft(
            Optional<String> partnerCode,
            Optional<String> legalName,
            Optional<String> tradeName,
            Optional<String> country,
            Optional<EntityClass> entityClass,
            Optional<ServiceProviderType> serviceProviderType,
            Optional<BusinessEntityType> businessEntityType,
            boolean agriculturist,
            boolean ownsLorries) {
        public static final IdentityDraft EMPTY = new IdentityDraft(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false);
    }

    public record TaxDraft(
            Optional<String> gstNumber,
            Optional<String> panNumber,
            Optional<String> foreignTaxId,
            Optional<NoGstDeclaration> noGstDeclaration) {
        public static final TaxDraft EMPTY =
                new TaxDraft(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** @param paymentTermsDays 0 when it is absent */
    public record FinanceDraft(
            Optional<BankDraft> bank, Optional<Decimal> creditLimit, Optional<Integer> paymentTermsDays) {
        public static final FinanceDraft EMPTY = new FinanceDraft(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public record BankDraft(
            String accountNumber, Optional<String> ifsc, Optional<String> swift, Optional<String> holder) {}

    public record ContactDraft(Optional<String> mobile, Optional<String> email, Optional<String> phone) {
        public static final ContactDraft EMPTY = new ContactDraft(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public record ProfileDraft(
            Optional<LocalDate> establishedOn,
            Optional<Decimal> annualTurnover,
            Optional<GstCompliance> gstCompliance,
            boolean ownLaboratory,
            boolean ownTransport) {
        public static final ProfileDraft EMPTY =
                new ProfileDraft(Optional.empty(), Optional.empty(), Optional.empty(), false, false);
    }

    /** What belongs to an amendment of this kind, and nothing else. */
    public PartnerDraft only(AmendmentKind kind) {
        return EMPTY.with(kind, this);
    }

    /** This draft with what an amendment of a kind asks for. */
    public PartnerDraft with(AmendmentKind kind, PartnerDraft wanted) {
        return switch (kind) {
            case BANK -> with(new FinanceDraft(wanted.finance.bank, finance.creditLimit, finance.paymentTermsDays));
            case CREDIT_LIMIT ->
                with(new FinanceDraft(finance.bank, wanted.finance.creditLimit, finance.paymentTermsDays));
            case GST_NUMBER ->
                with(new TaxDraft(wanted.tax.gstNumber, tax.panNumber, tax.foreignTaxId, wanted.tax.noGstDeclaration));
            case ADDRESS -> new PartnerDraft(identity, tax, finance, contact, profile, wanted.locations);
            case CONTACT -> with(wanted.contact);
        };
    }

    public PartnerDraft with(IdentityDraft changed) {
        return new PartnerDraft(changed, tax, finance, contact, profile, locations);
    }

    public PartnerDraft with(TaxDraft changed) {
        return new PartnerDraft(identity, changed, finance, contact, profile, locations);
    }

    public PartnerDraft with(FinanceDraft changed) {
        return new PartnerDraft(identity, tax, changed, contact, profile, locations);
    }

    public PartnerDraft with(ContactDraft changed) {
        return new PartnerDraft(identity, tax, finance, changed, profile, locations);
    }

    public PartnerDraft with(ProfileDraft changed) {
        return new PartnerDraft(identity, tax, finance, contact, changed, locations);
    }

    public PartnerDraft with(List<PartnerLocationDraft> changed) {
        return new PartnerDraft(identity, tax, finance, contact, profile, changed);
    }
}
