package io.mandi.engine.partner.edit;

import static io.mandi.engine.partner.edit.PartnerCase.ID;
import static io.mandi.engine.partner.edit.PartnerCase.TODAY;
import static io.mandi.engine.partner.edit.PartnerCase.codes;
import static io.mandi.engine.partner.edit.PartnerCase.company;
import static io.mandi.engine.partner.edit.PartnerCase.excellent;
import static io.mandi.engine.partner.edit.PartnerCase.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.PartnerDraft.IdentityDraft;
import io.mandi.engine.partner.PartnerDraft.ProfileDraft;
import io.mandi.engine.partner.PartnerDraft.TaxDraft;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.kind.ApprovalRoute;
import io.mandi.engine.partner.kind.ApproverLevel;
import io.mandi.engine.partner.kind.BusinessEntityType;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.GstCompliance;
import io.mandi.engine.partner.kind.KycStatus;
import io.mandi.engine.partner.kind.NoGstDeclaration;
import io.mandi.engine.partner.kind.OnboardingStage;
import io.mandi.engine.partner.kind.PartnerStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnboardingsTest {
    private static final ApprovalDraft BY_MANAGER =
            new ApprovalDraft(Optional.empty(), ApproverLevel.MANAGER, Optional.empty());

    private static OnboardingStage stage(PartnerCase story) {
        return story.partner.onboarding().stage();
    }

    // PT-7
    @Test
    void pt7AManagerApprovesInSteps() {
        PartnerCase story = PartnerCase.of(company());
        assertThat(stage(story)).isEqualTo(OnboardingStage.DRAFT);
        assertThat(story.events)
                .containsExactly(new PartnerEvent.OnboardingStarted(ID, "IN", EntityClass.BUSINESS_ENTITY));
        String gst = story.add(DocumentType.GST_CERTIFICATE);
        assertThat(stage(story)).isEqualTo(OnboardingStage.DOCUMENTS);
        String pan = story.add(DocumentType.PAN_CARD);
        String bank = story.add(DocumentType.CANCELLED_CHEQUE);

        assertThat(story.submit()).containsExactly(new PartnerEvent.OnboardingSubmitted(ID, 65, ApprovalRoute.MANAGER));
        assertThat(stage(story)).isEqualTo(OnboardingStage.SUBMITTED);
        Checked<PartnerChange> early = Onboardings.approve(story.partner, BY_MANAGER, story.occasion);
        assertThat(codes(early)).containsExactly(FlawCode.STATE_CONFLICT);
        assertThat(early.flaws().get(0).detail()).contains("SUBMITTED", "verify documents");

        story.verify(gst);
        assertThat(stage(story)).isEqualTo(OnboardingStage.VERIFICATION);
        story.verify(pan);
        assertThat(codes(Onboardings.approve(story.partner, BY_MANAGER, story.occasion)))
                .containsExactly(FlawCode.DOCUMENT_NOT_VERIFIED);
        story.verify(bank);
        assertThat(story.partner.status()).isEqualTo(PartnerStatus.PENDING);

        assertThat(story.does(Onboardings.approve(story.partner, BY_MANAGER, story.occasion)))
                .containsExactly(new PartnerEvent.Approved(ID, "desk@example.org", Optional.empty()));
        assertThat(story.partner.status()).isEqualTo(PartnerStatus.APPROVED);
        assertThat(stage(story)).isEqualTo(OnboardingStage.APPROVED);
        // PT-12
        assertThat(story.partner.kyc().status()).isEqualTo(KycStatus.VALID);
        assertThat(story.partner.kyc().validUntil()).hasValue(TODAY.plusDays(365));
    }

    // PT-8
    @Test
    void pt8EverythingThatIsMissingIsNamed() {
        IdentityDraft identity = company().identity();
        PartnerCase story = PartnerCase.of(PartnerDraft.EMPTY.with(identity));
        Checked<PartnerChange> checked = Onboardings.submit(story.partner, story.occasion);
        assertThat(fields(checked))
                .containsExactly("pan_number", "gst_number", "documents", "locations", "mobile", "email");
        assertThat(codes(checked)).containsOnly(FlawCode.ONBOARDING_INCOMPLETE);
    }

    // PT-8
    @Test
    void pt8ADeclarationOrAForeignTaxIdStandsInForTheGstin() {
        PartnerCase declared = PartnerCase.of(company()
                .with(new TaxDraft(
                        Optional.empty(),
                        Optional.of("AAACG1234A"),
                        Optional.empty(),
                        Optional.of(NoGstDeclaration.EXEMPTED_CATEGORY))));
        declared.add(DocumentType.BANK_PROOF);
        declared.submit();

        IdentityDraft abroad = new IdentityDraft(
                Optional.empty(),
                Optional.of("Hamburg Cotton GmbH"),
                Optional.empty(),
                Optional.of("de"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(BusinessEntityType.FOREIGN_ENTITY),
                false,
                false);
        PartnerCase foreign = PartnerCase.of(company().with(abroad).with(TaxDraft.EMPTY));
        foreign.add(DocumentType.BANK_PROOF);
        assertThat(fields(Onboardings.submit(foreign.partner, foreign.occasion)))
                .containsExactly("foreign_tax_id");
        foreign.does(Partners.edit(
                foreign.partner,
                foreign.partner
                        .draft()
                        .with(new TaxDraft(Optional.empty(), Optional.empty(), Optional.of("de123"), Optional.empty())),
                PartnerCase.PLACES,
                foreign.occasion));
        foreign.submit();
        assertThat(foreign.partner.identity().partnerCode()).isEqualTo("BP-1");
    }

    // PT-11
    @Test
    void pt11AHighScoreApprovesItselfWithTheLastDocument() {
        PartnerCase story = PartnerCase.of(excellent());
        String gst = story.add(DocumentType.GST_CERTIFICATE);
        String pan = story.add(DocumentType.PAN_CARD);
        String bank = story.add(DocumentType.BANK_PROOF);
        String more = story.add(DocumentType.LAB_ACCREDITATION);
        assertThat(story.submit())
                .containsExactly(new PartnerEvent.OnboardingSubmitted(ID, 100, ApprovalRoute.AUTOMATIC));
        story.verify(gst);
        story.verify(pan);
        story.verify(bank);
        assertThat(story.partner.status()).isEqualTo(PartnerStatus.PENDING);
        assertThat(story.verify(more)).contains(new PartnerEvent.Approved(ID, "system", Decimal.parse("1500000.00")));
        assertThat(story.partner.finance().creditLimit()).isEqualTo(Decimal.parse("1500000.00"));
    }

    // PT-11
    @Test
    void pt11AHighScoreWithVerifiedDocumentsIsApprovedAtOnce() {
        PartnerCase story = PartnerCase.of(excellent());
        story.proves(DocumentType.GST_CERTIFICATE, DocumentType.PAN_CARD, DocumentType.BANK_PROOF);
        story.submit();
        assertThat(story.partner.status()).isEqualTo(PartnerStatus.APPROVED);
    }

    // PT-11
    @ParameterizedTest
    @CsvSource({"DIRECTOR, 30, 50000.00", "DIRECTOR_AFTER_CHECKS, 10, 50000.00", "MANAGER, 55, 100000.00"})
    void pt11LowScoresTakeADirector(ApprovalRoute route, int score, String limit) {
        PartnerCase story = PartnerCase.of(weak(route));
        story.proves(DocumentType.GST_CERTIFICATE, DocumentType.PAN_CARD, DocumentType.BANK_PROOF);
        story.submit();
        assertThat(story.partner.onboarding().submission().orElseThrow().score())
                .isEqualTo(score);
        assertThat(story.partner.onboarding().submission().orElseThrow().route())
                .isEqualTo(route);
        if (route != ApprovalRoute.MANAGER) {
            assertThat(codes(Onboardings.approve(story.partner, BY_MANAGER, story.occasion)))
                    .contains(FlawCode.APPROVER_LEVEL);
        }
        ApprovalDraft byDirector = new ApprovalDraft(Optional.empty(), ApproverLevel.DIRECTOR, Optional.empty());
        if (route == ApprovalRoute.DIRECTOR_AFTER_CHECKS) {
            assertThat(fields(Onboardings.approve(story.partner, byDirector, story.occasion)))
                    .containsExactly("checks");
        }
        story.does(Onboardings.approve(
                story.partner,
                new ApprovalDraft(Optional.empty(), ApproverLevel.DIRECTOR, Optional.of("visited the yard")),
                story.occasion));
        assertThat(story.partner.finance().creditLimit()).isEqualTo(Decimal.parse(limit));
        assertThat(story.partner.onboarding().approval().orElseThrow().checks()).hasValue("visited the yard");
    }

    /** With a turnover of 10 lakh: 55. With poor compliance 30. And, of a proprietorship less than a year old: 10. */
    private static PartnerDraft weak(ApprovalRoute route) {
        IdentityDraft identity = company().identity();
        BusinessEntityType form = route == ApprovalRoute.DIRECTOR_AFTER_CHECKS
                ? BusinessEntityType.PROPRIETORSHIP
                : BusinessEntityType.LLP;
        return company()
                .with(new IdentityDraft(
                        identity.partnerCode(),
                        identity.legalName(),
                        identity.tradeName(),
                        identity.country(),
                        identity.entityClass(),
                        identity.serviceProviderType(),
                        Optional.of(form),
                        false,
                        false))
                .with(new ProfileDraft(
                        route == ApprovalRoute.DIRECTOR_AFTER_CHECKS
                                ? Optional.of(TODAY.minusMonths(11))
                                : Optional.empty(),
                        Decimal.parse("1000000.00"),
                        route == ApprovalRoute.MANAGER ? Optional.empty() : Optional.of(GstCompliance.POOR),
                        false,
                        false));
    }

    // PT-7
    @Test
    void pt7QuestionsAreAnsweredAndSubmittedAgain() {
        PartnerCase story = PartnerCase.of(company());
        story.proves(DocumentType.BANK_PROOF);
        story.submit();
        assertThat(stage(story)).isEqualTo(OnboardingStage.VERIFICATION);
        assertThat(codes(Partners.edit(story.partner, story.partner.draft(), PartnerCase.PLACES, story.occasion)))
                .containsExactly(FlawCode.STATE_CONFLICT);
        assertThat(story.does(Onboardings.requestInfo(story.partner, "Whose account is it?")))
                .containsExactly(new PartnerEvent.InfoRequested(ID, "Whose account is it?"));
        assertThat(story.partner.onboarding().questions()).hasValue("Whose account is it?");
        assertThat(codes(Onboardings.approve(story.partner, BY_MANAGER, story.occasion)))
                .containsExactly(FlawCode.STATE_CONFLICT);
        story.submit();
        assertThat(stage(story)).isEqualTo(OnboardingStage.VERIFICATION);
        assertThat(story.partner.onboarding().questions()).isEmpty();
        assertThat(story.does(Onboardings.reject(story.partner, "it is not theirs")))
                .containsExactly(new PartnerEvent.Rejected(ID, "it is not theirs"));
        assertThat(story.partner.status()).isEqualTo(PartnerStatus.REJECTED);
        assertThat(codes(Onboardings.submit(story.partner, story.occasion))).containsExactly(FlawCode.STATE_CONFLICT);
    }

    // PT-5
    @Test
    void pt5LorriesOfItsOwnNeedTheirDocuments() {
        PartnerCase story = PartnerCase.of(PartnerCase.transporter(true));
        story.proves(DocumentType.GST_CERTIFICATE, DocumentType.PAN_CARD, DocumentType.BANK_PROOF);
        story.submit();
        assertThat(fields(Onboardings.approve(story.partner, BY_MANAGER, story.occasion)))
                .containsExactly("vehicles");
        story.does(PartnerParts.addVehicle(story.partner, "gj 03-ab 1234"));
        assertThat(story.partner.children().vehicles().get(0).number()).isEqualTo("GJ03AB1234");
        Optional<String> vehicle = Optional.of("1");
        story.verify(story.add(DocumentType.VEHICLE_RC, Optional.empty(), vehicle));
        story.verify(story.add(DocumentType.VEHICLE_INSURANCE, Optional.of(TODAY), vehicle));
        story.verify(story.add(DocumentType.VEHICLE_FITNESS, Optional.empty(), vehicle));
        assertThat(Onboardings.approve(story.partner, BY_MANAGER, story.occasion)
                        .flaws())
                .singleElement()
                .satisfies(flaw -> {
                    assertThat(flaw.field()).isEqualTo("vehicles/1");
                    assertThat(flaw.detail()).startsWith("VEHICLE_PERMIT");
                });
        story.verify(story.add(DocumentType.VEHICLE_PERMIT, Optional.empty(), vehicle));
        assertThat(story.partner.status()).isEqualTo(PartnerStatus.APPROVED);
        // CAP-1
        assertThat(story.partner.capabilities(TODAY)).isEmpty();
    }

    // PT-5
    @Test
    void pt5WhoWorksOnCommissionRegistersNoLorry() {
        PartnerCase story = PartnerCase.of(PartnerCase.transporter(false));
        assertThat(codes(PartnerParts.addVehicle(story.partner, "GJ03AB1234")))
                .containsExactly(FlawCode.VEHICLES_NOT_ALLOWED);
        story.proves(DocumentType.GST_CERTIFICATE, DocumentType.PAN_CARD, DocumentType.BANK_PROOF);
        story.submit();
        assertThat(story.partner.status()).isEqualTo(PartnerStatus.APPROVED);
    }

    // PT-9
    @Test
    void pt9AnExpiredDocumentCountsAsNotVerified() {
        PartnerCase story = PartnerCase.of(company());
        story.proves(DocumentType.GST_CERTIFICATE, DocumentType.PAN_CARD);
        story.verify(story.add(DocumentType.BANK_PROOF, Optional.of(TODAY), Optional.empty()));
        story.submit();
        story.later(PartnerCase.NOW.plusSeconds(86_400));
        assertThat(Onboardings.approve(story.partner, BY_MANAGER, story.occasion)
                        .flaws())
                .extracting(flaw -> flaw.detail())
                .containsExactly("BANK_PROOF or CANCELLED_CHEQUE must be there, verified and not expired");
    }

    @Test
    void whatWasHandedInIsTakenBackBeforeItIsExamined() {
        PartnerCase story = PartnerCase.of(company());
        story.proves(DocumentType.GST_CERTIFICATE, DocumentType.PAN_CARD, DocumentType.BANK_PROOF);
        assertThat(story.does(Documents.remove(story.partner, "1", story.occasion)))
                .hasSize(2)
                .contains(new PartnerEvent.Updated(ID, List.of("documents")));
        assertThat(story.partner.capabilities(TODAY)).isEmpty();
        assertThat(codes(Documents.remove(story.partner, "1", story.occasion))).containsExactly(FlawCode.UNKNOWN_PART);
        story.submit();
        assertThat(codes(Documents.remove(story.partner, "2", story.occasion)))
                .containsExactly(FlawCode.STATE_CONFLICT);
    }
}
