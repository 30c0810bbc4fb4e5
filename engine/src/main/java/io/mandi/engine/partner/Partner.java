package io.mandi.engine.partner;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.place.State;
import io.mandi.engine.partner.capability.Capabilities;
import io.mandi.engine.partner.capability.Capability;
import io.mandi.engine.partner.capability.Standing;
import io.mandi.engine.partner.identifier.Bic;
import io.mandi.engine.partner.identifier.Email;
import io.mandi.engine.partner.identifier.ForeignTaxId;
import io.mandi.engine.partner.identifier.Gstin;
import io.mandi.engine.partner.identifier.Ifsc;
import io.mandi.engine.partner.identifier.Mobile;
import io.mandi.engine.partner.identifier.Pan;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.KycStatus;
import io.mandi.engine.partner.kind.PartnerStatus;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A company or person that trades, or helps others to trade, on an organisation's market.
 *
 * @param id of the kind PARTNER
 * @param capabilities as they were when the documents were looked at last; {@link #capabilities(LocalDate)} tells those of a day
 */
public record Partner(
        String id,
        Identity identity,
        Links links,
        Tax tax,
        Finance finance,
        Contact contact,
        Profile profile,
        Performance performance,
        Onboarding onboarding,
        Kyc kyc,
        Children children,
        Capabilities capabilities) {

    /**
     * Checks the draft of a new partner.
     *
     * @param code for a draft that has none
     * @param today the business day
     */
    public static Checked<Partner> of(String id, String code, PartnerDraft draft, KnownPlaces places, LocalDate today) {
        return new PartnerInspection(draft, places, today).partner(blank(id), code);
    }

    private static Partner blank(String id) {
        return new Partner(
                id,
                new Identity(
                        "",
                        "",
                        Optional.empty(),
                        State.COUNTRY,
                        EntityClass.BUSINESS_ENTITY,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false),
                Links.NONE,
                new Tax(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false),
                new Finance(Optional.empty(), Optional.empty(), 0),
                new Contact(Optional.empty(), Optional.empty(), Optional.empty()),
                new Profile(Optional.empty(), Optional.empty(), Optional.empty(), false, false),
                Performance.NONE,
                Onboarding.NEW,
                Kyc.NONE,
                Children.NONE,
                Capabilities.NONE);
    }

    /**
     * This partner as a draft wants it; what the draft does not speak of stays.
     *
     * @param today the business day
     */
    public Checked<Partner> as(PartnerDraft draft, KnownPlaces places, LocalDate today) {
        return new PartnerInspection(draft, places, today).partner(this, identity.partnerCode());
    }

    /** Checks the draft of a branch (PT-2), which gets the next number. */
    public Checked<Branch> branch(BranchDraft draft, Optional<Registration> registration, KnownPlaces places) {
        return BranchRules.branch(this, draft, registration, places);
    }

    /** Whether what the registry says of a GSTIN fits this partner: active, and of the same legal name (PT-2). */
    public Checked<Gstin> confirmed(Registration registration) {
        return BranchRules.confirmed(this, registration.gstNumber(), registration);
    }

    public PartnerStatus status() {
        return onboarding.status();
    }

    /** Whether it has been approved, whatever has become of it since: then some things change by amendments alone (PT-4). */
    public boolean wasApproved() {
        return onboarding.approval().isPresent();
    }

    /** What it may do on a day, sorted. */
    public List<Capability> capabilities(LocalDate today) {
        return capabilities.effective(identity.entityClass(), today);
    }

    /** All of it that decides whether it may sell or buy. */
    public Standing standing() {
        return new Standing(
                id,
                identity.entityClass(),
                identity.country(),
                status(),
                kyc.status() == KycStatus.VALID ? kyc.validUntil() : Optional.empty(),
                capabilities.effective(identity.entityClass()));
    }

    /** What it would be made of, for those who change parts of it. */
    public PartnerDraft draft() {
        return new PartnerDraft(
                new PartnerDraft.IdentityDraft(
                        Optional.of(identity.partnerCode()),
                        Optional.of(identity.legalName()),
                        identity.tradeName(),
                        Optional.of(identity.country()),
                        Optional.of(identity.entityClass()),
                        identity.serviceProviderType(),
                        identity.businessEntityType(),
                        identity.agriculturist(),
                        identity.ownsLorries()),
                new PartnerDraft.TaxDraft(
                        tax.gstNumber().map(Gstin::text),
                        tax.panNumber().map(Pan::text),
                        tax.foreignTaxId().map(ForeignTaxId::text),
                        tax.noGstDeclaration()),
                new PartnerDraft.FinanceDraft(
                        finance.bank()
                                .map(account -> new PartnerDraft.BankDraft(
                                        account.number(),
                                        account.ifsc().map(Ifsc::text),
                                        account.swift().map(Bic::text),
                                        account.holder())),
                        finance.creditLimit(),
                        Optional.of(finance.paymentTermsDays())),
                new PartnerDraft.ContactDraft(
                        contact.mobile().map(Mobile::text), contact.email().map(Email::text), contact.phone()),
                new PartnerDraft.ProfileDraft(
                        profile.establishedOn(),
                        profile.annualTurnover(),
                        profile.gstCompliance(),
                        profile.ownLaboratory(),
                        profile.ownTransport()),
                children.locations().stream().map(PartnerLocation::draft).toList());
    }

    public Partner with(Links changed) {
        return new Partner(
                id,
                identity,
                changed,
                tax,
                finance,
                contact,
                profile,
                performance,
                onboarding,
                kyc,
                children,
                capabilities);
    }

    public Partner with(Tax changed) {
        return new Partner(
                id,
                identity,
                links,
                changed,
                finance,
                contact,
                profile,
                performance,
                onboarding,
                kyc,
                children,
                capabilities);
    }

    public Partner with(Finance changed) {
        return new Partner(
                id,
                identity,
                links,
                tax,
                changed,
                contact,
                profile,
                performance,
                onboarding,
                kyc,
                children,
                capabilities);
    }

    public Partner with(Performance changed) {
        return new Partner(
                id, identity, links, tax, finance, contact, profile, changed, onboarding, kyc, children, capabilities);
    }

    public Partner with(Onboarding changed) {
        return new Partner(
                id, identity, links, tax, finance, contact, profile, performance, changed, kyc, children, capabilities);
    }

    public Partner with(Kyc changed) {
        return new Partner(
                id,
                identity,
                links,
                tax,
                finance,
                contact,
                profile,
                performance,
                onboarding,
                changed,
                children,
                capabilities);
    }

    public Partner with(Children changed) {
        return new Partner(
                id,
                identity,
                links,
                tax,
                finance,
                contact,
                profile,
                performance,
                onboarding,
                kyc,
                changed,
                capabilities);
    }

    public Partner with(Capabilities changed) {
        return new Partner(
                id, identity, links, tax, finance, contact, profile, performance, onboarding, kyc, children, changed);
    }
}
