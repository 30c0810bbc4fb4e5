package io.mandi.engine.partner.edit;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.kind.OnboardingStage;
import io.mandi.engine.partner.kind.PartnerStatus;
import java.util.Set;

/** In which state a partner is, what can be done with it there, and how it is said when something cannot (PT-7). */
final class Moves {
    /** Longest reason that anybody gives. */
    static final int MAX_REASON_LENGTH = 500;

    private Moves() {}

    /** Its onboarding while that runs, and its status afterwards. */
    static String state(Partner partner) {
        return partner.status() == PartnerStatus.PENDING
                ? partner.onboarding().stage().name()
                : partner.status().name();
    }

    private static String possible(Partner partner) {
        return switch (partner.status()) {
            case PENDING ->
                switch (partner.onboarding().stage()) {
                    case DRAFT, DOCUMENTS -> "edit, add documents, submit";
                    case SUBMITTED -> "verify documents, request information, reject";
                    case VERIFICATION -> "verify documents, request information, approve, reject";
                    case INFO_REQUESTED -> "edit, add documents, submit, reject";
                    case APPROVED, REJECTED -> "nothing";
                };
            case APPROVED -> "edit, ask for amendments, suspend, deactivate";
            case SUSPENDED -> "edit, ask for amendments, reactivate, deactivate";
            case INACTIVE -> "reactivate";
            case REJECTED -> "nothing";
        };
    }

    static Flaw conflict(Partner partner) {
        return new Flaw(
                FlawCode.STATE_CONFLICT, "", "the partner is " + state(partner) + "; possible: " + possible(partner));
    }

    static <T> Checked<T> refused(Partner partner) {
        return Checked.invalid(FlawCode.STATE_CONFLICT, "", conflict(partner).detail());
    }

    static boolean isAt(Partner partner, OnboardingStage... stages) {
        return partner.status() == PartnerStatus.PENDING
                && Set.of(stages).contains(partner.onboarding().stage());
    }

    /** While somebody examines it. */
    static boolean isExamined(Partner partner) {
        return isAt(partner, OnboardingStage.SUBMITTED, OnboardingStage.VERIFICATION);
    }

    /** Approved, or suspended since. */
    static boolean isOnMarket(Partner partner) {
        return partner.status() == PartnerStatus.APPROVED || partner.status() == PartnerStatus.SUSPENDED;
    }

    /** Neither rejected nor gone: something may be added to it. */
    static boolean isOpen(Partner partner) {
        return partner.status() == PartnerStatus.PENDING || isOnMarket(partner);
    }

    /** What was given so far may be taken back. */
    static boolean isUnexamined(Partner partner) {
        return partner.status() == PartnerStatus.PENDING && !isExamined(partner);
    }
}
