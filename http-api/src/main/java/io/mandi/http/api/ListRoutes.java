package io.mandi.http.api;

import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.catalog.Instrument;
import io.mandi.http.auth.Permission;
import io.mandi.http.auth.Principal;
import io.mandi.http.auth.Tokens;
import io.mandi.persistence.history.PostgresOrderLists;
import io.mandi.persistence.history.PostgresOrderLists.OrderFilter;
import io.mandi.persistence.history.PostgresOrderLists.Place;
import io.mandi.persistence.history.PostgresOrderLists.TradeFilter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Lists of orders and trades over all books, which follow the log. */
final class ListRoutes {
    private static final Pages.Table ORDERS_TABLE = Pages.Table.of(
            "orders",
            "id,client_order_id,instrument,partner_id,side,type,time_in_force,price,stop_price,quantity,filled_quantity,remaining_quantity,average_price,display_quantity,post_only,self_trade_prevention,status,reason,sequence,created_at,updated_at,expires_at");
    private static final Pages.Table TRADES_TABLE = Pages.Table.of(
            "trades", "id,sequence,instrument,price,quantity,taker_side,taker_order_id,maker_order_id,executed_at");
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;
    private static final Pattern PLACE = Pattern.compile("([0-9]{1,18})\\.([A-Za-z0-9][A-Za-z0-9._-]{0,31})");
    private static final Pattern CLIENT_ORDER_ID =
            Pattern.compile("\\P{Cntrl}{1," + OrderFields.MAX_CLIENT_ORDER_ID + "}");
    private static final Pattern STATUS = Pattern.compile("open|closed");

    private final PostgresOrderLists lists;

    ListRoutes(PostgresOrderLists lists) {
        this.lists = lists;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("GET", "/api/v1/orders", Permission.ORDER_READ, this::orders),
                Endpoint.of("GET", "/api/v1/trades", Permission.ORDER_READ, this::trades));
    }

    private CompletionStage<Answer> orders(Call call) {
        Call.Parameters parameters =
                call.parameters("instrument", "status", "client_order_id", "partner_id", "limit", "cursor", "format");
        Pages.Format format = Pages.format(parameters);
        OrderFilter filter = new OrderFilter(
                partner(call, parameters),
                symbol(parameters),
                parameters.optional("status", STATUS, "must be open or closed").map(status -> status.equals("open")),
                parameters.optional("client_order_id", CLIENT_ORDER_ID, "must be 1 to 64 printable characters"));
        int limit = limit(parameters);
        return lists.orders(call.readScope(), filter, place(parameters), limit + 1)
                .handle((found, failure) -> Pages.of(
                        format,
                        ORDERS_TABLE,
                        Pages.read(found, failure),
                        limit,
                        listed -> place(PostgresOrderLists.place(
                                listed, order -> order.terms().id())),
                        (out, listed) ->
                                new OrderJson(listed.book(), listed.instrument()).writeOrder(out, listed.item())));
    }

    private CompletionStage<Answer> trades(Call call) {
        Call.Parameters parameters = call.parameters("instrument", "partner_id", "limit", "cursor", "format");
        Pages.Format format = Pages.format(parameters);
        TradeFilter filter = new TradeFilter(partner(call, parameters), symbol(parameters));
        int limit = limit(parameters);
        return lists.trades(call.readScope(), filter, place(parameters), limit + 1)
                .handle((found, failure) -> Pages.of(
                        format,
                        TRADES_TABLE,
                        Pages.read(found, failure),
                        limit,
                        listed -> place(PostgresOrderLists.place(
                                listed, (Deal deal) -> deal.trade().id())),
                        (out, listed) -> new OrderJson(listed.book(), listed.instrument())
                                .writeTrade(out, listed.item().trade())));
    }

    /** A partner's user sees what is the partner's, whether it asks for that or not. */
    static Optional<String> partner(Call call, Call.Parameters parameters) {
        Principal user = call.user();
        Optional<String> asked = parameters.optional("partner_id", Tokens.PARTNER, OrderFields.PARTNER_RULE);
        if (user.partner().isEmpty()) {
            return asked;
        }
        if (asked.isPresent() && !asked.equals(user.partner())) {
            throw ProblemException.ofAnother(asked.get());
        }
        return user.partner();
    }

    static Optional<String> symbol(Call.Parameters parameters) {
        return parameters.optional("instrument", Instrument.SYMBOL, OrderFields.SYMBOL_RULE);
    }

    private static int limit(Call.Parameters parameters) {
        return parameters.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    }

    private static Optional<Place> place(Call.Parameters parameters) {
        return parameters.text("cursor").map(cursor -> {
            MatchResult place = Pages.place("cursor", cursor, PLACE);
            return new Place(Long.parseLong(place.group(1)), place.group(2));
        });
    }

    private static String place(Place place) {
        return place.id() + "." + place.symbol();
    }
}
