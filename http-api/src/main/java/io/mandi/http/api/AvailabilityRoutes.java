package io.mandi.http.api;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.ApprovalStatus;
import io.mandi.engine.lots.lot.LotDraft;
import io.mandi.engine.lots.lot.LotPatch;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.http.auth.Permission;
import io.mandi.http.desk.Desk;
import io.mandi.http.desk.DeskReply;
import io.mandi.http.desk.Filters;
import io.mandi.http.desk.Listing;
import io.mandi.http.desk.PostedLot;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Lots: what sellers offer. */
final class AvailabilityRoutes {
    static final String PATH = "/api/v1/availabilities";
    static final String ID = "availability_id";
    static final String ONE = PATH + "/{" + ID + "}";

    private static final String NO_REASON = "no reason given";
    private static final Pages.Table TABLE = Pages.Table.of(
            "availabilities",
            "id,commodity_id,variety_code,seller_partner_id,seller_branch_id,quality_params,pre_packed,test_report_url,"
                + "media_urls,location_id,address,city,state_code,country,latitude,longitude,region,total_quantity,available,"
                + "reserved,sold,quantity_unit,min_order_quantity,allow_partial_order,price_type,base_price,rate_unit,"
                + "price_matrix,price_options,currency,payment_term_options,delivery_term_options,passing_term,"
                + "weighment_term,supported_incoterms,market_visibility,allowed_partner_ids,allowed_regions,available_from,"
                + "available_until,expires_at,status,approval_status,risk_status,risk_score,version,created_at,activated_at,"
                + "updated_at");

    private final Desk desk;

    AvailabilityRoutes(Desk desk) {
        this.desk = desk;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.withBody("POST", PATH, Permission.AVAILABILITY_CREATE, this::create),
                Endpoint.of("GET", PATH, Permission.AVAILABILITY_READ, this::list),
                Endpoint.of("GET", ONE, Permission.AVAILABILITY_READ, this::get),
                Endpoint.withBody("PATCH", ONE, Permission.AVAILABILITY_UPDATE, this::change),
                Endpoint.of("POST", ONE + "/submit", Permission.AVAILABILITY_UPDATE, this::submit),
                Endpoint.withOptionalBody("POST", ONE + "/approve", Permission.AVAILABILITY_APPROVE, this::approve),
                Endpoint.withBody("POST", ONE + "/reject", Permission.AVAILABILITY_REJECT, this::reject),
                Endpoint.withOptionalBody("POST", ONE + "/cancel", Permission.AVAILABILITY_CANCEL, this::cancel));
    }

    private CompletionStage<Answer> create(Call call) {
        call.parameters();
        Caller caller = DeskCalls.creator(call);
        Fields fields = new Fields(call.json(), "");
        String commodity = fields.text(LotFields.COMMODITY, Integer.MAX_VALUE);
        String seller = DeskCalls.owner(fields, call.user(), LotFields.SELLER);
        LotDraft draft = LotFields.draft(fields);
        boolean isDraft = fields.optionalFlag("draft").orElse(false);
        boolean allowDuplicate = fields.optionalFlag("allow_duplicate").orElse(false);
        fields.check();
        Desk.NewLot lot = new Desk.NewLot(DeskCalls.commodity(call, commodity), seller, draft, isDraft, allowDuplicate);
        return desk.createLot(caller, lot)
                .handle(DeskCalls.changed(
                        call,
                        seller,
                        done -> answer(call, 201, done)
                                .with("Location", PATH + "/" + done.value().id())));
    }

    private static Answer answer(Call call, int status, DeskReply.Done<PostedLot> done) {
        LotJson json = LotJson.to(call.user());
        PostedLot posted = done.value();
        Answer answer = Answer.of(status, out -> json.write(out, posted, done.warnings()))
                .version(posted.lot().version());
        return ConsistencyToken.mark(answer, posted.id().owner(), done.journalSequence());
    }

    private CompletionStage<Answer> get(Call call) {
        call.parameters();
        ResourceId id = id(call);
        LotJson json = LotJson.to(call.user());
        return desk.lot(call.caller(), id)
                .handle(DeskCalls.found(
                        call,
                        id.toString(),
                        done -> Answer.of(200, out -> json.write(out, done.value()))
                                .version(done.value().lot().version())));
    }

    static ResourceId id(Call call) {
        return DeskCalls.id(call, ResourceId.Kind.AVAILABILITY, ID);
    }

    private CompletionStage<Answer> list(Call call) {
        Call.Parameters parameters = call.parameters(
                LotFields.SELLER,
                LotFields.COMMODITY,
                "status",
                "approval_status",
                "location_id",
                "created_from",
                "created_before",
                "limit",
                "cursor",
                "format");
        Pages.Format format = Pages.format(parameters);
        Filters.Lots filter = new Filters.Lots(
                DeskCalls.partner(call, parameters, LotFields.SELLER),
                DeskCalls.id(call, ResourceId.Kind.COMMODITY, parameters.text(LotFields.COMMODITY)),
                parameters.choice("status", LotStatus.class),
                parameters.choice("approval_status", ApprovalStatus.class),
                DeskCalls.id(call, ResourceId.Kind.LOCATION, parameters.text("location_id")),
                DeskCalls.time(parameters, "created_from"),
                DeskCalls.time(parameters, "created_before"));
        Listing listing = DeskCalls.listing(call, parameters);
        LotJson json = LotJson.to(call.user());
        return desk.lots(call.caller(), filter, listing)
                .handle((found, failure) -> Pages.of(
                        format,
                        TABLE,
                        Pages.read(found, failure),
                        DeskCalls.limit(parameters),
                        posted -> DeskCalls.place(posted.lot().createdAt(), posted.id()),
                        json::write));
    }

    private CompletionStage<Answer> change(Call call) {
        call.parameters();
        ResourceId id = id(call);
        Caller caller = DeskCalls.changer(call);
        LotPatch patch = LotFields.patch(call.json());
        return changed(call, id, desk.editLot(caller, id, patch));
    }

    private CompletionStage<Answer> submit(Call call) {
        call.parameters();
        ResourceId id = id(call);
        return changed(call, id, desk.submitLot(DeskCalls.changer(call), id));
    }

    private CompletionStage<Answer> approve(Call call) {
        call.parameters();
        ResourceId id = id(call);
        Fields fields = new Fields(call.json(), "");
        Optional<String> notes = fields.optionalText("notes", Integer.MAX_VALUE);
        fields.check();
        return changed(call, id, desk.approveLot(DeskCalls.changer(call), id, notes));
    }

    private CompletionStage<Answer> reject(Call call) {
        String reason = PartnerRoutes.text(call, "reason");
        ResourceId id = id(call);
        return changed(call, id, desk.rejectLot(DeskCalls.changer(call), id, reason));
    }

    private CompletionStage<Answer> cancel(Call call) {
        call.parameters();
        ResourceId id = id(call);
        Fields fields = new Fields(call.json(), "");
        String reason = fields.optionalText("reason", Integer.MAX_VALUE).orElse(NO_REASON);
        fields.check();
        return changed(call, id, desk.cancelLot(DeskCalls.changer(call), id, reason));
    }

    private static CompletionStage<Answer> changed(
            Call call, ResourceId id, CompletionStage<DeskReply<PostedLot>> reply) {
        return reply.handle(DeskCalls.changed(call, id.toString(), done -> answer(call, 200, done)));
    }
}
