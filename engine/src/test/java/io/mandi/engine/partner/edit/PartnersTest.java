package io.mandi.engine.partner.edit;

import static io.mandi.engine.partner.edit.PartnerCase.ID;
import static io.mandi.engine.partner.edit.PartnerCase.PLACES;
import static io.mandi.engine.partner.edit.PartnerCase.TODAY;
import static io.mandi.engine.partner.edit.PartnerCase.codes;
import static io.mandi.engine.partner.edit.PartnerCase.company;
import static io.mandi.engine.partner.edit.PartnerCase.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.partner.BranchDraft;
import io.mandi.engine.partner.Links;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.PartnerDraft.BankDraft;
import io.mandi.engine.partner.PartnerDraft.ContactDraft;
import io.mandi.engine.partner.PartnerDraft.FinanceDraft;
import io.mandi.engine.partner.PartnerDraft.IdentityDraft;
import io.mandi.engine.partner.PartnerDraft.ProfileDraft;
import io.mandi.engine.partner.PartnerDraft.TaxDraft;
import io.mandi.engine.partner.Performance;
import io.mandi.engine.partner.Registration;
import io.mandi.engine.partner.UniqueKey;
import io.mandi.engine.partner.capability.Capability;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.identifier.Gstin;
import io.mandi.engine.partner.kind.ApproverLevel;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.LocationKind;
import io.mandi.engine.partner.kind.NoGstDeclaration;
import io.mandi.engine.partner.kind.PartnerStatus;
import io.mandi.engine.partner.kind.RatingBand;
import io.mandi.engine.partner.kind.TaxIdType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartnersTest {
    private static Checked<PartnerChange> create(PartnerDraft draft) {
        return Partners.create(ID, "BP-1", draft, PLACES, PartnerCase.at(PartnerCase.NOW));
    }

    private static Checked<PartnerChange> edit(PartnerCase story, PartnerDraft wanted) {
        return Partners.edit(story.partner, wanted, PLACES, story.occasion);
    }

    private static IdentityDraft named(IdentityDraft identity, String legalName) {
        return new IdentityDraft(
                identity.partnerCode(),
                Optional.of(legalName),
                identity.tradeName(),
                identity.country(),
                identity.entityClass(),
                identity.serviceProviderType(),
                identity.businessEntityType(),
                identity.agriculturist(),
                identity.ownsLorries());
    }

    @Test
    void identifiersAreKeptInOneNotation() {
        PartnerDraft draft = company()
                .with(new TaxDraft(
                        Optional.of(" 24aaacg1234a1zk"),
                        Optional.of("aaacg1234a "),
                        Optional.empty(),
                        Optional.empty()));
        PartnerCase story = PartnerCase.of(draft);
        assertThat(story.partner.tax().gstNumber()).hasValue(new Gstin("24AAACG1234A1ZK"));
        assertThat(story.partner.identity().partnerCode()).isEqualTo("BP-IND-SEL-0001");
        assertThat(story.partner.finance().bank().orElseThrow().number()).isEqualTo("501001234567");
        assertThat(edit(story, story.partner.draft()).asOptional().orElseThrow().events())
                .isEmpty();
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        PartnerDraft draft = new PartnerDraft(
                new IdentityDraft(
                        Optional.of("no code"),
                        Optional.empty(),
                        Optional.of(" "),
                        Optional.of("XX"),
                        Optional.of(EntityClass.SERVICE_PROVIDER),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        true),
                new TaxDraft(
                        Optional.of("27AAAAA1234A1Z5"),
                        Optional.of("1"),
                        Optional.of(" "),
                        Optional.of(NoGstDeclaration.COMMISSION_AGENT)),
                new FinanceDraft(
                        Optional.of(new BankDraft("1", Optional.empty(), Optional.empty(), Optional.empty())),
                        Decimal.parse("1.001"),
                        Optional.of(7)),
                new ContactDraft(Optional.of("1"), Optional.of("2"), Optional.of("")),
                new ProfileDraft(
                        Optional.of(TODAY.plusDays(1)), Decimal.parse("1.001"), Optional.empty(), false, false),
                List.of(
                        PartnerCase.location(LocationKind.PRINCIPAL, "loc-nowhere"),
                        PartnerCase.principal(),
                        PartnerCase.principal(),
                        PartnerCase.location(LocationKind.SHIP_TO, "loc-rajkot")));
        Checked<PartnerChange> checked = create(draft);
        assertThat(fields(checked))
                .containsExactlyInAnyOrder(
                        "partner_code",
                        "legal_name",
                        "trade_name",
                        "country",
                        "service_provider_type",
                        "owns_lorries",
                        "gst_number",
                        "pan_number",
                        "foreign_tax_id",
                        "no_gst_declaration",
                        "bank_account/account_number",
                        "bank_account/ifsc",
                        "credit_limit",
                        "payment_terms_days",
                        "mobile",
                        "email",
                        "phone",
                        "profile/established_on",
                        "profile/annual_turnover",
                        "locations/0/location_id",
                        "locations",
                        "locations/3/kind");
        assertThat(codes(checked))
                .contains(
                        FlawCode.INVALID_GSTIN,
                        FlawCode.INVALID_PAN,
                        FlawCode.INVALID_FOREIGN_TAX_ID,
                        FlawCode.INVALID_MOBILE,
                        FlawCode.INVALID_EMAIL,
                        FlawCode.BUYERS_ONLY);
    }

    @Test
    void thePanIsThatOfTheGstin() {
        PartnerDraft draft = company()
                .with(new TaxDraft(
                        Optional.of("24AAACG1234A1ZK"), Optional.of("AABCM5678K"), Optional.empty(), Optional.empty()));
        assertThat(codes(create(draft))).containsExactly(FlawCode.PAN_MISMATCH);
    }

    // PT-1
    @Test
    void pt1ThePartnersOwnTaxIdIsUniqueThatOfABranchIsNot() {
        PartnerCase story = PartnerCase.of(company());
        story.does(PartnerParts.addBranch(
                story.partner,
                new BranchDraft("Mumbai", PartnerCase.address("MH"), Optional.of("27AAACG1234A1ZE")),
                Optional.empty(),
                PLACES));
        assertThat(UniqueKey.of(story.partner))
                .containsExactly(
                        new UniqueKey(UniqueKey.Kind.PARTNER_CODE, "BP-IND-SEL-0001"),
                        new UniqueKey(UniqueKey.Kind.TAX_ID, "24AAACG1234A1ZK"));
        Flaw taken = UniqueKey.of(story.partner).get(1).taken();
        assertThat(taken.code()).isEqualTo(FlawCode.DUPLICATE_TAX_ID);
        assertThat(taken.field()).isEqualTo("gst_number");
        assertThat(new UniqueKey(UniqueKey.Kind.TAX_ID, "AAACG1234A").taken().field())
                .isEqualTo("pan_number");
        assertThat(new UniqueKey(UniqueKey.Kind.TAX_ID, "US 12-3456789").taken().field())
                .isEqualTo("foreign_tax_id");

        TaxDraft panOnly =
                new TaxDraft(Optional.empty(), Optional.of(" aaacg1234a "), Optional.empty(), Optional.empty());
        assertThat(UniqueKey.of(PartnerCase.of(company().with(panOnly)).partner))
                .contains(new UniqueKey(UniqueKey.Kind.TAX_ID, "AAACG1234A"));
        PartnerCase lorries = PartnerCase.of(PartnerCase.transporter(true));
        lorries.does(PartnerParts.addVehicle(lorries.partner, "GJ03AB1234"));
        assertThat(UniqueKey.of(lorries.partner)).contains(new UniqueKey(UniqueKey.Kind.VEHICLE, "GJ03AB1234"));
        assertThat(codes(PartnerParts.addVehicle(lorries.partner, "GJ 03 AB 1234")))
                .containsExactly(FlawCode.DUPLICATE_VEHICLE);
    }

    // PT-4
    @Test
    void pt4WhatWasApprovedChangesThroughAmendmentsOnly() {
        PartnerCase story = PartnerCase.approved();
        PartnerDraft wanted = new PartnerDraft(
                named(story.partner.draft().identity(), "Gondal Ginning Limited"),
                new TaxDraft(
                        Optional.empty(),
                        Optional.of("AAACG1234A"),
                        Optional.empty(),
                        Optional.of(NoGstDeclaration.EXEMPTED_CATEGORY)),
                new FinanceDraft(Optional.empty(), Optional.empty(), Optional.of(45)),
                ContactDraft.EMPTY,
                story.partner.draft().profile(),
                List.of());
        Checked<PartnerChange> checked = edit(story, wanted);
        assertThat(fields(checked))
                .containsExactly(
                        "gst_number",
                        "no_gst_declaration",
                        "bank_account",
                        "credit_limit",
                        "mobile",
                        "email",
                        "locations");
        assertThat(codes(checked)).containsOnly(FlawCode.AMENDMENT_REQUIRED);
        assertThat(codes(PartnerParts.removeLocation(story.partner, "1"))).containsExactly(FlawCode.AMENDMENT_REQUIRED);

        PartnerDraft allowed =
                story.partner.draft().with(named(story.partner.draft().identity(), "Gondal Ginning Limited"));
        assertThat(story.does(edit(story, allowed)))
                .containsExactly(new PartnerEvent.Updated(ID, List.of("legal_name")));
    }

    @Test
    void whatAnApprovalHasSettledIsFixed() {
        PartnerCase story = PartnerCase.approved();
        PartnerDraft draft = story.partner.draft();
        IdentityDraft identity = draft.identity();
        IdentityDraft elsewhere = new IdentityDraft(
                Optional.of("OTHER"),
                identity.legalName(),
                identity.tradeName(),
                Optional.of("AE"),
                identity.entityClass(),
                identity.serviceProviderType(),
                identity.businessEntityType(),
                false,
                false);
        assertThat(fields(edit(story, draft.with(elsewhere)))).containsExactly("partner_code", "country");
        assertThat(codes(edit(story, draft.with(elsewhere)))).containsOnly(FlawCode.FIELD_FIXED);
    }

    @Test
    void whatProvesAChangedFieldIsVerifiedAnew() {
        PartnerCase story = PartnerCase.of(company());
        story.proves(DocumentType.GST_CERTIFICATE, DocumentType.PAN_CARD, DocumentType.BANK_PROOF);
        assertThat(story.partner.capabilities(TODAY)).isNotEmpty();
        PartnerDraft wanted = story.partner
                .draft()
                .with(new TaxDraft(
                        Optional.of("27AAACG1234A1ZE"), Optional.of("AAACG1234A"), Optional.empty(), Optional.empty()));
        assertThat(story.does(edit(story, wanted)))
                .containsExactly(
                        new PartnerEvent.Updated(ID, List.of("gst_number")),
                        new PartnerEvent.CapabilitiesChanged(
                                ID,
                                List.of(Capability.DOMESTIC_BUY_INDIA, Capability.DOMESTIC_SELL_INDIA),
                                List.of(),
                                List.of(),
                                Optional.empty()));
        assertThat(story.partner.children().document("1").orElseThrow().verification())
                .isEmpty();
        assertThat(story.partner.children().document("2").orElseThrow().verification())
                .isPresent();
    }

    @Test
    void howWellAPartnerDoesHasBounds() {
        PartnerCase story = PartnerCase.approved();
        Performance good = new Performance(
                Decimal.parse("4.5"),
                Decimal.parse("99.5"),
                Decimal.parse("100"),
                Decimal.parse("2.0").orElseThrow());
        assertThat(story.does(Partners.rate(story.partner, good)))
                .containsExactly(new PartnerEvent.Updated(
                        ID, List.of("rating", "payment_performance", "delivery_performance", "buyer_priority")));
        assertThat(story.partner.performance().band()).isEqualTo(RatingBand.A);
        assertThat(story.does(Partners.rate(story.partner, good))).isEmpty();
        Performance bad = new Performance(
                Decimal.parse("5.01"),
                Decimal.parse("100.01"),
                Decimal.parse("1.001"),
                Decimal.parse("0.4").orElseThrow());
        assertThat(fields(Partners.rate(story.partner, bad)))
                .containsExactly("rating", "payment_performance", "delivery_performance", "buyer_priority");
    }

    @Test
    void linksAreToldOneByOne() {
        PartnerCase story = PartnerCase.of(company());
        assertThat(story.does(Partners.relate(story.partner, new Links(Optional.of(" ptn-2 "), Optional.of("GROUP")))))
                .containsExactly(
                        new PartnerEvent.RelationshipChanged(
                                ID, "master_entity_id", Optional.empty(), Optional.of("ptn-2")),
                        new PartnerEvent.RelationshipChanged(
                                ID, "corporate_group_id", Optional.empty(), Optional.of("GROUP")));
        assertThat(fields(Partners.relate(story.partner, new Links(Optional.of(ID), Optional.of(" ")))))
                .containsExactly("corporate_group_id", "master_entity_id");
    }

    // PT-2
    @Test
    void pt2TheRegistryConfirmsOwnAndBranchNumbers() {
        PartnerCase story = PartnerCase.of(company());
        story.does(PartnerParts.addBranch(
                story.partner,
                new BranchDraft("Mumbai", PartnerCase.address("MH"), Optional.of("27AAACG1234A1ZE")),
                Optional.empty(),
                PLACES));
        String name = " gondal  GINNING private limited";
        assertThat(story.does(
                        Partners.registered(story.partner, new Registration(new Gstin("24AAACG1234A1ZK"), name, true))))
                .containsExactly(new PartnerEvent.TaxIdVerified(ID, TaxIdType.GSTIN));
        assertThat(story.does(
                        Partners.registered(story.partner, new Registration(new Gstin("24AAACG1234A1ZK"), name, true))))
                .isEmpty();
        story.does(Partners.registered(story.partner, new Registration(new Gstin("27AAACG1234A1ZE"), name, true)));
        assertThat(story.partner.children().branches().get(0).registered()).isTrue();
        assertThat(codes(Partners.registered(
                        story.partner, new Registration(new Gstin("24AAACG1234A1ZK"), name, false))))
                .containsExactly(FlawCode.GST_REGISTRATION);
        assertThat(codes(
                        Partners.registered(story.partner, new Registration(new Gstin("33AACCT4321L1ZH"), name, true))))
                .containsExactly(FlawCode.UNKNOWN_PART);
    }

    // CAP-1
    @Test
    void cap1AnOverrideWinsOverDetection() {
        PartnerCase story = PartnerCase.approved();
        List<Capability> wanted = List.of(Capability.EXPORT_ALLOWED);
        assertThat(codes(CapabilityEdits.override(
                        story.partner, wanted, "pending IEC", ApproverLevel.MANAGER, story.occasion)))
                .containsExactly(FlawCode.APPROVER_LEVEL);
        assertThat(story.does(CapabilityEdits.override(
                        story.partner, wanted, "pending IEC", ApproverLevel.DIRECTOR, story.occasion)))
                .containsExactly(new PartnerEvent.CapabilitiesChanged(
                        ID,
                        List.of(Capability.DOMESTIC_BUY_INDIA, Capability.DOMESTIC_SELL_INDIA),
                        wanted,
                        List.of(),
                        Optional.of("pending IEC")));
        assertThat(story.partner.capabilities(TODAY)).isEqualTo(wanted);
        assertThat(story.partner.standing().capabilities()).containsOnlyKeys(Capability.EXPORT_ALLOWED);
        story.proves(DocumentType.IEC);
        assertThat(story.partner.capabilities(TODAY)).isEqualTo(wanted);
        assertThat(story.does(CapabilityEdits.clearOverride(story.partner, ApproverLevel.DIRECTOR, story.occasion)))
                .singleElement()
                .isInstanceOf(PartnerEvent.CapabilitiesChanged.class);
        assertThat(story.partner.capabilities(TODAY)).hasSize(4);
        assertThat(story.does(CapabilityEdits.clearOverride(story.partner, ApproverLevel.DIRECTOR, story.occasion)))
                .isEmpty();
    }

    // CAP-1
    @Test
    void cap1NoOverrideMakesAServiceProviderTrade() {
        PartnerCase story = PartnerCase.of(PartnerCase.transporter(false));
        assertThat(codes(CapabilityEdits.override(
                        story.partner,
                        List.of(Capability.DOMESTIC_SELL_INDIA),
                        "please",
                        ApproverLevel.DIRECTOR,
                        story.occasion)))
                .containsExactly(FlawCode.SERVICE_PROVIDER);
    }

    // PT-7
    @Test
    void pt7AnApprovedPartnerIsSuspendedReactivatedAndDeactivated() {
        PartnerCase story = PartnerCase.approved();
        assertThat(story.does(StatusEdits.suspend(story.partner, "late")))
                .containsExactly(new PartnerEvent.Suspended(ID, "late"));
        assertThat(story.partner.status()).isEqualTo(PartnerStatus.SUSPENDED);
        assertThat(codes(StatusEdits.suspend(story.partner, "late"))).containsExactly(FlawCode.STATE_CONFLICT);
        assertThat(fields(StatusEdits.reactivate(story.partner, " ", story.occasion)))
                .containsExactly("reason");
        assertThat(story.does(StatusEdits.reactivate(story.partner, "paid", story.occasion)))
                .containsExactly(new PartnerEvent.Reactivated(ID, "paid"));
        assertThat(story.does(StatusEdits.deactivate(story.partner, "gone")))
                .containsExactly(new PartnerEvent.Deactivated(ID, "gone"));
        assertThat(codes(edit(story, story.partner.draft()))).containsExactly(FlawCode.STATE_CONFLICT);
        assertThat(story.partner.onboarding().reason()).hasValue("gone");
        story.does(StatusEdits.reactivate(story.partner, "back", story.occasion));
        assertThat(story.partner.status()).isEqualTo(PartnerStatus.APPROVED);
        assertThat(story.partner.onboarding().reason()).isEmpty();
    }
}
