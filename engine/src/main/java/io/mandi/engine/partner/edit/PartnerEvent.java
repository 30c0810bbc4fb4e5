package io.mandi.engine.partner.edit;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.partner.capability.Capability;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.kind.AmendmentKind;
import io.mandi.engine.partner.kind.ApprovalRoute;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.TaxIdType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What has happened to a partner. What is nobody's business but the partner's and the staff's, as a PAN or the number of an account,
 * is in none of them.
 */
public sealed interface PartnerEvent {
    String partnerId();

    /** The kind of event, without the version: {@code partner.approved}. */
    default String family() {
        return "partner."
                + switch (this) {
                    case OnboardingStarted event -> "onboarding_started";
                    case Updated event -> "updated";
                    case DocumentUploaded event -> "document_uploaded";
                    case DocumentVerified event -> "document_verified";
                    case OnboardingSubmitted event -> "onboarding_submitted";
                    case InfoRequested event -> "info_requested";
                    case Approved event -> "approved";
                    case Rejected event -> "rejected";
                    case Suspended event -> "suspended";
                    case Reactivated event -> "reactivated";
                    case Deactivated event -> "deactivated";
                    case TaxIdVerified event -> "tax_id_verified";
                    case CapabilitiesChanged event -> "capabilities_changed";
                    case RelationshipChanged event -> "relationship_changed";
                    case CreditLimitChanged event -> "credit_limit_changed";
                    case KycExpiring event -> "kyc_expiring";
                    case KycExpired event -> "kyc_expired";
                    case KycRenewalStarted event -> "kyc_renewal_started";
                    case KycRenewed event -> "kyc_renewed";
                    case AmendmentRequested event -> "amendment_requested";
                    case AmendmentApproved event -> "amendment_approved";
                    case AmendmentRejected event -> "amendment_rejected";
                    case BranchAdded event -> "branch_added";
                };
    }

    record OnboardingStarted(String partnerId, String country, EntityClass entityClass) implements PartnerEvent {}

    /** @param changedFields their names in JSON; for lists the name of the list */
    record Updated(String partnerId, List<String> changedFields) implements PartnerEvent {
        public Updated {
            changedFields = List.copyOf(changedFields);
        }
    }

    record DocumentUploaded(String partnerId, String documentId, DocumentType type) implements PartnerEvent {}

    record DocumentVerified(String partnerId, String documentId, DocumentType type, Optional<LocalDate> expiresOn)
            implements PartnerEvent {}

    /** @param approver who approves, by the score */
    record OnboardingSubmitted(String partnerId, int score, ApprovalRoute approver) implements PartnerEvent {}

    record InfoRequested(String partnerId, String questions) implements PartnerEvent {}

    record Approved(String partnerId, String approvedBy, Optional<Decimal> creditLimit) implements PartnerEvent {}

    record Rejected(String partnerId, String reason) implements PartnerEvent {}

    record Suspended(String partnerId, String reason) implements PartnerEvent {}

    record Reactivated(String partnerId, String reason) implements PartnerEvent {}

    record Deactivated(String partnerId, String reason) implements PartnerEvent {}

    record TaxIdVerified(String partnerId, TaxIdType taxIdType) implements PartnerEvent {}

    /**
     * @param old what the partner could do before
     * @param current what it can do now
     * @param sourceDocuments ids of the documents that it follows from; none while there is an override
     * @param overrideReason while there is an override
     */
    record CapabilitiesChanged(
            String partnerId,
            List<Capability> old,
            List<Capability> current,
            List<String> sourceDocuments,
            Optional<String> overrideReason)
            implements PartnerEvent {
        public CapabilitiesChanged {
            old = List.copyOf(old);
            current = List.copyOf(current);
            sourceDocuments = List.copyOf(sourceDocuments);
        }
    }

    /** @param field {@code master_entity_id} or {@code corporate_group_id} */
    record RelationshipChanged(String partnerId, String field, Optional<String> old, Optional<String> current)
            implements PartnerEvent {}

    record CreditLimitChanged(
            String partnerId, Optional<Decimal> old, Optional<Decimal> current, Optional<String> reason)
            implements PartnerEvent {}

    record KycExpiring(String partnerId, int daysLeft) implements PartnerEvent {}

    /** @param expiredOn the last day on which it was valid */
    record KycExpired(String partnerId, LocalDate expiredOn) implements PartnerEvent {}

    /** @param dueAt by when it is to be completed */
    record KycRenewalStarted(String partnerId, Instant dueAt) implements PartnerEvent {}

    /** @param validUntil the last day on which it is valid */
    record KycRenewed(String partnerId, LocalDate validUntil) implements PartnerEvent {}

    record AmendmentRequested(String partnerId, String amendmentId, AmendmentKind kind) implements PartnerEvent {}

    record AmendmentApproved(String partnerId, String amendmentId) implements PartnerEvent {}

    record AmendmentRejected(String partnerId, String amendmentId, String reason) implements PartnerEvent {}

    /** @param gstStateCode two digits; absent abroad */
    record BranchAdded(String partnerId, String branchId, Optional<String> gstStateCode) implements PartnerEvent {}
}
