package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.actor.OrderBookReply.PhaseIs;
import io.mandi.engine.book.AuctionPrice;
import io.mandi.engine.book.BookQueues;
import io.mandi.engine.book.BookView;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.OrderTerms;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.Trade;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Grid;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.OrderLimits;
import io.mandi.engine.catalog.TradingSession;
import io.mandi.engine.catalog.ValueFactor;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.publication.Timestamp;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes what belongs to one book: its orders, trades and levels, in the instrument's decimals. */
final class OrderJson {
    /** In place of a trade of the desk. */
    static final String TRADE_KIND = "ORDER_BOOK";

    private final BookId book;
    private final Grid prices;
    private final Grid quantities;

    OrderJson(BookId book, Instrument instrument) {
        this.book = book;
        this.prices = instrument.prices();
        this.quantities = instrument.quantities();
    }

    String orderId(long number) {
        return new ResourceId(ResourceId.Kind.ORDER, number, book).toString();
    }

    private String tradeId(long number) {
        return new ResourceId(ResourceId.Kind.TRADE, number, book).toString();
    }

    void writeOrder(JsonGenerator out, OrderState order) throws IOException {
        OrderTerms terms = order.terms();
        out.writeStartObject();
        out.writeStringField("id", orderId(terms.id()));
        text(out, "client_order_id", terms.clientOrderId());
        out.writeStringField("instrument", book.symbol());
        out.writeStringField("partner_id", terms.partnerId());
        out.writeStringField("side", terms.side().name());
        out.writeStringField("type", terms.type().name());
        out.writeStringField("time_in_force", terms.timeInForce().name());
        text(out, "price", price(order.price()));
        text(out, "stop_price", price(order.stopPrice().orElse(0)));
        out.writeStringField("quantity", quantities.format(order.quantity()));
        out.writeStringField("filled_quantity", quantities.format(order.filled()));
        out.writeStringField("remaining_quantity", quantities.format(order.remaining()));
        text(
                out,
                "average_price",
                order.filled() == 0
                        ? Optional.empty()
                        : Optional.of(prices.formatAverage(order.filledValue(), order.filled())));
        long shown = terms.conditions().displayQuantity();
        text(out, "display_quantity", shown == 0 ? Optional.empty() : Optional.of(quantities.format(shown)));
        out.writeBooleanField("post_only", terms.conditions().postOnly());
        out.writeStringField(
                "self_trade_prevention", terms.selfTradePrevention().name());
        out.writeStringField("status", order.status().name());
        text(out, "reason", order.reason().map(reason -> reason.name().toLowerCase(Locale.ROOT)));
        out.writeNumberField("sequence", order.sequence());
        String created = Timestamp.of(order.createdAt());
        out.writeStringField("created_at", created);
        out.writeStringField(
                "updated_at", order.updatedAt() == order.createdAt() ? created : Timestamp.of(order.updatedAt()));
        text(
                out,
                "expires_at",
                order.expiresAt().isPresent()
                        ? Optional.of(Timestamp.of(order.expiresAt().getAsLong()))
                        : Optional.empty());
        out.writeEndObject();
    }

    /** @param ticks 0 where there is none */
    private Optional<String> price(long ticks) {
        return ticks == 0 ? Optional.empty() : Optional.of(prices.format(ticks));
    }

    void writeTrades(JsonGenerator out, List<Trade> trades) throws IOException {
        out.writeStartArray();
        for (Trade trade : trades) {
            writeTrade(out, trade);
        }
        out.writeEndArray();
    }

    void writeTrade(JsonGenerator out, Trade trade) throws IOException {
        out.writeStartObject();
        writeFields(out, trade);
        out.writeEndObject();
    }

    /** In a list in which there are others too. */
    void writeTradeOfKind(JsonGenerator out, Trade trade) throws IOException {
        out.writeStartObject();
        writeFields(out, trade);
        out.writeStringField("kind", TRADE_KIND);
        out.writeEndObject();
    }

    private void writeFields(JsonGenerator out, Trade trade) throws IOException {
        out.writeStringField("id", tradeId(trade.id()));
        out.writeNumberField("sequence", trade.sequence());
        out.writeStringField("instrument", book.symbol());
        out.writeStringField("price", prices.format(trade.price()));
        out.writeStringField("quantity", quantities.format(trade.quantity()));
        out.writeStringField("taker_side", trade.takerSide().name());
        out.writeStringField("taker_order_id", orderId(trade.takerOrderId()));
        out.writeStringField("maker_order_id", orderId(trade.makerOrderId()));
        out.writeStringField("executed_at", Timestamp.of(trade.executedAt()));
    }

    void writeBook(JsonGenerator out, BookView view, int depth) throws IOException {
        out.writeStartObject();
        out.writeStringField("instrument", book.symbol());
        out.writeNumberField("sequence", view.sequence());
        out.writeStringField("phase", view.phase().phase().name());
        writeLevels(out, "bids", view.bids(), depth);
        writeLevels(out, "asks", view.asks(), depth);
        text(
                out,
                "last_price",
                view.lastPrice().isPresent()
                        ? Optional.of(prices.format(view.lastPrice().getAsLong()))
                        : Optional.empty());
        out.writeNumberField("open_orders", view.openOrders());
        if (view.auction().isPresent()) {
            out.writeFieldName("auction");
            writeIndication(out, view.auction());
        }
        out.writeEndObject();
    }

    /** What an auction would trade if it ended now; null when nothing. */
    void writeIndication(JsonGenerator out, Optional<AuctionPrice> auction) throws IOException {
        if (auction.isEmpty()) {
            out.writeNull();
            return;
        }
        long surplus = auction.get().surplus();
        out.writeStartObject();
        out.writeStringField("price", prices.format(auction.get().price()));
        out.writeStringField("quantity", quantities.format(auction.get().quantity()));
        out.writeStringField("surplus", quantities.format(Math.abs(surplus)));
        text(
                out,
                "surplus_side",
                surplus == 0 ? Optional.empty() : Optional.of((surplus > 0 ? Side.BUY : Side.SELL).name()));
        out.writeEndObject();
    }

    void writePhase(JsonGenerator out, PhaseIs changed) throws IOException {
        out.writeStartObject();
        out.writeStringField("phase", changed.phase().name());
        out.writeFieldName("auction");
        if (changed.auction().isEmpty()) {
            out.writeNull();
        } else {
            out.writeStartObject();
            out.writeStringField("price", prices.format(changed.auction().get().price()));
            out.writeStringField(
                    "quantity", quantities.format(changed.auction().get().quantity()));
            out.writeEndObject();
        }
        out.writeFieldName("trades");
        writeTrades(out, changed.trades());
        out.writeEndObject();
    }

    private void writeLevels(JsonGenerator out, String name, List<BookView.Level> levels, int depth)
            throws IOException {
        out.writeArrayFieldStart(name);
        for (BookView.Level level : levels.subList(0, Math.min(depth, levels.size()))) {
            out.writeStartArray();
            out.writeString(prices.format(level.price()));
            out.writeString(quantities.format(level.quantity()));
            out.writeNumber(level.orders());
            out.writeEndArray();
        }
        out.writeEndArray();
    }

    /** @param ids whether the ids of orders are told at all */
    void writeQueues(JsonGenerator out, BookQueues queues, boolean ids) throws IOException {
        out.writeStartObject();
        out.writeStringField("instrument", book.symbol());
        out.writeNumberField("sequence", queues.sequence());
        writeQueue(out, "bids", queues.bids(), ids);
        writeQueue(out, "asks", queues.asks(), ids);
        out.writeEndObject();
    }

    private void writeQueue(JsonGenerator out, String name, List<BookQueues.Entry> queue, boolean ids)
            throws IOException {
        out.writeArrayFieldStart(name);
        for (BookQueues.Entry entry : queue) {
            out.writeStartObject();
            text(out, "price", entry.price() == 0 ? Optional.empty() : Optional.of(prices.format(entry.price())));
            out.writeStringField("quantity", quantities.format(entry.shown()));
            out.writeBooleanField("own", entry.own());
            text(
                    out,
                    "id",
                    ids && entry.orderId().isPresent()
                            ? Optional.of(orderId(entry.orderId().getAsLong()))
                            : Optional.empty());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    static void writeInstrument(JsonGenerator out, Instrument instrument) throws IOException {
        out.writeStartObject();
        out.writeStringField("symbol", instrument.symbol());
        out.writeStringField("name", instrument.name());
        text(out, "commodity_id", instrument.commodityId());
        out.writeStringField("currency", instrument.currency());
        out.writeStringField("quantity_unit", instrument.quantityUnit());
        out.writeStringField("price_unit", instrument.priceUnit());
        out.writeStringField("tick_size", instrument.tickSize().toString());
        out.writeStringField("lot_size", instrument.lotSize().toString());
        text(out, "min_quantity", instrument.minQuantity().map(Decimal::toString));
        text(out, "max_quantity", instrument.maxQuantity().map(Decimal::toString));
        text(out, "price_band_percent", instrument.priceBandPercent().map(Decimal::toString));
        text(out, "reference_price", instrument.referencePrice().map(Decimal::toString));
        text(
                out,
                "self_trade_prevention",
                instrument.rules().selfTradePrevention().map(Enum::name));
        out.writeBooleanField("self_trades_forbidden", instrument.rules().selfTradesForbidden());
        TradingSession session = instrument.rules().session().orElse(TradingSession.USUAL);
        out.writeObjectFieldStart("session");
        out.writeStringField("timezone", session.timezone());
        text(out, "session_end", session.end());
        out.writeEndObject();
        OrderLimits limits = instrument.rules().limits();
        text(out, "max_notional", limits.maxNotional().map(Decimal::toString));
        if (limits.maxOpenOrders().isPresent()) {
            out.writeNumberField("max_open_orders", limits.maxOpenOrders().getAsInt());
        } else {
            out.writeNullField("max_open_orders");
        }
        writeFactor(out, instrument.valueFactor());
        out.writeEndObject();
    }

    private static void writeFactor(JsonGenerator out, Optional<ValueFactor> factor) throws IOException {
        if (factor.isEmpty()) {
            out.writeNullField("value_factor");
            return;
        }
        out.writeObjectFieldStart("value_factor");
        out.writeStringField("quantity_unit", factor.get().quantity().toPlainString());
        out.writeStringField("price_unit", factor.get().price().toPlainString());
        out.writeEndObject();
    }

    private static void text(JsonGenerator out, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            out.writeStringField(name, value.get());
        } else {
            out.writeNullField(name);
        }
    }
}
