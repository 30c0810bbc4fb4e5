package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.catalog.Instrument;
import io.mandi.http.auth.Permission;
import io.mandi.http.auth.Principal;
import io.mandi.http.auth.Tokens;
import io.mandi.persistence.history.PostgresOrderLists;
import io.mandi.persistence.history.PostgresOrderLists.Listed;
import io.mandi.persistence.history.PostgresOrderLists.OrderFilter;
import io.mandi.persistence.history.PostgresOrderLists.Place;
import io.mandi.persistence.history.PostgresOrderLists.TradeFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists of orders and trades over all books, which follow the log. */
final class ListRoutes {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;
    private static final Pattern PLACE = Pattern.compile("([0-9]{1,18})\\.(.{1,64})");
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
                call.parameters("instrument", "status", "client_order_id", "partner_id", "limit", "cursor");
        OrderFilter filter = new OrderFilter(
                partner(call, parameters),
                symbol(parameters),
                parameters.optional("status", STATUS, "must be open or closed").map(status -> status.equals("open")),
                parameters.optional("client_order_id", CLIENT_ORDER_ID, "must be 1 to 64 printable characters"));
        int limit = limit(parameters);
        return lists.orders(call.user().organization(), filter, place(parameters), limit + 1)
                .handle((found, failure) -> page(
                        found,
                        failure,
                        limit,
                        order -> order.terms().id(),
                        (out, listed) ->
                                new OrderJson(listed.book(), listed.instrument()).writeOrder(out, listed.item())));
    }

    private CompletionStage<Answer> trades(Call call) {
        Call.Parameters parameters = call.parameters("instrument", "partner_id", "limit", "cursor");
        TradeFilter filter = new TradeFilter(partner(call, parameters), symbol(parameters));
        int limit = limit(parameters);
        return lists.trades(call.user().organization(), filter, place(parameters), limit + 1)
                .handle((found, failure) -> page(
                        found,
                        failure,
                        limit,
                        (Deal deal) -> deal.trade().id(),
                        (out, listed) -> new OrderJson(listed.book(), listed.instrument())
                                .writeTrade(out, listed.item().trade())));
    }

    /** A partner's user sees what is the partner's, whether it asks for that or not. */
    private static Optional<String> partner(Call call, Call.Parameters parameters) {
        Principal user = call.user();
        Optional<String> asked = parameters.optional("partner_id", Tokens.PARTNER, OrderFields.PARTNER_RULE);
        if (user.partner().isEmpty()) {
            return asked;
        }
        if (asked.isPresent() && !asked.equals(user.partner())) {
            throw new ProblemException(Problem.notFound());
        }
        return user.partner();
    }

    private static Optional<String> symbol(Call.Parameters parameters) {
        return parameters.optional("instrument", Instrument.SYMBOL, OrderFields.SYMBOL_RULE);
    }

    private static int limit(Call.Parameters parameters) {
        return parameters.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    }

    private static Optional<Place> place(Call.Parameters parameters) {
        return parameters.text("cursor").map(ListRoutes::placeOf);
    }

    private static Place placeOf(String cursor) {
        try {
            Matcher place = PLACE.matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            if (place.matches() && Instrument.SYMBOL.matcher(place.group(2)).matches()) {
                return new Place(Long.parseLong(place.group(1)), place.group(2));
            }
        } catch (IllegalArgumentException e) {
            // Answered below, with the same words as a cursor of something else.
        }
        throw Call.Parameters.problem("cursor", "invalid_parameter", "must be the next_cursor of an earlier page");
    }

    private static String cursorOf(Place place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((place.id() + "." + place.symbol()).getBytes(StandardCharsets.UTF_8));
    }

    private interface ItemWriter<T> {
        void write(JsonGenerator out, Listed<T> listed) throws IOException;
    }

    private static <T> Answer page(
            List<Listed<T>> found, Throwable failure, int limit, ToLongFunction<T> id, ItemWriter<T> writer) {
        if (failure != null) {
            throw new ProblemException(Problem.retry(503, "unavailable", "the list cannot be read now", 1));
        }
        boolean more = found.size() > limit;
        List<Listed<T>> page = more ? found.subList(0, limit) : found;
        return Answer.of(200, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (Listed<T> listed : page) {
                writer.write(out, listed);
            }
            out.writeEndArray();
            if (more) {
                out.writeStringField("next_cursor", cursorOf(PostgresOrderLists.place(page.getLast(), id)));
            } else {
                out.writeNullField("next_cursor");
            }
            out.writeEndObject();
        });
    }
}
