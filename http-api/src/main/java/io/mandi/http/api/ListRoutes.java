package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.trade.Trade;
import io.mandi.http.auth.Permission;
import io.mandi.http.auth.Principal;
import io.mandi.http.auth.Tokens;
import io.mandi.http.desk.Desk;
import io.mandi.http.desk.TradeView;
import io.mandi.persistence.history.PostgresOrderLists;
import io.mandi.persistence.history.PostgresOrderLists.OrderFilter;
import io.mandi.persistence.history.PostgresOrderLists.Place;
import io.mandi.persistence.reader.Stamped;
import io.mandi.persistence.trade.PostgresTradeLists;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lists of orders and trades over all books, which follow the log. */
final class ListRoutes {
    private static final Pages.Table ORDERS_TABLE = Pages.Table.of(
            "orders",
            "id,client_order_id,instrument,partner_id,side,type,time_in_force,price,stop_price,quantity,filled_quantity,remaining_quantity,average_price,display_quantity,post_only,self_trade_prevention,status,reason,sequence,created_at,updated_at,expires_at");
    private static final Pages.Table TRADES_TABLE = Pages.Table.of(
            "trades",
            "id,sequence,instrument,price,quantity,taker_side,taker_order_id,maker_order_id,executed_at,kind,number,status,"
                + "reservation_id,availability_id,requirement_id,commodity_id,business_day,quantity_unit,base_quantity,"
                + "base_unit,rate_unit,currency,taxable,tax,total,payable_to_seller,disclosure_stage,seller_partner_id,seller,"
                + "buyer_partner_id,buyer,created_at,updated_at,version");
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;
    private static final Pattern PLACE = Pattern.compile("([0-9]{1,18})\\.([A-Za-z0-9][A-Za-z0-9._-]{0,31})");
    private static final Pattern CLIENT_ORDER_ID =
            Pattern.compile("\\P{Cntrl}{1," + OrderFields.MAX_CLIENT_ORDER_ID + "}");
    private static final Pattern STATUS = Pattern.compile("open|closed");

    private static final Pattern TRADE_PLACE = Pattern.compile("([0-9]{1,18})\\.(~?)([A-Za-z0-9][A-Za-z0-9._-]{0,31})");

    private final PostgresOrderLists lists;
    private final PostgresTradeLists trades;
    private final Desk desk;

    ListRoutes(PostgresOrderLists lists, Desk desk) {
        this.lists = lists;
        this.trades = new PostgresTradeLists(lists);
        this.desk = desk;
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
        Call.Parameters parameters = call.parameters("kind", "instrument", "partner_id", "limit", "cursor", "format");
        Pages.Format format = Pages.format(parameters);
        // Whoever may not read trades of the desk is not told that there are any.
        boolean ofDesk = call.user().may(Permission.TRADE_READ);
        Optional<PostgresTradeLists.Kind> kind = parameters.choice("kind", PostgresTradeLists.Kind.class);
        PostgresTradeLists.Filter filter = new PostgresTradeLists.Filter(
                kind.or(() -> ofDesk ? Optional.empty() : Optional.of(PostgresTradeLists.Kind.ORDER_BOOK)),
                partner(call, parameters),
                symbol(parameters));
        if (kind.equals(Optional.of(PostgresTradeLists.Kind.DESK)) && !ofDesk) {
            throw new ProblemException(
                    Problem.of(403, "permission_denied", "this needs the permission " + Permission.TRADE_READ.name()));
        }
        int limit = limit(parameters);
        DeskTradeJson json = DeskTradeJson.to(call.user());
        return trades.trades(call.readScope(), filter, tradePlace(parameters), limit + 1)
                .thenCompose(found -> views(call, found))
                .handle((found, failure) -> Pages.of(
                        format,
                        TRADES_TABLE,
                        Pages.read(found, failure),
                        limit,
                        shown -> place(shown.listed().place()),
                        (out, shown) -> write(out, shown, json)));
    }

    /** @param view of a trade of the desk */
    private record Shown(PostgresTradeLists.Listed listed, Optional<TradeView> view) {}

    private CompletionStage<Stamped<List<Shown>>> views(Call call, Stamped<List<PostgresTradeLists.Listed>> found) {
        List<Trade> ofDesk = found.found().stream()
                .flatMap(listed ->
                        listed instanceof PostgresTradeLists.OfDesk(Trade trade) ? Stream.of(trade) : Stream.empty())
                .toList();
        CompletionStage<List<TradeView>> views =
                ofDesk.isEmpty() ? CompletableFuture.completedStage(List.of()) : desk.views(call.caller(), ofDesk);
        return views.thenApply(known -> {
            Iterator<TradeView> next = known.iterator();
            return found.with(found.found().stream()
                    .map(listed -> new Shown(
                            listed,
                            listed instanceof PostgresTradeLists.OfDesk ? Optional.of(next.next()) : Optional.empty()))
                    .toList());
        });
    }

    private static void write(JsonGenerator out, Shown shown, DeskTradeJson json) throws IOException {
        switch (shown.listed()) {
            case PostgresTradeLists.OfBook(PostgresOrderLists.Listed<Deal> deal) ->
                new OrderJson(deal.book(), deal.instrument())
                        .writeTradeOfKind(out, deal.item().trade());
            case PostgresTradeLists.OfDesk ignored ->
                json.write(out, shown.view().orElseThrow());
        }
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

    /** That of a trade of the desk has a mark that no symbol begins with. */
    private static Optional<PostgresTradeLists.Place> tradePlace(Call.Parameters parameters) {
        return parameters.text("cursor").map(cursor -> {
            MatchResult place = Pages.place("cursor", cursor, TRADE_PLACE);
            return new PostgresTradeLists.Place(
                    Long.parseLong(place.group(1)),
                    place.group(3),
                    !place.group(2).isEmpty());
        });
    }

    private static String place(PostgresTradeLists.Place place) {
        return place.at() + (place.ofDesk() ? ".~" : ".") + place.key();
    }

    private static String place(Place place) {
        return place.id() + "." + place.symbol();
    }
}
