package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.event.Effect;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.partner.edit.PartnerEvent;
import io.mandi.engine.partner.edit.PartnerEvent.AmendmentApproved;
import io.mandi.engine.partner.edit.PartnerEvent.AmendmentRejected;
import io.mandi.engine.partner.edit.PartnerEvent.AmendmentRequested;
import io.mandi.engine.partner.edit.PartnerEvent.Approved;
import io.mandi.engine.partner.edit.PartnerEvent.BranchAdded;
import io.mandi.engine.partner.edit.PartnerEvent.CapabilitiesChanged;
import io.mandi.engine.partner.edit.PartnerEvent.CreditLimitChanged;
import io.mandi.engine.partner.edit.PartnerEvent.Deactivated;
import io.mandi.engine.partner.edit.PartnerEvent.DocumentUploaded;
import io.mandi.engine.partner.edit.PartnerEvent.DocumentVerified;
import io.mandi.engine.partner.edit.PartnerEvent.InfoRequested;
import io.mandi.engine.partner.edit.PartnerEvent.KycExpired;
import io.mandi.engine.partner.edit.PartnerEvent.KycExpiring;
import io.mandi.engine.partner.edit.PartnerEvent.KycRenewalStarted;
import io.mandi.engine.partner.edit.PartnerEvent.KycRenewed;
import io.mandi.engine.partner.edit.PartnerEvent.OnboardingStarted;
import io.mandi.engine.partner.edit.PartnerEvent.OnboardingSubmitted;
import io.mandi.engine.partner.edit.PartnerEvent.Reactivated;
import io.mandi.engine.partner.edit.PartnerEvent.Rejected;
import io.mandi.engine.partner.edit.PartnerEvent.RelationshipChanged;
import io.mandi.engine.partner.edit.PartnerEvent.Suspended;
import io.mandi.engine.partner.edit.PartnerEvent.TaxIdVerified;
import io.mandi.engine.partner.edit.PartnerEvent.Updated;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** What happens to a partner, as its journal holds it. */
public final class PartnerEffects {
    /** The types of all of them. */
    static final List<String> TYPES = List.of(
            "partner.onboarding_started.v1",
            "partner.updated.v1",
            "partner.document_uploaded.v1",
            "partner.document_verified.v1",
            "partner.onboarding_submitted.v1",
            "partner.info_requested.v1",
            "partner.approved.v1",
            "partner.rejected.v1",
            "partner.suspended.v1",
            "partner.reactivated.v1",
            "partner.deactivated.v1",
            "partner.tax_id_verified.v1",
            "partner.capabilities_changed.v1",
            "partner.relationship_changed.v1",
            "partner.credit_limit_changed.v1",
            "partner.kyc_expiring.v1",
            "partner.kyc_expired.v1",
            "partner.kyc_renewal_started.v1",
            "partner.kyc_renewed.v1",
            "partner.amendment_requested.v1",
            "partner.amendment_approved.v1",
            "partner.amendment_rejected.v1",
            "partner.branch_added.v1");

    private static final String VERSION = ".v1";
    private static final String REASON = "reason";
    private static final String DOCUMENT_ID = "document_id";
    private static final String AMENDMENT_ID = "amendment_id";

    private PartnerEffects() {}

    /** @param event of a partner whose id is a {@link ResourceId} */
    public static Effect of(PartnerEvent event) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("partner_id", event.partnerId());
        put(data, event);
        long number = ResourceId.parse(ResourceId.Kind.PARTNER, event.partnerId())
                .orElseThrow()
                .number();
        return new Effect(event.family() + VERSION, List.of(number), data);
    }

    private static void put(ObjectNode data, PartnerEvent event) {
        switch (event) {
            case OnboardingStarted started -> {
                data.put("country", started.country());
                data.put("entity_class", started.entityClass().name());
            }
            case Updated updated -> put(data, "changed_fields", updated.changedFields());
            case DocumentUploaded uploaded -> {
                data.put(DOCUMENT_ID, uploaded.documentId());
                data.put("type", uploaded.type().name());
            }
            case DocumentVerified verified -> {
                data.put(DOCUMENT_ID, verified.documentId());
                data.put("type", verified.type().name());
                data.put("expires_on", text(verified.expiresOn()));
            }
            case OnboardingSubmitted submitted -> {
                data.put("score", submitted.score());
                data.put("approver", submitted.approver().name());
            }
            case InfoRequested requested -> data.put("questions", requested.questions());
            case Approved approved -> {
                data.put("approved_by", approved.approvedBy());
                data.put("credit_limit", text(approved.creditLimit()));
            }
            case Rejected rejected -> data.put(REASON, rejected.reason());
            case Suspended suspended -> data.put(REASON, suspended.reason());
            case Reactivated reactivated -> data.put(REASON, reactivated.reason());
            case Deactivated deactivated -> data.put(REASON, deactivated.reason());
            case TaxIdVerified verified ->
                data.put("tax_id_type", verified.taxIdType().name());
            case CapabilitiesChanged changed -> {
                put(data, "old", changed.old().stream().map(Enum::name).toList());
                put(data, "new", changed.current().stream().map(Enum::name).toList());
                put(data, "source_documents", changed.sourceDocuments());
                data.put("override_reason", text(changed.overrideReason()));
            }
            case RelationshipChanged changed -> {
                data.put("field", changed.field());
                data.put("old", text(changed.old()));
                data.put("new", text(changed.current()));
            }
            case CreditLimitChanged changed -> {
                data.put("old", text(changed.old()));
                data.put("new", text(changed.current()));
                data.put(REASON, text(changed.reason()));
            }
            case KycExpiring expiring -> data.put("days_left", expiring.daysLeft());
            case KycExpired expired ->
                data.put("expired_on", expired.expiredOn().toString());
            case KycRenewalStarted started -> data.put("due_at", time(started.dueAt()));
            case KycRenewed renewed ->
                data.put("valid_until", renewed.validUntil().toString());
            case AmendmentRequested requested -> {
                data.put(AMENDMENT_ID, requested.amendmentId());
                data.put("kind", requested.kind().name());
            }
            case AmendmentApproved approved -> data.put(AMENDMENT_ID, approved.amendmentId());
            case AmendmentRejected rejected -> {
                data.put(AMENDMENT_ID, rejected.amendmentId());
                data.put(REASON, rejected.reason());
            }
            case BranchAdded added -> {
                data.put("branch_id", added.branchId());
                data.put("gst_state_code", text(added.gstStateCode()));
            }
        }
    }

    private static void put(ObjectNode data, String field, List<String> texts) {
        ArrayNode array = data.putArray(field);
        texts.forEach(array::add);
    }

    private static String text(Optional<?> value) {
        return value.map(Object::toString).orElse(null);
    }

    private static String time(Instant at) {
        return Timestamp.of(ChronoUnit.MICROS.between(Instant.EPOCH, at));
    }
}
