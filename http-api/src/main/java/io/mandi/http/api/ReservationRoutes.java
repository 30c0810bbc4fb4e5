package io.mandi.http.api;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.reservation.ReservationStatus;
import io.mandi.http.auth.Permission;
import io.mandi.http.auth.Tokens;
import io.mandi.http.desk.Desk;
import io.mandi.http.desk.DeskReply;
import io.mandi.http.desk.Filters;
import io.mandi.http.desk.Listing;
import io.mandi.http.desk.LotReference;
import io.mandi.http.desk.ReservationView;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Reservations: what of a lot is kept for somebody. */
final class ReservationRoutes {
    private static final String PATH = "/api/v1/reservations";
    private static final String ID = "reservation_id";
    private static final String ONE = PATH + "/{" + ID + "}";

    private static final String HOLDER = "holder_partner_id";
    private static final String NO_REASON = "no reason given";
    /** Anything else is no token of a match, whatever tokens there are. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{22,512}");

    private static final Pattern REASON = CatalogueAnswers.SEARCH;
    private static final Pages.Table TABLE = Pages.Table.of(
            "reservations",
            "reservation_id,availability_id,requirement_id,quantity,quantity_unit,base_quantity,price,rate_unit,currency,"
                + "value,payment_terms,delivery_terms,passing_term,weighment_term,risk_status,status,trade_id,reserved_at,"
                + "expires_at,updated_at,version,disclosure_stage,seller_partner_id,seller,holder_partner_id,holder");

    private final Desk desk;

    ReservationRoutes(Desk desk) {
        this.desk = desk;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.withBody(
                        "POST",
                        AvailabilityRoutes.ONE + "/reservations",
                        Permission.AVAILABILITY_RESERVE,
                        this::reserve),
                Endpoint.of("GET", PATH, Permission.AVAILABILITY_READ, this::list),
                Endpoint.of("GET", ONE, Permission.AVAILABILITY_READ, this::get),
                Endpoint.of("DELETE", ONE, Permission.AVAILABILITY_RELEASE, this::release));
    }

    private CompletionStage<Answer> reserve(Call call) {
        call.parameters();
        LotReference lot = lot(call);
        Caller caller = DeskCalls.creator(call);
        Fields fields = new Fields(call.json(), "");
        Decimal quantity = fields.decimal("quantity");
        Optional<String> unit = fields.optionalText("quantity_unit", Integer.MAX_VALUE);
        OptionalInt hours = fields.optionalInteger("hours", Integer.MIN_VALUE, Integer.MAX_VALUE);
        Optional<String> need = fields.optionalText(RequirementRoutes.ID, Integer.MAX_VALUE);
        Optional<String> holder = DeskCalls.holder(fields, call.user(), need.isPresent());
        fields.check();
        Desk.NewReservation reservation = new Desk.NewReservation(
                lot,
                holder,
                quantity,
                unit,
                hours.isPresent() ? Optional.of(hours.getAsInt()) : Optional.empty(),
                DeskCalls.id(call, ResourceId.Kind.REQUIREMENT, need));
        return desk.reserve(caller, reservation)
                .handle(DeskCalls.changed(
                        call,
                        call.path().get(AvailabilityRoutes.ID),
                        done -> answer(call, 201, done)
                                .with("Location", PATH + "/" + done.value().id())));
    }

    /** By its id, or by the token of a match (TEN-6). */
    private static LotReference lot(Call call) {
        String named = call.path().get(AvailabilityRoutes.ID);
        if (ResourceId.parse(ResourceId.Kind.AVAILABILITY, named).isPresent()) {
            return new LotReference.ById(AvailabilityRoutes.id(call));
        }
        if (TOKEN.matcher(named).matches()) {
            return new LotReference.ByToken(named);
        }
        throw new ProblemException(Problem.notFound());
    }

    private static Answer answer(Call call, int status, DeskReply.Done<ReservationView> done) {
        ReservationView view = done.value();
        ReservationJson json = ReservationJson.to(call.user());
        Answer answer = Answer.of(status, out -> json.write(out, view))
                .version(view.reservation().version());
        return ConsistencyToken.mark(answer, view.id().owner(), done.journalSequence());
    }

    private static ResourceId id(Call call) {
        return DeskCalls.id(call, ResourceId.Kind.RESERVATION, ID);
    }

    private CompletionStage<Answer> get(Call call) {
        call.parameters();
        ResourceId id = id(call);
        ReservationJson json = ReservationJson.to(call.user());
        return desk.reservation(call.caller(), id)
                .handle(DeskCalls.found(
                        call,
                        id.toString(),
                        done -> Answer.of(200, out -> json.write(out, done.value()))
                                .version(done.value().reservation().version())));
    }

    private CompletionStage<Answer> release(Call call) {
        Call.Parameters parameters = call.parameters("reason");
        ResourceId id = id(call);
        String reason = parameters
                .optional("reason", REASON, CatalogueAnswers.SEARCH_RULE)
                .orElse(NO_REASON);
        return desk.release(DeskCalls.changer(call), id, reason)
                .handle(DeskCalls.changed(call, id.toString(), done -> answer(call, 200, done)));
    }

    private CompletionStage<Answer> list(Call call) {
        Call.Parameters parameters = call.parameters(
                "partner_id",
                HOLDER,
                AvailabilityRoutes.ID,
                RequirementRoutes.ID,
                "status",
                "limit",
                "cursor",
                "format");
        Pages.Format format = Pages.format(parameters);
        Filters.Reservations filter = new Filters.Reservations(
                DeskCalls.partner(call, parameters, "partner_id"),
                holder(call, parameters),
                DeskCalls.id(call, ResourceId.Kind.AVAILABILITY, parameters.text(AvailabilityRoutes.ID)),
                DeskCalls.id(call, ResourceId.Kind.REQUIREMENT, parameters.text(RequirementRoutes.ID)),
                parameters.choice("status", ReservationStatus.class));
        Listing listing = DeskCalls.listing(call, parameters);
        ReservationJson json = ReservationJson.to(call.user());
        return desk.reservations(call.caller(), filter, listing)
                .handle((found, failure) -> Pages.of(
                        format,
                        TABLE,
                        Pages.read(found, failure),
                        DeskCalls.limit(parameters),
                        view -> DeskCalls.place(view.reservation().reservedAt(), view.id()),
                        json::write));
    }

    /** A partner's user sees what others hold of its lots, and may not ask who they are. */
    private static Optional<String> holder(Call call, Call.Parameters parameters) {
        Optional<String> asked = parameters.optional(HOLDER, Tokens.PARTNER, OrderFields.PARTNER_RULE);
        Optional<String> own = call.user().partner();
        if (own.isPresent() && asked.isPresent() && !asked.equals(own)) {
            throw ProblemException.ofAnother(asked.get());
        }
        return asked;
    }
}
