package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.AuctionFill;
import io.mandi.engine.book.AuctionLoss;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookEvent.AuctionUncrossed;
import io.mandi.engine.book.BookEvent.BatchExecuted;
import io.mandi.engine.book.BookEvent.InstrumentDefined;
import io.mandi.engine.book.BookEvent.OrderAmended;
import io.mandi.engine.book.BookEvent.OrderCancelled;
import io.mandi.engine.book.BookEvent.OrderExecuted;
import io.mandi.engine.book.BookEvent.OrderTriggered;
import io.mandi.engine.book.BookEvent.OrdersCancelled;
import io.mandi.engine.book.BookEvent.OrdersExpired;
import io.mandi.engine.book.BookEvent.PhaseChanged;
import io.mandi.engine.book.CancelReason;
import io.mandi.engine.book.Fill;
import io.mandi.engine.book.OrderStatus;
import io.mandi.engine.book.OrderTerms;
import io.mandi.engine.book.PreventedTrade;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Grid;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.OrderLimits;
import io.mandi.engine.catalog.TradingSession;
import io.mandi.engine.catalog.ValueFactor;
import io.mandi.engine.event.EventCodec;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Makes published events of what a book has recorded. A batch is published as its effects, one event for each. */
public final class BookPublication {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final BookId book;
    private final Grid prices;
    private final Grid quantities;

    private BookPublication(BookId book, Instrument instrument) {
        this.book = book;
        this.prices = instrument.prices();
        this.quantities = instrument.quantities();
    }

    /** The events that are published of one that was recorded, in their order; each has a sequence of its own. */
    public static List<BookEvent> effects(BookEvent event) {
        return event instanceof BatchExecuted batch ? List.copyOf(batch.effects()) : List.of(event);
    }

    /** The numbers, within the book, of all orders and trades that an effect has to do with. */
    public static List<Long> items(BookEvent effect) {
        return switch (effect) {
            case InstrumentDefined ignored -> List.of();
            case OrderExecuted executed ->
                numbers(executed.order().id(), executed.order().id(), executed.fills(), executed.prevented());
            case OrderCancelled cancelled -> List.of(cancelled.orderId());
            case OrderAmended amended -> numbers(amended.orderId(), amended.id(), amended.fills(), amended.prevented());
            case OrderTriggered triggered ->
                numbers(triggered.orderId(), triggered.id(), triggered.fills(), triggered.prevented());
            case OrdersCancelled cancelled -> cancelled.orderIds();
            case OrdersExpired expired -> expired.orderIds();
            case PhaseChanged ignored -> List.of();
            case AuctionUncrossed uncrossed -> numbers(uncrossed);
            case BatchExecuted ignored -> throw new IllegalArgumentException("a batch is not published");
        };
    }

    private static List<Long> numbers(AuctionUncrossed uncrossed) {
        Set<Long> numbers = new LinkedHashSet<>();
        for (int i = 0; i < uncrossed.fills().size(); i++) {
            numbers.add(uncrossed.fills().get(i).buyOrderId());
            numbers.add(uncrossed.fills().get(i).sellOrderId());
            numbers.add(uncrossed.id() + 1 + i);
        }
        uncrossed.prevented().forEach(loss -> numbers.add(loss.orderId()));
        numbers.addAll(uncrossed.unfilled());
        return List.copyOf(numbers);
    }

    private static List<Long> numbers(long orderId, long eventId, List<Fill> fills, List<PreventedTrade> prevented) {
        List<Long> numbers = new ArrayList<>(1 + 2 * fills.size() + prevented.size());
        numbers.add(orderId);
        for (int i = 0; i < fills.size(); i++) {
            numbers.add(fills.get(i).makerOrderId());
            numbers.add(eventId + 1 + i);
        }
        prevented.forEach(each -> numbers.add(each.makerOrderId()));
        return numbers;
    }

    /**
     * One effect as others get it.
     *
     * @param instrument as it is defined now; what orders and trades mean never changes with it
     * @param effect of the recorded event
     */
    public static PublishedEvent of(BookId book, Instrument instrument, RecordedEvent recorded, BookEvent effect) {
        return new PublishedEvent(
                EntityId.of(book).eventId(effect.sequence()),
                EventType.parse(EventCodec.typeOf(effect)).orElseThrow(),
                book.organization(),
                EntityId.of(book).aggregateId(),
                effect.sequence(),
                recorded.at(),
                recorded.actor(),
                recorded.correlationId(),
                Optional.empty(),
                new BookPublication(book, instrument).data(effect));
    }

    private ObjectNode data(BookEvent effect) {
        ObjectNode data = JSON.objectNode();
        data.put("instrument", book.symbol());
        switch (effect) {
            case InstrumentDefined defined -> instrument(data, defined.instrument());
            case OrderExecuted executed -> executed(data, executed);
            case OrderCancelled cancelled -> {
                data.put("order_id", orderId(cancelled.orderId()));
                data.put("quantity", quantities.format(cancelled.quantity()));
                data.put("reason", reason(cancelled.reason()));
            }
            case OrderAmended amended -> amended(data, amended);
            case OrderTriggered triggered -> {
                data.put("order_id", orderId(triggered.orderId()));
                data.put("trigger_price", prices.format(triggered.price()));
                ending(data, triggered.status(), triggered.reason());
                trades(data, triggered.id(), triggered.firstTradeSequence(), triggered.fills());
                prevented(data, triggered.prevented());
            }
            case OrdersCancelled cancelled -> {
                data.put("partner_id", cancelled.partnerId());
                orderIds(data, cancelled.orderIds());
            }
            case OrdersExpired expired -> orderIds(data, expired.orderIds());
            case PhaseChanged changed -> {
                data.put("phase", changed.phase().name());
                data.put("from", changed.from().name());
                data.put("cause", changed.cause().name());
                data.put(
                        "until",
                        changed.until().isPresent()
                                ? Timestamp.of(changed.until().getAsLong())
                                : null);
            }
            case AuctionUncrossed uncrossed -> uncrossed(data, uncrossed);
            case BatchExecuted ignored -> throw new IllegalArgumentException("a batch is not published");
        }
        return data;
    }

    private void orderIds(ObjectNode data, List<Long> orderIds) {
        ArrayNode ids = data.putArray("order_ids");
        orderIds.forEach(id -> ids.add(orderId(id)));
    }

    private static void instrument(ObjectNode data, Instrument instrument) {
        data.put("name", instrument.name());
        data.put("commodity_id", instrument.commodityId().orElse(null));
        data.put("currency", instrument.currency());
        data.put("quantity_unit", instrument.quantityUnit());
        data.put("price_unit", instrument.priceUnit());
        data.put("tick_size", instrument.tickSize().toString());
        data.put("lot_size", instrument.lotSize().toString());
        data.put("min_quantity", text(instrument.minQuantity()));
        data.put("max_quantity", text(instrument.maxQuantity()));
        data.put("price_band_percent", text(instrument.priceBandPercent()));
        data.put("reference_price", text(instrument.referencePrice()));
        data.put(
                "self_trade_prevention",
                instrument.rules().selfTradePrevention().map(Enum::name).orElse(null));
        data.put("self_trades_forbidden", instrument.rules().selfTradesForbidden());
        OrderLimits limits = instrument.rules().limits();
        data.put("max_notional", text(limits.maxNotional()));
        if (limits.maxOpenOrders().isPresent()) {
            data.put("max_open_orders", limits.maxOpenOrders().getAsInt());
        } else {
            data.putNull("max_open_orders");
        }
        if (instrument.valueFactor().isPresent()) {
            ValueFactor factor = instrument.valueFactor().get();
            data.putObject("value_factor")
                    .put("quantity_unit", factor.quantity().toPlainString())
                    .put("price_unit", factor.price().toPlainString());
        } else {
            data.putNull("value_factor");
        }
        TradingSession session = instrument.rules().session().orElse(TradingSession.USUAL);
        data.putObject("session")
                .put("timezone", session.timezone())
                .put("session_end", session.end().orElse(null));
    }

    private static String text(Optional<Decimal> decimal) {
        return decimal.map(Decimal::toString).orElse(null);
    }

    private void executed(ObjectNode data, OrderExecuted executed) {
        OrderTerms terms = executed.order();
        data.put("order_id", orderId(terms.id()));
        data.put("client_order_id", terms.clientOrderId().orElse(null));
        data.put("partner_id", terms.partnerId());
        data.put("side", terms.side().name());
        data.put("type", terms.type().name());
        data.put("time_in_force", terms.timeInForce().name());
        data.put("price", price(terms.price()));
        data.put("stop_price", price(terms.conditions().stopPrice()));
        data.put("quantity", quantities.format(terms.quantity()));
        data.put("self_trade_prevention", terms.selfTradePrevention().name());
        data.put("post_only", terms.conditions().postOnly());
        data.put(
                "display_quantity",
                terms.conditions().displayQuantity() == 0
                        ? null
                        : quantities.format(terms.conditions().displayQuantity()));
        data.put("expires_at", time(executed.order().conditions().expiresAt()));
        ending(data, executed.status(), executed.reason());
        trades(data, terms.id(), executed.firstTradeSequence(), executed.fills());
        prevented(data, executed.prevented());
    }

    private void amended(ObjectNode data, OrderAmended amended) {
        data.put("order_id", orderId(amended.orderId()));
        data.put("price", price(amended.price()));
        data.put("stop_price", price(amended.stopPrice().orElse(0)));
        data.put("quantity", quantities.format(amended.quantity()));
        data.put("kept_priority", amended.keptPriority());
        data.put("expires_at", time(amended.expiresAt().orElse(0)));
        ending(data, amended.status(), amended.reason());
        trades(data, amended.id(), amended.firstTradeSequence(), amended.fills());
        prevented(data, amended.prevented());
    }

    private static String time(long micros) {
        return micros == 0 ? null : Timestamp.of(micros);
    }

    /** @param ticks 0 where there is none */
    private String price(long ticks) {
        return ticks == 0 ? null : prices.format(ticks);
    }

    private void uncrossed(ObjectNode data, AuctionUncrossed uncrossed) {
        data.put("price", uncrossed.fills().isEmpty() ? null : prices.format(uncrossed.price()));
        ArrayNode trades = data.putArray("trades");
        for (int i = 0; i < uncrossed.fills().size(); i++) {
            AuctionFill fill = uncrossed.fills().get(i);
            trades.addObject()
                    .put("id", new ResourceId(ResourceId.Kind.TRADE, uncrossed.id() + 1 + i, book).toString())
                    .put("sequence", uncrossed.firstTradeSequence() + i)
                    .put("quantity", quantities.format(fill.quantity()))
                    .put("buy_order_id", orderId(fill.buyOrderId()))
                    .put("sell_order_id", orderId(fill.sellOrderId()));
        }
        ArrayNode prevented = data.putArray("prevented");
        for (AuctionLoss loss : uncrossed.prevented()) {
            prevented
                    .addObject()
                    .put("order_id", orderId(loss.orderId()))
                    .put("quantity", quantities.format(loss.quantity()));
        }
        ArrayNode unfilled = data.putArray("unfilled_order_ids");
        uncrossed.unfilled().forEach(id -> unfilled.add(orderId(id)));
    }

    private static void ending(ObjectNode data, OrderStatus status, Optional<CancelReason> reason) {
        data.put("status", status.name());
        data.put("reason", reason.map(BookPublication::reason).orElse(null));
    }

    private static String reason(CancelReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private void trades(ObjectNode data, long eventId, long firstSequence, List<Fill> fills) {
        ArrayNode trades = data.putArray("trades");
        for (int i = 0; i < fills.size(); i++) {
            Fill fill = fills.get(i);
            trades.addObject()
                    .put("id", new ResourceId(ResourceId.Kind.TRADE, eventId + 1 + i, book).toString())
                    .put("sequence", firstSequence + i)
                    .put("price", prices.format(fill.price()))
                    .put("quantity", quantities.format(fill.quantity()))
                    .put("maker_order_id", orderId(fill.makerOrderId()));
        }
    }

    private void prevented(ObjectNode data, List<PreventedTrade> prevented) {
        ArrayNode all = data.putArray("prevented");
        for (PreventedTrade each : prevented) {
            all.addObject()
                    .put("maker_order_id", orderId(each.makerOrderId()))
                    .put("maker_quantity", quantities.format(each.makerQuantity()))
                    .put("taker_quantity", quantities.format(each.takerQuantity()));
        }
    }

    private String orderId(long number) {
        return new ResourceId(ResourceId.Kind.ORDER, number, book).toString();
    }
}
