package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.book.BookView;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.OrderTerms;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.Trade;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Grid;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.ResourceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes what belongs to one book: its orders, trades and levels, in the instrument's decimals. */
final class OrderJson {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private static final long SECONDS_PER_DAY = 86_400;
    private static final long DAY_OF_YEAR_10000 = LocalDate.of(10_000, 1, 1).toEpochDay();

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

    /** RFC 3339 in UTC, to the microsecond. */
    static String time(long micros) {
        long second = Math.floorDiv(micros, 1_000_000L);
        long day = Math.floorDiv(second, SECONDS_PER_DAY);
        if (day < 0 || day >= DAY_OF_YEAR_10000) {
            return timeOfAnyYear(micros);
        }
        // By hand: every order has two of these, and with the formatter they were 6 % of the samples of an order's way.
        LocalDate date = LocalDate.ofEpochDay(day);
        int secondOfDay = (int) (second - day * SECONDS_PER_DAY);
        byte[] text = "0000-00-00T00:00:00.000000Z".getBytes(StandardCharsets.ISO_8859_1);
        digits(text, 4, date.getYear());
        digits(text, 7, date.getMonthValue());
        digits(text, 10, date.getDayOfMonth());
        digits(text, 13, secondOfDay / 3_600);
        digits(text, 16, secondOfDay / 60 % 60);
        digits(text, 19, secondOfDay % 60);
        digits(text, 26, (int) Math.floorMod(micros, 1_000_000L));
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Writes a number so that its last digit stands before {@code end}; what is left of it stays 0. */
    private static void digits(byte[] text, int end, int number) {
        int at = end;
        for (int rest = number; rest > 0; rest /= 10) {
            text[--at] = (byte) ('0' + rest % 10);
        }
    }

    static String timeOfAnyYear(long micros) {
        return TIME.format(
                Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L));
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
        text(
                out,
                "price",
                terms.type() == OrderType.MARKET ? Optional.empty() : Optional.of(prices.format(order.price())));
        out.writeNullField("stop_price");
        out.writeStringField("quantity", quantities.format(order.quantity()));
        out.writeStringField("filled_quantity", quantities.format(order.filled()));
        out.writeStringField("remaining_quantity", quantities.format(order.remaining()));
        text(
                out,
                "average_price",
                order.filled() == 0
                        ? Optional.empty()
                        : Optional.of(prices.formatAverage(order.filledValue(), order.filled())));
        out.writeNullField("display_quantity");
        out.writeBooleanField("post_only", false);
        out.writeStringField(
                "self_trade_prevention", terms.selfTradePrevention().name());
        out.writeStringField("status", order.status().name());
        text(out, "reason", order.reason().map(reason -> reason.name().toLowerCase(Locale.ROOT)));
        out.writeNumberField("sequence", order.sequence());
        String created = time(order.createdAt());
        out.writeStringField("created_at", created);
        out.writeStringField("updated_at", order.updatedAt() == order.createdAt() ? created : time(order.updatedAt()));
        out.writeNullField("expires_at");
        out.writeEndObject();
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
        out.writeStringField("id", tradeId(trade.id()));
        out.writeNumberField("sequence", trade.sequence());
        out.writeStringField("instrument", book.symbol());
        out.writeStringField("price", prices.format(trade.price()));
        out.writeStringField("quantity", quantities.format(trade.quantity()));
        out.writeStringField("taker_side", trade.takerSide().name());
        out.writeStringField("taker_order_id", orderId(trade.takerOrderId()));
        out.writeStringField("maker_order_id", orderId(trade.makerOrderId()));
        out.writeStringField("executed_at", time(trade.executedAt()));
        out.writeEndObject();
    }

    void writeBook(JsonGenerator out, BookView view, int depth) throws IOException {
        out.writeStartObject();
        out.writeStringField("instrument", book.symbol());
        out.writeNumberField("sequence", view.sequence());
        out.writeStringField("phase", "CONTINUOUS");
        writeLevels(out, "bids", view.bids(), depth);
        writeLevels(out, "asks", view.asks(), depth);
        text(
                out,
                "last_price",
                view.lastPrice().isPresent()
                        ? Optional.of(prices.format(view.lastPrice().getAsLong()))
                        : Optional.empty());
        out.writeNumberField("open_orders", view.openOrders());
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
