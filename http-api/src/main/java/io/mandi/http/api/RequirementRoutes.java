package io.mandi.http.api;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.match.Intent;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.need.NeedDraft;
import io.mandi.engine.lots.need.NeedPatch;
import io.mandi.http.auth.Permission;
import io.mandi.http.desk.Allocation;
import io.mandi.http.desk.Desk;
import io.mandi.http.desk.DeskReply;
import io.mandi.http.desk.Filters;
import io.mandi.http.desk.Listing;
import io.mandi.http.desk.PostedNeed;
import io.mandi.http.desk.ReservationView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Needs: what buyers want. */
final class RequirementRoutes {
    static final String PATH = "/api/v1/requirements";
    static final String ID = "requirement_id";
    static final String ONE = PATH + "/{" + ID + "}";

    private static final String EQUIVALENTS = "commodity_equivalents/";
    private static final Pages.Table TABLE = Pages.Table.of(
            "requirements",
            "id,requirement_number,buyer_partner_id,buyer_branch_id,commodity_id,commodity_equivalents,min_quantity,"
                + "max_quantity,preferred_quantity,min_lot_quantity,quantity_unit,quality_requirements,max_budget_per_unit,"
                + "preferred_price_per_unit,rate_unit,total_budget,currency,delivery_locations,delivery_window_start,"
                + "delivery_window_end,delivery_flexibility_hours,preferred_delivery_terms,preferred_payment_terms,"
                + "preferred_incoterm,market_visibility,invited_seller_ids,allowed_regions,urgency,intent,auto_allocate,"
                + "base_unit,held,purchased,committed,held_value,spent,valid_from,valid_until,status,risk_status,risk_score,"
                + "version,created_at,published_at,updated_at");

    private final Desk desk;

    RequirementRoutes(Desk desk) {
        this.desk = desk;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.withBody("POST", PATH, Permission.REQUIREMENT_CREATE, this::create),
                Endpoint.of("GET", PATH, Permission.REQUIREMENT_READ, this::list),
                Endpoint.of("GET", ONE, Permission.REQUIREMENT_READ, this::get),
                Endpoint.withBody("PATCH", ONE, Permission.REQUIREMENT_UPDATE, this::change),
                Endpoint.of("POST", ONE + "/publish", Permission.REQUIREMENT_UPDATE, this::publish),
                Endpoint.withBody("POST", ONE + "/cancel", Permission.REQUIREMENT_CANCEL, this::cancel),
                Endpoint.of("POST", ONE + "/close", Permission.REQUIREMENT_FULFILL, this::close),
                Endpoint.of("POST", ONE + "/allocate", Permission.MATCHING_EXECUTE, this::allocate));
    }

    private CompletionStage<Answer> create(Call call) {
        call.parameters();
        Caller caller = DeskCalls.creator(call);
        Fields fields = new Fields(call.json(), "");
        String commodity = fields.text(NeedFields.COMMODITY, Integer.MAX_VALUE);
        String buyer = DeskCalls.owner(fields, call.user(), NeedFields.BUYER);
        NeedDraft draft = NeedFields.draft(fields);
        boolean allowDuplicate = fields.optionalFlag("allow_duplicate").orElse(false);
        fields.check();
        Desk.NewNeed need = new Desk.NewNeed(DeskCalls.commodity(call, commodity), buyer, draft, allowDuplicate);
        return desk.createNeed(caller, need)
                .handle(DeskCalls.changed(
                        call,
                        buyer,
                        relocated(draft.equivalents().keySet()),
                        done -> answer(call, 201, done)
                                .with("Location", PATH + "/" + done.value().id())));
    }

    /** Flaws of equivalents name the commodity; in the body it is an element of a list. */
    private static UnaryOperator<Flaw> relocated(Collection<String> equivalents) {
        List<String> order = new ArrayList<>(equivalents);
        return flaw -> {
            if (!flaw.field().startsWith(EQUIVALENTS)) {
                return flaw;
            }
            String rest = flaw.field().substring(EQUIVALENTS.length());
            String commodity = rest.endsWith("/ratio") ? rest.substring(0, rest.length() - "/ratio".length()) : rest;
            int index = order.indexOf(commodity);
            String below = rest.equals(commodity) ? "/" + NeedFields.COMMODITY : "/ratio";
            return index < 0 ? flaw : new Flaw(flaw.code(), EQUIVALENTS + index + below, flaw.detail());
        };
    }

    private static Answer answer(Call call, int status, DeskReply.Done<PostedNeed> done) {
        NeedJson json = NeedJson.to(call.user());
        PostedNeed posted = done.value();
        Answer answer = Answer.of(status, out -> json.write(out, posted, done.warnings()))
                .version(posted.need().version());
        return ConsistencyToken.mark(answer, posted.id().owner(), done.journalSequence());
    }

    static ResourceId id(Call call) {
        return DeskCalls.id(call, ResourceId.Kind.REQUIREMENT, ID);
    }

    private CompletionStage<Answer> get(Call call) {
        call.parameters();
        ResourceId id = id(call);
        NeedJson json = NeedJson.to(call.user());
        return desk.need(call.caller(), id)
                .handle(DeskCalls.found(
                        call,
                        id.toString(),
                        done -> Answer.of(200, out -> json.write(out, done.value()))
                                .version(done.value().need().version())));
    }

    private CompletionStage<Answer> list(Call call) {
        Call.Parameters parameters = call.parameters(
                NeedFields.BUYER, NeedFields.COMMODITY, "status", "urgency", "intent", "limit", "cursor", "format");
        Pages.Format format = Pages.format(parameters);
        Filters.Needs filter = new Filters.Needs(
                DeskCalls.partner(call, parameters, NeedFields.BUYER),
                DeskCalls.id(call, ResourceId.Kind.COMMODITY, parameters.text(NeedFields.COMMODITY)),
                parameters.choice("status", NeedStatus.class),
                parameters.choice("urgency", Urgency.class),
                parameters.choice("intent", Intent.class));
        Listing listing = DeskCalls.listing(call, parameters);
        NeedJson json = NeedJson.to(call.user());
        return desk.needs(call.caller(), filter, listing)
                .handle((found, failure) -> Pages.of(
                        format,
                        TABLE,
                        Pages.read(found, failure),
                        DeskCalls.limit(parameters),
                        posted -> DeskCalls.place(posted.need().createdAt(), posted.id()),
                        json::write));
    }

    private CompletionStage<Answer> change(Call call) {
        call.parameters();
        ResourceId id = id(call);
        Caller caller = DeskCalls.changer(call);
        NeedPatch patch = NeedFields.patch(call.json());
        List<String> equivalents =
                patch.equivalents().map(given -> List.copyOf(given.keySet())).orElse(List.of());
        return desk.editNeed(caller, id, patch)
                .handle(DeskCalls.changed(
                        call, id.toString(), relocated(equivalents), done -> answer(call, 200, done)));
    }

    private CompletionStage<Answer> publish(Call call) {
        call.parameters();
        ResourceId id = id(call);
        return changed(call, id, desk.publishNeed(DeskCalls.changer(call), id));
    }

    private CompletionStage<Answer> cancel(Call call) {
        String reason = PartnerRoutes.text(call, "reason");
        ResourceId id = id(call);
        return changed(call, id, desk.cancelNeed(DeskCalls.changer(call), id, reason));
    }

    private CompletionStage<Answer> close(Call call) {
        call.parameters();
        ResourceId id = id(call);
        return changed(call, id, desk.closeNeed(DeskCalls.changer(call), id));
    }

    private static CompletionStage<Answer> changed(
            Call call, ResourceId id, CompletionStage<DeskReply<PostedNeed>> reply) {
        return reply.handle(DeskCalls.changed(call, id.toString(), done -> answer(call, 200, done)));
    }

    private CompletionStage<Answer> allocate(Call call) {
        call.parameters();
        ResourceId id = id(call);
        return desk.allocate(DeskCalls.changer(call), id)
                .handle(DeskCalls.changed(call, id.toString(), done -> answerAllocation(call, done)));
    }

    private static Answer answerAllocation(Call call, DeskReply.Done<Allocation> done) {
        Allocation allocation = done.value();
        NeedJson needs = NeedJson.to(call.user());
        ReservationJson reservations = ReservationJson.to(call.user());
        Answer answer = Answer.of(200, out -> {
                    out.writeStartObject();
                    CatalogueAnswers.writeText(out, "allocation_type", allocation.type());
                    out.writeFieldName("requirement");
                    needs.write(out, allocation.need());
                    out.writeArrayFieldStart("reservations");
                    for (ReservationView reservation : allocation.reservations()) {
                        reservations.write(out, reservation);
                    }
                    out.writeEndArray();
                    out.writeEndObject();
                })
                .version(allocation.need().need().version());
        return ConsistencyToken.mark(answer, allocation.need().id().owner(), done.journalSequence());
    }
}
