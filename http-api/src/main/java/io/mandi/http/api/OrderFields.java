package io.mandi.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookCommand.OrderInstruction;
import io.mandi.engine.book.OrderRequest;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.SelfTradePrevention;
import io.mandi.http.auth.Principal;
import io.mandi.http.auth.Tokens;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads orders, and what can be done to them, from JSON. */
final class OrderFields {
    /** Longest {@code client_order_id}. */
    static final int MAX_CLIENT_ORDER_ID = 64;

    static final String SYMBOL_RULE = "must be 1 to 32 letters, digits, dots, hyphens or underscores";
    static final String PARTNER_RULE = "must be 1 to 82 letters, digits, dots, hyphens or underscores";

    private OrderFields() {}

    /** An instruction and the instrument it is for. */
    record Addressed(String symbol, OrderInstruction instruction) {}

    static Addressed submission(ObjectNode body, String pointer, Principal principal) {
        Fields fields = new Fields(body, pointer);
        String symbol = fields.text("instrument", Instrument.SYMBOL, SYMBOL_RULE);
        String partner = partner(fields, principal);
        OrderRequest order = new OrderRequest(
                partner,
                fields.optionalText("client_order_id", MAX_CLIENT_ORDER_ID),
                fields.choice("side", Side.class),
                fields.choice("type", OrderType.class),
                fields.optionalChoice("time_in_force", TimeInForce.class).orElse(TimeInForce.GTC),
                fields.optionalDecimal("price"),
                fields.decimal("quantity"),
                fields.optionalChoice("self_trade_prevention", SelfTradePrevention.class),
                fields.optionalFlag("post_only").orElse(false),
                fields.optionalDecimal("display_quantity"),
                expiresAt(fields),
                fields.optionalDecimal("stop_price"));
        fields.check();
        return new Addressed(symbol, new BookCommand.SubmitOrder(order));
    }

    /** @param onlyInstrument the instrument that all orders of the batch are for, when they are for one */
    static Addressed cancellation(
            ObjectNode body, String pointer, Principal principal, Optional<String> onlyInstrument) {
        Fields fields = new Fields(body, pointer);
        Optional<String> symbol = fields.optionalText("instrument", Instrument.SYMBOL, SYMBOL_RULE);
        if (!fields.has("instrument") && onlyInstrument.isEmpty()) {
            fields.malformed("instrument", "missing_field", "is required unless all orders of the batch are for one");
        }
        String clientOrderId = fields.text("client_order_id", MAX_CLIENT_ORDER_ID);
        String partner = partner(fields, principal);
        fields.check();
        return new Addressed(
                symbol.or(() -> onlyInstrument).orElse(""),
                new BookCommand.CancelByClientOrderId(partner, clientOrderId));
    }

    static BookCommand.AmendOrder amendment(ObjectNode body, long orderId) {
        Fields fields = new Fields(body, "");
        BookCommand.AmendOrder amend = new BookCommand.AmendOrder(
                orderId,
                fields.optionalDecimal("price"),
                fields.optionalDecimal("quantity"),
                expiresAt(fields),
                fields.optionalDecimal("stop_price"));
        fields.check();
        if (amend.price().isEmpty()
                && amend.quantity().isEmpty()
                && amend.expiresAt().isEmpty()
                && amend.stopPrice().isEmpty()) {
            throw new ProblemException(Problem.of(
                    400, "missing_field", "an amendment needs a price, a quantity, a stop_price or a time to end"));
        }
        return amend;
    }

    /** In microseconds since the epoch. */
    private static OptionalLong expiresAt(Fields fields) {
        Optional<Instant> time = fields.optionalTime("expires_at");
        return time.isPresent()
                ? OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, time.get()))
                : OptionalLong.empty();
    }

    /**
     * Whose order it is: staff name a partner, a partner's user is the partner.
     *
     * @throws ProblemException 404 when a partner's user names another: for this user there is no other
     */
    private static String partner(Fields fields, Principal principal) {
        if (principal.partner().isEmpty()) {
            return fields.text("partner_id", Tokens.PARTNER, PARTNER_RULE);
        }
        Optional<String> named = fields.optionalText("partner_id", Tokens.PARTNER, PARTNER_RULE);
        if (named.isPresent() && !named.equals(principal.partner())) {
            throw ProblemException.ofAnother(named.get());
        }
        return principal.partner().get();
    }

    /** The instrument that a batch's item names for an order, when it names one. */
    static Optional<String> namedInstrument(JsonNode item) {
        return Optional.ofNullable(item.get("instrument"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
    }
}
