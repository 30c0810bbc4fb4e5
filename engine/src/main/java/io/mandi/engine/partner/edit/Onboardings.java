package io.mandi.engine.partner.edit;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.place.State;
import io.mandi.engine.partner.Finance;
import io.mandi.engine.partner.Kyc;
import io.mandi.engine.partner.Onboarding;
import io.mandi.engine.partner.OnboardingScore;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.Submission;
import io.mandi.engine.partner.Tax;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.kind.ApprovalRoute;
import io.mandi.engine.partner.kind.ApproverLevel;
import io.mandi.engine.partner.kind.LocationKind;
import io.mandi.engine.partner.kind.OnboardingStage;
import io.mandi.engine.partner.kind.PartnerStatus;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Decides what becomes of onboardings (PT-7). */
public final class Onboardings {
    /** Longest text of questions, or of what was checked. */
    public static final int MAX_TEXT_LENGTH = 2_000;

    private static final String CHECKS = "checks";

    private Onboardings() {}

    /** Asks for the approval. Who gives it follows from the score, which is taken now (PT-8, PT-10, PT-11). */
    public static Checked<PartnerChange> submit(Partner partner, Occasion occasion) {
        if (!Moves.isUnexamined(partner)) {
            return Moves.refused(partner);
        }
        Inspection inspection = new Inspection();
        checkComplete(inspection, partner, occasion.today());
        return inspection.result(() -> {
            OnboardingScore score = OnboardingScore.of(partner.identity(), partner.profile(), occasion.today());
            Work work = new Work(partner)
                    .set(partner.with(new Onboarding(
                            PartnerStatus.PENDING,
                            OnboardingStage.SUBMITTED,
                            Optional.of(new Submission(occasion.at(), score.points(), score.route())),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty())))
                    .tell(new PartnerEvent.OnboardingSubmitted(partner.id(), score.points(), score.route()));
            if (partner.children().documents().stream().anyMatch(document -> document.isVerified(occasion.today()))) {
                afterVerification(work, occasion);
            }
            return work.change();
        });
    }

    /** PT-8. */
    private static void checkComplete(Inspection inspection, Partner partner, LocalDate today) {
        Tax tax = partner.tax();
        if (partner.identity().country().equals(State.COUNTRY)) {
            need(inspection, tax.panNumber().isPresent(), "pan_number", "must be given");
            need(
                    inspection,
                    tax.gstNumber().isPresent() || tax.noGstDeclaration().isPresent(),
                    "gst_number",
                    "must be given, or no_gst_declaration must");
        } else {
            need(inspection, tax.foreignTaxId().isPresent(), "foreign_tax_id", "must be given");
        }
        need(
                inspection,
                partner.children().documents().stream()
                        .anyMatch(document ->
                                DocumentType.OF_A_BANK_ACCOUNT.contains(document.type()) && !document.isExpired(today)),
                "documents",
                "BANK_PROOF or CANCELLED_CHEQUE must be there");
        need(
                inspection,
                partner.children().locations().stream().anyMatch(location -> location.kind() == LocationKind.PRINCIPAL),
                "locations",
                "a PRINCIPAL location must be there");
        need(inspection, partner.contact().mobile().isPresent(), "mobile", "must be given");
        need(inspection, partner.contact().email().isPresent(), "email", "must be given");
    }

    private static void need(Inspection inspection, boolean there, String field, String detail) {
        if (!there) {
            inspection.note(FlawCode.ONBOARDING_INCOMPLETE, field, detail);
        }
    }

    /** What follows when a document of a submitted partner is verified. */
    static void afterVerification(Work work, Occasion occasion) {
        Partner partner = work.partner();
        if (Moves.isAt(partner, OnboardingStage.SUBMITTED)) {
            work.set(partner.with(partner.onboarding().with(OnboardingStage.VERIFICATION)));
        }
        boolean automatic = Moves.isAt(work.partner(), OnboardingStage.VERIFICATION)
                && route(work.partner()) == ApprovalRoute.AUTOMATIC;
        boolean allVerified =
                partner.children().documents().stream().allMatch(document -> document.isVerified(occasion.today()));
        if (automatic
                && allVerified
                && RequiredDocuments.missing(partner, occasion.today()).isEmpty()) {
            approve(work, Occasion.SYSTEM, Optional.empty(), Optional.empty(), occasion);
        }
    }

    private static ApprovalRoute route(Partner partner) {
        return partner.onboarding().submission().orElseThrow().route();
    }

    private static void approve(
            Work work, String by, Optional<Decimal> given, Optional<String> checks, Occasion occasion) {
        Partner partner = work.partner();
        Onboarding onboarding = partner.onboarding();
        Finance finance = partner.finance();
        Optional<Decimal> limit = given.or(finance::creditLimit)
                .or(() -> new OnboardingScore(
                                onboarding.submission().orElseThrow().score())
                        .suggestedLimit(partner.profile()));
        work.set(partner.with(new Onboarding(
                                PartnerStatus.APPROVED,
                                OnboardingStage.APPROVED,
                                onboarding.submission(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new Onboarding.Approval(occasion.at(), by, checks))))
                        .with(new Finance(finance.bank(), limit, finance.paymentTermsDays()))
                        .with(Kyc.validFrom(occasion.today())))
                .tell(new PartnerEvent.Approved(work.id(), by, limit));
    }

    /** Sends a submission back with questions; the partner submits again. */
    public static Checked<PartnerChange> requestInfo(Partner partner, String questions) {
        if (!Moves.isExamined(partner)) {
            return Moves.refused(partner);
        }
        Inspection inspection = new Inspection();
        String stated = inspection.text("questions", questions, MAX_TEXT_LENGTH);
        Onboarding before = partner.onboarding();
        return inspection.result(() -> new PartnerChange(
                partner.with(new Onboarding(
                        before.status(),
                        OnboardingStage.INFO_REQUESTED,
                        before.submission(),
                        Optional.of(stated),
                        Optional.empty(),
                        Optional.empty())),
                List.of(new PartnerEvent.InfoRequested(partner.id(), stated))));
    }

    /**
     * Approves a partner whose mandatory documents are verified; its KYC begins. Without a credit limit it gets the one that was set
     * before, or the one that the score suggests (PT-11).
     */
    public static Checked<PartnerChange> approve(Partner partner, ApprovalDraft approval, Occasion occasion) {
        if (!Moves.isAt(partner, OnboardingStage.VERIFICATION)) {
            return Moves.refused(partner);
        }
        Inspection inspection = new Inspection();
        ApprovalRoute route = route(partner);
        boolean byDirector = route == ApprovalRoute.DIRECTOR || route == ApprovalRoute.DIRECTOR_AFTER_CHECKS;
        if (byDirector && approval.level() != ApproverLevel.DIRECTOR) {
            inspection.note(FlawCode.APPROVER_LEVEL, "", "a director must approve a partner of this score");
        }
        Optional<String> checks = inspection.text(CHECKS, approval.checks(), MAX_TEXT_LENGTH);
        inspection.require(
                route != ApprovalRoute.DIRECTOR_AFTER_CHECKS || checks.isPresent(),
                CHECKS,
                "must say what was checked besides, at this score");
        approval.creditLimit().ifPresent(limit -> inspection.decimals("credit_limit", limit, Inspection.PRICE_SCALE));
        RequiredDocuments.missing(partner, occasion.today()).forEach(inspection::note);
        return inspection.result(() -> {
            Work work = new Work(partner);
            approve(work, occasion.user(), approval.creditLimit(), checks, occasion);
            return work.change();
        });
    }

    /** Ends an onboarding. */
    public static Checked<PartnerChange> reject(Partner partner, String reason) {
        if (!Moves.isExamined(partner) && !Moves.isAt(partner, OnboardingStage.INFO_REQUESTED)) {
            return Moves.refused(partner);
        }
        Inspection inspection = new Inspection();
        String stated = inspection.text("reason", reason, Moves.MAX_REASON_LENGTH);
        return inspection.result(() -> new PartnerChange(
                partner.with(new Onboarding(
                        PartnerStatus.REJECTED,
                        OnboardingStage.REJECTED,
                        partner.onboarding().submission(),
                        Optional.empty(),
                        Optional.of(stated),
                        Optional.empty())),
                List.of(new PartnerEvent.Rejected(partner.id(), stated))));
    }
}
