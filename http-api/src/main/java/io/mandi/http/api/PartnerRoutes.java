package io.mandi.http.api;

import io.mandi.engine.book.Idempotency;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.edit.ApprovalDraft;
import io.mandi.engine.partner.edit.Onboardings;
import io.mandi.engine.partner.edit.Partners;
import io.mandi.engine.partner.edit.StatusEdits;
import io.mandi.engine.partner.kind.ApproverLevel;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.KycStatus;
import io.mandi.engine.partner.kind.PartnerStatus;
import io.mandi.http.auth.Permission;
import io.mandi.persistence.partner.DatedPartner;
import io.mandi.persistence.partner.PostgresPartners;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Partners: their records, how they come to be approved, and whether they may take part. */
final class PartnerRoutes {
    private static final Pages.Table TABLE = Pages.Table.of(
            "partners",
            "id,partner_code,legal_name,trade_name,country,entity_class,service_provider_type,business_entity_type,"
                + "is_agriculturist,owns_lorries,master_entity_id,corporate_group_id,gst_number,pan_number,foreign_tax_id,"
                + "no_gst_declaration,tax_id_verified,bank_account,credit_limit,payment_terms_days,mobile,email,phone,"
                + "profile,rating,rating_band,payment_performance,delivery_performance,buyer_priority,status,onboarding,"
                + "kyc_status,kyc_expiry,kyc,capabilities,version,created_at,updated_at");
    private static final Pattern AFTER = Pattern.compile("partner\\.([0-9]{1,18})");
    private static final Pattern COUNTRY = Pattern.compile("[A-Za-z]{2}");

    private final PartnerCalls calls;
    private final PostgresPartners partners;

    PartnerRoutes(PostgresPartners partners) {
        this.calls = new PartnerCalls(partners);
        this.partners = partners;
    }

    List<Endpoint> endpoints() {
        String one = PartnerCalls.ONE;
        return List.of(
                Endpoint.withBody("POST", PartnerCalls.PATH, Permission.PARTNER_CREATE, this::create),
                Endpoint.of("GET", PartnerCalls.PATH, Permission.PARTNER_READ, this::list),
                Endpoint.of("GET", one, Permission.PARTNER_READ, this::get),
                Endpoint.withBody("PATCH", one, Permission.PARTNER_UPDATE, this::change),
                Endpoint.of("POST", one + "/submit", Permission.PARTNER_UPDATE, this::submit),
                Endpoint.withBody("POST", one + "/approve", Permission.PARTNER_APPROVE, this::approve),
                Endpoint.withBody("POST", one + "/reject", Permission.PARTNER_APPROVE, this::reject),
                Endpoint.withBody("POST", one + "/request-info", Permission.PARTNER_APPROVE, this::requestInfo),
                Endpoint.withBody("POST", one + "/suspend", Permission.PARTNER_APPROVE, this::suspend),
                Endpoint.withBody("POST", one + "/reactivate", Permission.PARTNER_APPROVE, this::reactivate),
                Endpoint.withBody("POST", one + "/deactivate", Permission.PARTNER_APPROVE, this::deactivate));
    }

    private CompletionStage<Answer> create(Call call) {
        call.parameters();
        Idempotency key = call.idempotency("POST /partners");
        Fields fields = new Fields(call.json(), "");
        UnaryOperator<PartnerDraft> given = given(call, fields);
        fields.require("legal_name");
        fields.check();
        PartnerDraft draft = given.apply(PartnerDraft.EMPTY);
        return partners.create(draft, PartnerCalls.writer(call, 201, PartnerCalls.View.WHOLE), call.caller(key))
                .handle((outcome, failure) -> PartnerCalls.answer(CatalogueAnswers.written(outcome, failure)));
    }

    private static UnaryOperator<PartnerDraft> given(Call call, Fields fields) {
        if (PartnerFields.nameBank(fields)) {
            PartnerCalls.require(call, Permission.PARTNER_MANAGE_BANK_ACCOUNTS);
        }
        if (PartnerFields.nameCreditLimit(fields)) {
            PartnerCalls.require(call, Permission.PARTNER_APPROVE);
        }
        return PartnerFields.read(fields);
    }

    private CompletionStage<Answer> list(Call call) {
        Call.Parameters parameters = call.parameters(
                "status", "kyc_status", "country", "entity_class", "search", "limit", "cursor", "format");
        Pages.Format format = Pages.format(parameters);
        PostgresPartners.Filter filter = new PostgresPartners.Filter(
                parameters.choice("status", PartnerStatus.class),
                parameters.choice("kyc_status", KycStatus.class),
                parameters.optional("country", COUNTRY, "must be two letters of ISO 3166, as IN"),
                parameters.choice("entity_class", EntityClass.class),
                parameters.optional("search", CatalogueAnswers.SEARCH, CatalogueAnswers.SEARCH_RULE));
        int limit = parameters.integer("limit", CatalogueAnswers.DEFAULT_LIMIT, 1, CatalogueAnswers.MAX_LIMIT);
        Optional<Long> after = CatalogueAnswers.after(parameters, AFTER);
        PartnerJson json = PartnerJson.to(call.user());
        return partners.partners(filter, after, limit + 1, call.caller())
                .handle((found, failure) -> Pages.of(
                        format,
                        TABLE,
                        Pages.read(found, failure),
                        limit,
                        partner -> "partner." + number(partner),
                        json::writeAlone));
    }

    private static long number(DatedPartner dated) {
        return ResourceId.parse(ResourceId.Kind.PARTNER, dated.partner().id())
                .orElseThrow()
                .number();
    }

    private CompletionStage<Answer> get(Call call) {
        call.parameters();
        PartnerJson json = PartnerJson.to(call.user());
        return partners.partner(PartnerCalls.number(call), call.caller()).handle((found, failure) -> {
            DatedPartner partner =
                    Pages.read(found, failure).orElseThrow(() -> new ProblemException(Problem.notFound()));
            return Answer.of(200, out -> json.write(out, partner))
                    .version(partner.stored().version());
        });
    }

    private CompletionStage<Answer> change(Call call) {
        call.parameters();
        PartnerCalls.staffOnly(call);
        Fields fields = new Fields(call.json(), "");
        UnaryOperator<PartnerDraft> given = given(call, fields);
        fields.check();
        return calls.change(
                call,
                (partner, around) ->
                        Partners.edit(partner, given.apply(partner.draft()), around.places(), around.occasion()));
    }

    private CompletionStage<Answer> submit(Call call) {
        call.parameters();
        PartnerCalls.staffOnly(call);
        return calls.change(call, (partner, around) -> Onboardings.submit(partner, around.occasion()));
    }

    private CompletionStage<Answer> approve(Call call) {
        call.parameters();
        Fields fields = new Fields(call.json(), "");
        ApprovalDraft approval = new ApprovalDraft(
                fields.optionalDecimal("credit_limit"),
                call.user().may(Permission.PARTNER_DIRECT) ? ApproverLevel.DIRECTOR : ApproverLevel.MANAGER,
                fields.optionalText("checks", Integer.MAX_VALUE));
        fields.check();
        return calls.change(call, (partner, around) -> Onboardings.approve(partner, approval, around.occasion()));
    }

    private CompletionStage<Answer> requestInfo(Call call) {
        String questions = text(call, "questions");
        return calls.change(call, (partner, around) -> Onboardings.requestInfo(partner, questions));
    }

    private CompletionStage<Answer> reject(Call call) {
        String reason = text(call, "reason");
        return calls.change(call, (partner, around) -> Onboardings.reject(partner, reason));
    }

    private CompletionStage<Answer> suspend(Call call) {
        String reason = text(call, "reason");
        return calls.change(call, (partner, around) -> StatusEdits.suspend(partner, reason));
    }

    private CompletionStage<Answer> reactivate(Call call) {
        String reason = text(call, "reason");
        return calls.change(call, (partner, around) -> StatusEdits.reactivate(partner, reason, around.occasion()));
    }

    private CompletionStage<Answer> deactivate(Call call) {
        String reason = text(call, "reason");
        return calls.change(call, (partner, around) -> StatusEdits.deactivate(partner, reason));
    }

    /** The one field of a body; how long it may be is a rule of the partners. */
    static String text(Call call, String name) {
        call.parameters();
        Fields fields = new Fields(call.json(), "");
        String text = fields.text(name, Integer.MAX_VALUE);
        fields.check();
        return text;
    }
}
