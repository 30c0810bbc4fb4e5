package io.mandi.http.api;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotRejectionCode;
import io.mandi.engine.trade.Failure;
import io.mandi.engine.trade.Step;
import io.mandi.engine.trade.Trade;
import io.mandi.http.auth.Permission;
import io.mandi.http.desk.Desk;
import io.mandi.http.desk.DeskReply;
import io.mandi.http.desk.TradeView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Trades of the desk: what reservations become. They are listed with those of order books. */
final class TradeRoutes {
    static final String PATH = "/api/v1/trades";

    private static final String ID = "trade_id";
    private static final String ONE = PATH + "/{" + ID + "}";
    private static final String RESERVATION = "reservation_id";
    private static final String SHIP_TO = "ship_to";
    private static final String LOCATION = "location_id";
    private static final int MAX_REASON = 500;

    private final Desk desk;

    TradeRoutes(Desk desk) {
        this.desk = desk;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.withBody("POST", PATH, Permission.TRADE_CREATE, this::create),
                Endpoint.of("GET", ONE, Permission.TRADE_READ, this::get),
                Endpoint.of("POST", ONE + "/confirm", Permission.TRADE_CONFIRM, this::confirm),
                Endpoint.of("POST", ONE + "/complete", Permission.TRADE_COMPLETE, this::complete),
                Endpoint.withBody("POST", ONE + "/cancel", Permission.TRADE_CANCEL, this::cancel));
    }

    private CompletionStage<Answer> create(Call call) {
        call.parameters();
        Caller caller = DeskCalls.creator(call);
        Fields fields = new Fields(call.json(), "");
        String reservation = fields.text(RESERVATION, Integer.MAX_VALUE);
        Optional<Decimal> price = fields.optionalDecimal("price");
        Optional<Fields> shipTo = fields.optionalFields(SHIP_TO);
        Optional<String> location = shipTo.flatMap(to -> to.optionalText(LOCATION, Integer.MAX_VALUE));
        Optional<Place> place = shipTo.flatMap(PatchFields::place).flatMap(known -> known);
        if (shipTo.isPresent() && location.isPresent() == place.isPresent()) {
            fields.broken(
                    SHIP_TO, "validation_failed", "must have a location_id, or an address instead of it, and not both");
        }
        fields.check();
        boolean approves = call.user().partner().isEmpty() && call.user().may(Permission.MATCHING_APPROVE_MATCH);
        Desk.NewTrade wanted = new Desk.NewTrade(
                DeskCalls.id(call, ResourceId.Kind.RESERVATION, Optional.of(reservation))
                        .orElseThrow(),
                price,
                DeskCalls.id(call, ResourceId.Kind.LOCATION, location),
                place,
                approves);
        return desk.trade(caller, wanted).handle(DeskCalls.changed(call, reservation, done -> made(call, done)));
    }

    /** TR-9. */
    private static Answer made(Call call, DeskReply.Done<TradeView> done) {
        Trade trade = done.value().trade();
        if (trade.failure().isPresent()) {
            throw failed(trade.failure().get());
        }
        int status = trade.number().isPresent() ? 201 : 202;
        return answer(call, status, done).with("Location", PATH + "/" + trade.id());
    }

    private static ProblemException failed(Failure failure) {
        return new ProblemException(Problem.of(409, failure.code(), failure.detail()));
    }

    /** What the buyer's need and ledger have said is not for the seller to know. */
    static Failure toSeller(Failure failure) {
        return failure.step() == Step.SELL
                ? failure
                : new Failure(failure.step(), LotRejectionCode.STATE_CONFLICT.code(), "refused on the buyer's side");
    }

    private static Answer answer(Call call, int status, DeskReply.Done<TradeView> done) {
        DeskTradeJson json = DeskTradeJson.to(call.user());
        return Answer.of(status, out -> json.write(out, done.value()))
                .version(done.value().trade().version());
    }

    /** What is still under way is answered 202. */
    private static Answer changed(Call call, DeskReply.Done<TradeView> done) {
        return answer(call, done.value().trade().run().isPresent() ? 202 : 200, done);
    }

    private static ResourceId id(Call call) {
        return DeskCalls.id(call, ResourceId.Kind.DESK_TRADE, ID);
    }

    private CompletionStage<Answer> get(Call call) {
        call.parameters();
        ResourceId id = id(call);
        return desk.trade(call.caller(), id)
                .handle(DeskCalls.found(call, id.toString(), done -> answer(call, 200, done)));
    }

    private CompletionStage<Answer> confirm(Call call) {
        call.parameters();
        ResourceId id = id(call);
        return desk.confirmTrade(DeskCalls.changer(call), id)
                .handle(DeskCalls.changed(call, id.toString(), done -> changed(call, done)));
    }

    private CompletionStage<Answer> complete(Call call) {
        call.parameters();
        ResourceId id = id(call);
        return desk.completeTrade(DeskCalls.changer(call), id)
                .handle(DeskCalls.changed(call, id.toString(), done -> changed(call, done)));
    }

    private CompletionStage<Answer> cancel(Call call) {
        call.parameters();
        ResourceId id = id(call);
        Fields fields = new Fields(call.json(), "");
        String reason = fields.text("reason", MAX_REASON);
        fields.check();
        return desk.cancelTrade(DeskCalls.changer(call), id, reason)
                .handle(DeskCalls.changed(call, id.toString(), done -> changed(call, done)));
    }
}
