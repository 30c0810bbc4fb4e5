package io.mandi.http.api;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.partner.Links;
import io.mandi.engine.partner.Performance;
import io.mandi.engine.partner.capability.Capability;
import io.mandi.engine.partner.edit.CapabilityEdits;
import io.mandi.engine.partner.edit.KycEdits;
import io.mandi.engine.partner.edit.Partners;
import io.mandi.engine.partner.kind.ApproverLevel;
import io.mandi.http.auth.Permission;
import io.mandi.persistence.partner.DatedPartner;
import io.mandi.persistence.partner.PostgresPartners;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** How a partner stands: what it may do, its KYC, what it belongs to, and how well it does. */
final class PartnerStandingRoutes {
    private static final PartnerCalls.View CAPABILITIES = (json, now) -> out -> json.writeCapabilities(out, now);

    private final PartnerCalls calls;
    private final PostgresPartners partners;

    PartnerStandingRoutes(PostgresPartners partners) {
        this.calls = new PartnerCalls(partners);
        this.partners = partners;
    }

    List<Endpoint> endpoints() {
        String one = PartnerCalls.ONE;
        String override = one + "/capabilities/override";
        String renewal = one + "/kyc-renewal";
        return List.of(
                Endpoint.of("GET", one + "/capabilities", Permission.PARTNER_READ, this::capabilities),
                Endpoint.withBody("PUT", override, Permission.PARTNER_DIRECT, this::override),
                Endpoint.of("DELETE", override, Permission.PARTNER_DIRECT, this::clearOverride),
                Endpoint.of("POST", renewal, Permission.PARTNER_UPDATE, this::startRenewal),
                Endpoint.of("POST", renewal + "/complete", Permission.PARTNER_APPROVE, this::completeRenewal),
                Endpoint.withBody("POST", renewal + "/fail", Permission.PARTNER_APPROVE, this::failRenewal),
                Endpoint.withBody("PUT", one + "/links", Permission.PARTNER_APPROVE, this::relate),
                Endpoint.withBody("PUT", one + "/performance", Permission.PARTNER_APPROVE, this::rate));
    }

    // -------------------------------------------------------------------------------------------------- capabilities

    private CompletionStage<Answer> capabilities(Call call) {
        call.parameters();
        PartnerJson json = PartnerJson.to(call.user());
        return partners.partner(PartnerCalls.number(call), call.caller()).handle((found, failure) -> {
            DatedPartner partner =
                    Pages.read(found, failure).orElseThrow(() -> new ProblemException(Problem.notFound()));
            return Answer.of(200, out -> json.writeCapabilities(out, partner))
                    .version(partner.stored().version());
        });
    }

    private CompletionStage<Answer> override(Call call) {
        call.parameters();
        Fields fields = new Fields(call.json(), "");
        List<Capability> capabilities = fields.choices("capabilities", Capability.class);
        String reason = fields.text("reason", Integer.MAX_VALUE);
        fields.check();
        // Nobody comes here without the permission of a director.
        return calls.change(
                call,
                (partner, around) -> CapabilityEdits.override(
                        partner, capabilities, reason, ApproverLevel.DIRECTOR, around.occasion()),
                CAPABILITIES);
    }

    private CompletionStage<Answer> clearOverride(Call call) {
        call.parameters();
        return calls.change(
                call,
                (partner, around) -> CapabilityEdits.clearOverride(partner, ApproverLevel.DIRECTOR, around.occasion()),
                CAPABILITIES);
    }

    // ----------------------------------------------------------------------------------------------------------- KYC

    private CompletionStage<Answer> startRenewal(Call call) {
        call.parameters();
        PartnerCalls.staffOnly(call);
        return calls.change(call, (partner, around) -> KycEdits.startRenewal(partner, around.occasion()));
    }

    private CompletionStage<Answer> completeRenewal(Call call) {
        call.parameters();
        return calls.change(call, (partner, around) -> KycEdits.completeRenewal(partner, around.occasion()));
    }

    private CompletionStage<Answer> failRenewal(Call call) {
        String reason = PartnerRoutes.text(call, "reason");
        return calls.change(call, (partner, around) -> KycEdits.failRenewal(partner, reason));
    }

    // ---------------------------------------------------------------------------------------- links and performance

    private CompletionStage<Answer> relate(Call call) {
        call.parameters();
        Fields fields = new Fields(call.json(), "");
        Links links = new Links(
                fields.optionalText("master_entity_id", Integer.MAX_VALUE),
                fields.optionalText("corporate_group_id", Integer.MAX_VALUE));
        fields.check();
        return calls.change(
                call,
                (partner, around) -> links.masterEntityId().stream().allMatch(around::isPartner)
                        ? Partners.relate(partner, links)
                        : Checked.invalid(
                                FlawCode.VALIDATION_FAILED,
                                "master_entity_id",
                                "must be the id of a partner of the organisation"));
    }

    private CompletionStage<Answer> rate(Call call) {
        call.parameters();
        Fields fields = new Fields(call.json(), "");
        Optional<Decimal> rating = fields.optionalDecimal("rating");
        Optional<Decimal> payment = fields.optionalDecimal("payment_performance");
        Optional<Decimal> delivery = fields.optionalDecimal("delivery_performance");
        Decimal priority = fields.optionalDecimal("buyer_priority").orElse(Performance.NONE.buyerPriority());
        fields.check();
        Performance performance = new Performance(rating, payment, delivery, priority);
        return calls.change(call, (partner, around) -> Partners.rate(partner, performance));
    }
}
