package io.mandi.engine.book;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.SelfTradePrevention;
import io.mandi.engine.catalog.TradingSession;
import io.mandi.engine.catalog.ValueFactor;
import io.mandi.engine.testkit.NaiveBook;
import io.mandi.engine.testkit.NaiveBook.NewOrder;
import io.mandi.engine.testkit.RandomCommands.Draft;
import io.mandi.engine.testkit.RandomCommands.Step;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a book must answer to a command, by rules written down a second time: the {@link NaiveBook} with the grids, the
 * limits, the scopes and the memory around it. It computes in decimals and knows orders by the words of the drafts.
 */
final class ReferenceMarket {
    private static final BigDecimal MOST_TICKS = new BigDecimal("1000000000000000");
    private static final BigDecimal MOST_LOTS = new BigDecimal("1000000000000");

    final NaiveBook orders;
    final List<NaiveBook.Trade> trades = new ArrayList<>();
    private final BookLimits limits;
    private Optional<Instrument> instrument = Optional.empty();
    private boolean used;
    private long lastAt;
    /** Requests that are no longer in the memory. */
    private final Map<Idempotency.Scope, List<RecordedEvent>> forgotten = new HashMap<>();

    private int forgottenCount;
    /** Those that are, by their keys. */
    private final Map<Idempotency.Scope, RecordedEvent> remembered = new HashMap<>();
    /** Closed orders that are in the memory. */
    private final Set<String> rememberedOrders = new HashSet<>();

    private final Map<BigDecimal, Long> ticks = new HashMap<>();
    private final Map<BigDecimal, Long> lots = new HashMap<>();

    private final Deque<Memory> memory = new ArrayDeque<>();
    private final List<String> justClosed = new ArrayList<>();
    private final Map<String, Integer> arrival = new HashMap<>();
    private final Map<String, Long> placedAt = new HashMap<>();
    private final Map<String, TimeInForce> lifetimes = new HashMap<>();
    private final Map<String, BigDecimal> displays = new HashMap<>();

    ReferenceMarket(BookLimits limits) {
        this.limits = limits;
        this.orders = new NaiveBook(
                limits.openOrders(),
                limits.openOrdersPerPartner(),
                limits.stopOrders(),
                limits.stopOrdersPerPartner(),
                this::bandEnd);
    }

    /** What the book remembers of the past: closed orders by their names, and requests that had a key. */
    sealed interface Memory {
        long at();

        record Closed(String name, long at) implements Memory {}

        record Request(RecordedEvent event) implements Memory {
            @Override
            public long at() {
                return event.at();
            }
        }
    }

    /** What a command must lead to. */
    sealed interface Expected {
        /** @param triggered what it causes */
        record Effect(Change change, List<Change.Triggered> triggered) implements Expected {
            Effect(Change change) {
                this(change, List.of());
            }
        }

        /** Each part is an effect or a refusal. */
        record Batch(List<Expected> parts) implements Expected {}

        record Refused(RejectionCode code) implements Expected {}

        record AllRefused(List<RejectionCode> codes) implements Expected {}

        record Repeated(RecordedEvent event) implements Expected {}

        record Unchanged() implements Expected {}
    }

    /** What must have changed. */
    sealed interface Change {
        record Defined(Instrument instrument) implements Change {}

        record Executed(String name, OrderRequest request, SelfTradePrevention mode, NaiveBook.Result result)
                implements Change {}

        record PhaseChanged(Phase phase, Phase from, NaiveBook.Uncrossed uncrossed) implements Change {}

        record Cancelled(String name, BigDecimal quantity) implements Change {}

        record Amended(String name, boolean keptPriority, NaiveBook.Result result) implements Change {}

        /** @param price of the trade that triggered it */
        record Triggered(String name, BigDecimal price, NaiveBook.Result result) implements Change {}

        /** @param someAreLater whether others of the partner's orders stay because they were placed later */
        record CancelledTogether(String partnerId, List<String> names, boolean someAreLater) implements Change {}
    }

    Expected expect(Step step) {
        CommandContext context = step.context();
        if (context.idempotency().isPresent()) {
            Idempotency key = context.idempotency().get();
            RecordedEvent event = remembered.get(key.scope(context.actor().user()));
            if (event != null) {
                return event.idempotency().orElseThrow().fingerprint().equals(key.fingerprint())
                        ? new Expected.Repeated(event)
                        : refused(RejectionCode.IDEMPOTENCY_KEY_REUSED);
            }
        }
        return step.draft() instanceof Draft.Batch batch ? expectBatch(batch, context) : expect(step.draft(), context);
    }

    private Expected expectBatch(Draft.Batch batch, CommandContext context) {
        List<Expected> parts = new ArrayList<>();
        List<RejectionCode> refusals = new ArrayList<>();
        for (Draft draft : batch.drafts()) {
            Expected part = expect(draft, context);
            parts.add(part);
            if (part instanceof Expected.Refused refused) {
                refusals.add(refused.code());
            }
        }
        return refusals.size() == parts.size() ? new Expected.AllRefused(refusals) : new Expected.Batch(parts);
    }

    private Expected expect(Draft draft, CommandContext context) {
        if (draft instanceof Draft.Define define) {
            return expectDefinition(define.instrument());
        }
        if (instrument.isEmpty()) {
            return refused(RejectionCode.UNKNOWN_INSTRUMENT);
        }
        if (partnerNamedIn(draft).map(partner -> !mayTouch(partner, context)).orElse(false)) {
            return refused(RejectionCode.PARTNER_NOT_FOUND);
        }
        return switch (draft) {
            case Draft.Submit submit -> expectSubmission(submit, context);
            case Draft.Cancel cancel -> expectCancellation(cancel.name(), context);
            case Draft.CancelByClientOrderId cancel ->
                orders.openOrder(cancel.partnerId(), cancel.clientOrderId())
                        .map(order -> expectCancellation(order.id(), context))
                        .orElseGet(() -> refused(RejectionCode.ORDER_NOT_FOUND));
            case Draft.Amend amend -> expectAmendment(amend, context);
            case Draft.CancelAll cancel -> expectMassCancellation(cancel);
            case Draft.ChangePhase change -> expectPhase(change.phase());
            case Draft.Define ignored -> throw new IllegalStateException("handled above");
            case Draft.Batch ignored -> throw new IllegalStateException("a batch does not stand in a batch");
        };
    }

    private Expected expectDefinition(Instrument given) {
        Instrument wanted = used && instrument.flatMap(Instrument::valueFactor).isPresent()
                ? given.with(instrument.get().valueFactor())
                : given;
        if (!isPossible(wanted)) {
            return refused(RejectionCode.INVALID_INSTRUMENT);
        }
        if (instrument.isPresent()) {
            Instrument now = instrument.get();
            if (now.equals(wanted)) {
                return new Expected.Unchanged();
            }
            boolean sameGrids = value(now.tickSize()).compareTo(value(wanted.tickSize())) == 0
                    && value(now.lotSize()).compareTo(value(wanted.lotSize())) == 0;
            if (used && !sameGrids) {
                return refused(RejectionCode.INSTRUMENT_IN_USE);
            }
        }
        instrument = Optional.of(wanted);
        ticks.clear();
        lots.clear();
        orders.limitOwners(Math.min(
                limits.openOrdersPerPartner(),
                wanted.rules().limits().maxOpenOrders().orElse(limits.openOrdersPerPartner())));
        return new Expected.Effect(new Change.Defined(wanted));
    }

    private static boolean isPossible(Instrument wanted) {
        if (wanted.tickSize().isZero() || wanted.lotSize().isZero()) {
            return false;
        }
        BigDecimal lot = value(wanted.lotSize());
        boolean quantitiesFit =
                wanted.minQuantity().map(least -> isMultiple(value(least), lot)).orElse(true)
                        && wanted.maxQuantity()
                                .map(most -> isMultiple(value(most), lot))
                                .orElse(true);
        boolean inOrder = wanted.minQuantity().isEmpty()
                || wanted.maxQuantity().isEmpty()
                || value(wanted.minQuantity().get())
                                .compareTo(value(wanted.maxQuantity().get()))
                        <= 0;
        boolean referenceFits = wanted.referencePrice()
                .map(price -> isMultiple(value(price), value(wanted.tickSize())))
                .orElse(true);
        boolean bandFits = wanted.priceBandPercent()
                .map(percent -> value(percent).signum() > 0)
                .orElse(true);
        boolean rulesFit = !wanted.rules().selfTradesForbidden()
                || wanted.rules().selfTradePrevention().orElse(SelfTradePrevention.CANCEL_TAKER)
                        != SelfTradePrevention.NONE;
        boolean sessionFits = wanted.rules()
                .session()
                .map(session -> ZoneId.getAvailableZoneIds().contains(session.timezone()))
                .orElse(true);
        boolean valueIsKnown = wanted.rules().limits().maxNotional().isEmpty()
                || wanted.quantityUnit().equals(wanted.priceUnit())
                || wanted.valueFactor().isPresent();
        return sessionFits && quantitiesFit && inOrder && referenceFits && bandFits && rulesFit && valueIsKnown;
    }

    private static boolean isMultiple(BigDecimal number, BigDecimal step) {
        return number.signum() > 0 && number.remainder(step).signum() == 0;
    }

    private Expected expectPhase(Phase wanted) {
        Phase from = orders.phase();
        if (from == wanted) {
            return new Expected.Unchanged();
        }
        NaiveBook.Uncrossed uncrossed = orders.enter(wanted, auctionPrices());
        trades.addAll(uncrossed.allTrades());
        justClosed.addAll(uncrossed.allClosed());
        return new Expected.Effect(new Change.PhaseChanged(wanted, from, uncrossed), triggered(uncrossed.triggered()));
    }

    /** What an auction would trade now. */
    Optional<NaiveBook.Indication> indication() {
        return orders.indication(auctionPrices());
    }

    private Optional<BigDecimal> referencePrice() {
        Optional<BigDecimal> last = trades.isEmpty()
                ? Optional.empty()
                : Optional.of(trades.getLast().price());
        return instrument
                .orElseThrow()
                .referencePrice()
                .map(ReferenceMarket::value)
                .or(() -> last);
    }

    private NaiveBook.Prices auctionPrices() {
        BigDecimal most = tick().multiply(MOST_TICKS);
        return new NaiveBook.Prices(
                tick(),
                bandEnd(Side.SELL)
                        .map(end -> onTick(end, RoundingMode.CEILING).max(tick()))
                        .orElse(tick()),
                bandEnd(Side.BUY)
                        .map(end -> onTick(end, RoundingMode.FLOOR).min(most))
                        .orElse(most),
                referencePrice());
    }

    private BigDecimal onTick(BigDecimal price, RoundingMode rounding) {
        return price.divide(tick(), 0, rounding).multiply(tick());
    }

    private BigDecimal tick() {
        return value(instrument.orElseThrow().tickSize());
    }

    private Expected expectSubmission(Draft.Submit submit, CommandContext context) {
        if (submit.barred().isPresent()) {
            return refused(RejectionCode.CAPABILITY_MISSING);
        }
        OrderRequest request = submit.order();
        Optional<RejectionCode> flaw = flawOf(request, at(context))
                .or(() -> flawOfNotional(
                        valuedAt(
                                request.side(),
                                request.price().map(ReferenceMarket::value),
                                request.stopPrice().map(ReferenceMarket::value)),
                        value(request.quantity())));
        if (flaw.isPresent()) {
            return refused(flaw.get());
        }
        SelfTradePrevention mode = request.selfTradePrevention()
                .or(() -> instrument.orElseThrow().rules().selfTradePrevention())
                .orElse(SelfTradePrevention.CANCEL_TAKER);
        NaiveBook.Result result = orders.submit(new NewOrder(
                submit.name(),
                request.partnerId(),
                request.clientOrderId(),
                request.side(),
                request.type(),
                request.timeInForce(),
                request.price().map(ReferenceMarket::value),
                value(request.quantity()),
                mode,
                request.postOnly(),
                request.displayQuantity().map(ReferenceMarket::value),
                expiresAt(request, at(context)),
                request.stopPrice().map(ReferenceMarket::value)));
        if (!result.accepted()) {
            return refused(result.refusal().orElseThrow());
        }
        used = true;
        arrival.put(submit.name(), arrival.size());
        request.displayQuantity().ifPresent(shown -> displays.put(submit.name(), value(shown)));
        placedAt.put(submit.name(), at(context));
        lifetimes.put(submit.name(), request.timeInForce());
        take(result);
        return effect(new Change.Executed(submit.name(), request, mode, result), result);
    }

    private static Expected effect(Change change, NaiveBook.Result result) {
        return new Expected.Effect(change, triggered(result.triggered()));
    }

    private static List<Change.Triggered> triggered(List<NaiveBook.Triggered> triggered) {
        return triggered.stream()
                .map(each -> new Change.Triggered(each.id(), each.price(), each.result()))
                .toList();
    }

    private Expected expectCancellation(String name, CommandContext context) {
        Optional<RejectionCode> missing = missing(name, context);
        if (missing.isPresent()) {
            return refused(missing.get());
        }
        BigDecimal open = orders.order(name).orElseThrow().remaining();
        NaiveBook.Result result = orders.cancel(name);
        if (!result.accepted()) {
            return refused(result.refusal().orElseThrow());
        }
        take(result);
        return new Expected.Effect(new Change.Cancelled(name, open));
    }

    private Expected expectAmendment(Draft.Amend amend, CommandContext context) {
        Optional<RejectionCode> missing = missing(amend.name(), context);
        if (missing.isPresent()) {
            return refused(missing.get());
        }
        NaiveBook.Order before = orders.order(amend.name()).orElseThrow();
        if (!before.status().isOpen()) {
            return refused(RejectionCode.ORDER_CLOSED);
        }
        boolean waits = before.status() == OrderStatus.PENDING_TRIGGER;
        if (amend.stopPrice().isPresent() && !waits) {
            return refused(RejectionCode.STOP_PRICE_NOT_ALLOWED);
        }
        if (amend.price().isPresent() && before.price().isEmpty()) {
            return refused(RejectionCode.PRICE_NOT_ALLOWED);
        }
        Optional<RejectionCode> flaw = amend.price()
                .flatMap(this::flawOfPrice)
                .or(() -> amend.stopPrice().flatMap(this::flawOfStopPrice))
                .or(() -> amend.quantity().flatMap(this::flawOfQuantity))
                .or(() -> flawOfSlices(
                        shownAtATime(amend.name()),
                        amend.quantity().map(ReferenceMarket::value).orElse(before.quantity())))
                .or(() -> amend.stopPrice()
                                        .map(ReferenceMarket::value)
                                        .filter(stop ->
                                                stop.compareTo(before.stop().orElseThrow()) != 0)
                                        .isPresent()
                                || amend.price()
                                        .map(ReferenceMarket::value)
                                        .filter(price ->
                                                price.compareTo(before.price().orElseThrow()) != 0)
                                        .isPresent()
                                || amend.quantity()
                                        .map(ReferenceMarket::value)
                                        .filter(quantity -> quantity.compareTo(before.quantity()) > 0)
                                        .isPresent()
                        ? flawOfNotional(
                                valuedAt(
                                        before.side(),
                                        amend.price()
                                                .map(ReferenceMarket::value)
                                                .or(before::price),
                                        amend.stopPrice()
                                                .map(ReferenceMarket::value)
                                                .or(before::stop)),
                                amend.quantity().map(ReferenceMarket::value).orElse(before.quantity()))
                        : Optional.empty())
                .or(() -> flawOfExpiry(lifetimes.get(amend.name()), amend.expiresAt(), at(context)));
        if (flaw.isPresent()) {
            return refused(flaw.get());
        }
        NaiveBook.Result result = orders.amend(
                amend.name(),
                amend.price().map(ReferenceMarket::value),
                amend.quantity().map(ReferenceMarket::value),
                amend.expiresAt(),
                amend.stopPrice().map(ReferenceMarket::value));
        if (!result.accepted()) {
            return refused(result.refusal().orElseThrow());
        }
        take(result);
        NaiveBook.Order after = result.order().orElseThrow();
        if (waits) {
            boolean goesOnWaiting = after.status() == OrderStatus.PENDING_TRIGGER;
            return effect(new Change.Amended(amend.name(), goesOnWaiting, result), result);
        }
        boolean samePrice = before.price().isEmpty()
                || after.price().orElseThrow().compareTo(before.price().orElseThrow()) == 0;
        boolean notMore = after.quantity().compareTo(before.quantity()) <= 0;
        boolean nothingLeft = after.quantity()
                        .subtract(before.quantity())
                        .add(before.remaining())
                        .signum()
                == 0;
        return effect(new Change.Amended(amend.name(), nothingLeft || (samePrice && notMore), result), result);
    }

    private Expected expectMassCancellation(Draft.CancelAll cancel) {
        List<String> names = new ArrayList<>();
        for (Side side : Side.values()) {
            if (cancel.side().isEmpty() || cancel.side().get() == side) {
                orders.resting(side).stream()
                        .filter(order -> order.owner().equals(cancel.partnerId()))
                        .forEach(order -> names.add(order.id()));
                orders.waiting().stream()
                        .filter(order -> order.side() == side && order.owner().equals(cancel.partnerId()))
                        .forEach(order -> names.add(order.id()));
            }
        }
        boolean someAreLater = cancel.placedBefore().isPresent()
                && names.removeIf(
                        name -> placedAt.get(name) >= cancel.placedBefore().getAsLong());
        if (names.isEmpty()) {
            return new Expected.Unchanged();
        }
        names.sort(Comparator.comparing(arrival::get));
        names.forEach(name -> take(orders.cancel(name)));
        return new Expected.Effect(new Change.CancelledTogether(cancel.partnerId(), names, someAreLater));
    }

    /** Whose order it is decides before anything else; a forgotten order is as unknown as one that never was. */
    private Optional<RejectionCode> missing(String name, CommandContext context) {
        Optional<NaiveBook.Order> order = orders.order(name);
        boolean known = order.isPresent()
                && (order.get().status().isOpen() || justClosed.contains(name) || rememberedOrders.contains(name));
        boolean allowed = known && mayTouch(order.get().owner(), context);
        return allowed ? Optional.empty() : Optional.of(RejectionCode.ORDER_NOT_FOUND);
    }

    private static Optional<String> partnerNamedIn(Draft draft) {
        return switch (draft) {
            case Draft.Submit submit -> Optional.of(submit.order().partnerId());
            case Draft.CancelByClientOrderId cancel -> Optional.of(cancel.partnerId());
            case Draft.CancelAll cancel -> Optional.of(cancel.partnerId());
            case Draft.Cancel ignored -> Optional.empty();
            case Draft.Amend ignored -> Optional.empty();
            case Draft.Define ignored -> Optional.empty();
            case Draft.ChangePhase ignored -> Optional.empty();
            case Draft.Batch ignored -> Optional.empty();
        };
    }

    private static boolean mayTouch(String partner, CommandContext context) {
        return context.actor().partner().map(scope -> scope.equals(partner)).orElse(true);
    }

    private Optional<RejectionCode> flawOf(OrderRequest request, long now) {
        boolean limited = request.type() == OrderType.LIMIT || request.type() == OrderType.STOP_LIMIT;
        boolean waits = request.type() == OrderType.STOP || request.type() == OrderType.STOP_LIMIT;
        if (limited && request.price().isEmpty()) {
            return Optional.of(RejectionCode.PRICE_REQUIRED);
        }
        if (!limited && request.price().isPresent()) {
            return Optional.of(RejectionCode.PRICE_NOT_ALLOWED);
        }
        if (waits && request.stopPrice().isEmpty()) {
            return Optional.of(RejectionCode.STOP_PRICE_REQUIRED);
        }
        if (!waits && request.stopPrice().isPresent()) {
            return Optional.of(RejectionCode.STOP_PRICE_NOT_ALLOWED);
        }
        Optional<RejectionCode> stopFlaw = request.stopPrice().flatMap(this::flawOfStopPrice);
        if (stopFlaw.isPresent()) {
            return stopFlaw;
        }
        return request.price()
                .flatMap(this::flawOfPrice)
                .or(() -> flawOfQuantity(request.quantity()))
                .or(() -> request.timeInForce() == TimeInForce.GTD
                                && request.expiresAt().isEmpty()
                        ? Optional.of(RejectionCode.EXPIRES_AT_REQUIRED)
                        : Optional.empty())
                .or(() -> flawOfExpiry(request.timeInForce(), request.expiresAt(), now))
                .or(() -> flawOfConditions(request));
    }

    private Optional<RejectionCode> flawOfExpiry(TimeInForce lifetime, OptionalLong wanted, long now) {
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        if (lifetime != TimeInForce.GTD) {
            return Optional.of(RejectionCode.EXPIRES_AT_NOT_ALLOWED);
        }
        Instant time = instant(wanted.getAsLong());
        if (!time.isAfter(instant(now))) {
            return Optional.of(RejectionCode.EXPIRES_AT_PAST);
        }
        return time.isAfter(instant(now).plus(limits.expiresWithin()))
                ? Optional.of(RejectionCode.EXPIRES_AT_TOO_FAR)
                : Optional.empty();
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(0, 0).plus(micros, ChronoUnit.MICROS);
    }

    /** A day's orders end when a clock on the wall of the market shows the session's end for the first time. */
    private OptionalLong expiresAt(OrderRequest request, long now) {
        if (request.timeInForce() != TimeInForce.DAY) {
            return request.expiresAt();
        }
        TradingSession session = instrument.orElseThrow().rules().session().orElse(TradingSession.USUAL);
        ZonedDateTime wall = instant(now).atZone(ZoneId.of(session.timezone()));
        String[] end = session.end().orElse("23:59").split(":");
        ZonedDateTime today = wall.truncatedTo(ChronoUnit.DAYS)
                .withHour(Integer.parseInt(end[0]))
                .withMinute(Integer.parseInt(end[1]))
                .plus(session.end().isPresent() ? 0 : 59_999, ChronoUnit.MILLIS);
        ZonedDateTime next = today.isAfter(wall) ? today : today.plusDays(1);
        return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, next));
    }

    /** Ends the orders whose time is over, so many as one event takes. */
    List<String> expire(long now) {
        NaiveBook.Result result =
                orders.expire(Math.max(lastAt, now), Comparator.comparing(arrival::get), limits.expiredTogether());
        take(result);
        return result.closed();
    }

    private Optional<RejectionCode> flawOfConditions(OrderRequest request) {
        if (instrument.orElseThrow().rules().selfTradesForbidden()
                && request.selfTradePrevention().equals(Optional.of(SelfTradePrevention.NONE))) {
            return Optional.of(RejectionCode.SELF_TRADES_FORBIDDEN);
        }
        boolean neverRests = request.type() == OrderType.MARKET
                || request.type() == OrderType.STOP
                || Set.of(TimeInForce.IOC, TimeInForce.FOK).contains(request.timeInForce());
        if (request.postOnly() && neverRests) {
            return Optional.of(RejectionCode.POST_ONLY_NOT_ALLOWED);
        }
        if (request.displayQuantity().isEmpty()) {
            return Optional.empty();
        }
        if (neverRests) {
            return Optional.of(RejectionCode.DISPLAY_QUANTITY_NOT_ALLOWED);
        }
        BigDecimal shown = value(request.displayQuantity().get());
        if (!isMultiple(shown, value(instrument.orElseThrow().lotSize()))) {
            return Optional.of(RejectionCode.DISPLAY_QUANTITY_OFF_LOT);
        }
        if (shown.compareTo(value(request.quantity())) > 0) {
            return Optional.of(RejectionCode.DISPLAY_QUANTITY_ABOVE_QUANTITY);
        }
        return flawOfSlices(Optional.of(shown), value(request.quantity()));
    }

    private Optional<RejectionCode> flawOfSlices(Optional<BigDecimal> shown, BigDecimal quantity) {
        return shown.filter(each -> quantity.compareTo(each.multiply(BigDecimal.valueOf(limits.icebergSlices()))) > 0)
                .map(each -> RejectionCode.DISPLAY_QUANTITY_TOO_SMALL);
    }

    private Optional<RejectionCode> flawOfNotional(Optional<BigDecimal> price, BigDecimal quantity) {
        Instrument now = instrument.orElseThrow();
        Optional<BigDecimal> most = now.rules().limits().maxNotional().map(ReferenceMarket::value);
        BigDecimal ofQuantity = now.valueFactor().map(ValueFactor::quantity).orElse(BigDecimal.ONE);
        BigDecimal ofPrice = now.valueFactor().map(ValueFactor::price).orElse(BigDecimal.ONE);
        boolean above = most.isPresent()
                && price.isPresent()
                && price.get()
                                .multiply(quantity)
                                .multiply(ofQuantity)
                                .compareTo(most.get().multiply(ofPrice))
                        > 0;
        return above ? Optional.of(RejectionCode.NOTIONAL_ABOVE_MAXIMUM) : Optional.empty();
    }

    /** The price that an order is valued at: the most that it may trade at as the book is now. */
    private Optional<BigDecimal> valuedAt(Side side, Optional<BigDecimal> price, Optional<BigDecimal> stop) {
        if (side == Side.BUY && price.isPresent()) {
            return price;
        }
        BigDecimal tick = tick();
        Optional<BigDecimal> known = price.or(() -> bandEnd(Side.BUY)
                        .map(end -> end.divide(tick, 0, RoundingMode.FLOOR)
                                .multiply(tick)
                                .max(tick)))
                .or(() -> trades.isEmpty()
                        ? instrument.orElseThrow().referencePrice().map(ReferenceMarket::value)
                        : Optional.of(trades.getLast().price()));
        return Stream.of(
                        known.stream(),
                        price.isPresent() ? Stream.<BigDecimal>empty() : stop.stream(),
                        orders.resting(side.opposite()).stream()
                                .flatMap(order -> order.price().stream())
                                .limit(1))
                .flatMap(each -> each)
                .max(Comparator.naturalOrder());
    }

    private Optional<BigDecimal> shownAtATime(String name) {
        return Optional.ofNullable(displays.get(name));
    }

    /** The worst price within the band for who comes in on this side; empty where there is no band. */
    private Optional<BigDecimal> bandEnd(Side side) {
        Instrument now = instrument.orElseThrow();
        if (now.priceBandPercent().isEmpty() || now.referencePrice().isEmpty()) {
            return Optional.empty();
        }
        BigDecimal middle = value(now.referencePrice().get());
        BigDecimal distance =
                middle.multiply(value(now.priceBandPercent().get())).divide(BigDecimal.valueOf(100));
        return Optional.of(side == Side.BUY ? middle.add(distance) : middle.subtract(distance));
    }

    private Optional<RejectionCode> flawOfStopPrice(Decimal price) {
        BigDecimal tick = value(instrument.orElseThrow().tickSize());
        if (value(price).signum() == 0) {
            return Optional.of(RejectionCode.STOP_PRICE_NOT_POSITIVE);
        }
        if (value(price).remainder(tick).signum() != 0) {
            return Optional.of(RejectionCode.STOP_PRICE_OFF_TICK);
        }
        return value(price).compareTo(tick.multiply(MOST_TICKS)) > 0
                ? Optional.of(RejectionCode.STOP_PRICE_OUT_OF_RANGE)
                : Optional.empty();
    }

    private Optional<RejectionCode> flawOfPrice(Decimal price) {
        BigDecimal tick = value(instrument.orElseThrow().tickSize());
        if (value(price).signum() == 0) {
            return Optional.of(RejectionCode.PRICE_NOT_POSITIVE);
        }
        if (value(price).remainder(tick).signum() != 0) {
            return Optional.of(RejectionCode.PRICE_OFF_TICK);
        }
        if (value(price).compareTo(tick.multiply(MOST_TICKS)) > 0) {
            return Optional.of(RejectionCode.PRICE_OUT_OF_RANGE);
        }
        boolean tooHigh =
                bandEnd(Side.BUY).map(end -> value(price).compareTo(end) > 0).orElse(false);
        boolean tooLow =
                bandEnd(Side.SELL).map(end -> value(price).compareTo(end) < 0).orElse(false);
        return tooHigh || tooLow ? Optional.of(RejectionCode.PRICE_OUTSIDE_BAND) : Optional.empty();
    }

    private Optional<RejectionCode> flawOfQuantity(Decimal quantity) {
        Instrument now = instrument.orElseThrow();
        BigDecimal number = value(quantity);
        BigDecimal lot = value(now.lotSize());
        if (number.signum() == 0) {
            return Optional.of(RejectionCode.QUANTITY_NOT_POSITIVE);
        }
        if (number.remainder(lot).signum() != 0) {
            return Optional.of(RejectionCode.QUANTITY_OFF_LOT);
        }
        if (number.compareTo(lot.multiply(MOST_LOTS)) > 0) {
            return Optional.of(RejectionCode.QUANTITY_OUT_OF_RANGE);
        }
        if (now.minQuantity().map(least -> number.compareTo(value(least)) < 0).orElse(false)) {
            return Optional.of(RejectionCode.QUANTITY_BELOW_MINIMUM);
        }
        return now.maxQuantity().map(most -> number.compareTo(value(most)) > 0).orElse(false)
                ? Optional.of(RejectionCode.QUANTITY_ABOVE_MAXIMUM)
                : Optional.empty();
    }

    private void take(NaiveBook.Result result) {
        trades.addAll(result.allTrades());
        justClosed.addAll(result.allClosed());
    }

    /** The time of an event: a book's clock does not go back. */
    long at(CommandContext context) {
        return Math.max(lastAt, context.at());
    }

    /** The command's event was recorded: from now on it is a memory, and older ones may fade. */
    void recorded(RecordedEvent event) {
        lastAt = event.at();
        if (event.idempotency().isPresent()) {
            memory.addLast(new Memory.Request(event));
            remembered.put(scope(event), event);
        }
        justClosed.forEach(name -> memory.addLast(new Memory.Closed(name, lastAt)));
        rememberedOrders.addAll(justClosed);
        justClosed.clear();
        long oldest = lastAt - limits.rememberedFor().toNanos() / 1_000;
        while (memory.size() > limits.remembered()
                || (!memory.isEmpty() && memory.getFirst().at() < oldest)) {
            switch (memory.removeFirst()) {
                case Memory.Request request -> {
                    forgotten
                            .computeIfAbsent(scope(request.event()), key -> new ArrayList<>())
                            .add(request.event());
                    forgottenCount++;
                    remembered.remove(scope(request.event()), request.event());
                }
                case Memory.Closed closed -> rememberedOrders.remove(closed.name());
            }
        }
    }

    /** Oldest first. */
    List<Memory> memory() {
        return List.copyOf(memory);
    }

    /** Whether a request with this key is forgotten that could still be repeated. */
    boolean hasForgotten(CommandContext context) {
        return forgottenWith(context).anyMatch(event -> event.at() > at(context) - limits.rememberedMicros());
    }

    /** Whether a request with this key is forgotten, however old it is. */
    boolean hasEverForgotten(CommandContext context) {
        return forgottenWith(context).findAny().isPresent();
    }

    private Stream<RecordedEvent> forgottenWith(CommandContext context) {
        Idempotency.Scope key =
                context.idempotency().orElseThrow().scope(context.actor().user());
        return remembered.containsKey(key) ? Stream.empty() : forgotten.getOrDefault(key, List.of()).stream();
    }

    private static Idempotency.Scope scope(RecordedEvent event) {
        return event.idempotency().orElseThrow().scope(event.actor().user());
    }

    /** Whether so many keys are forgotten that a book need not know which. */
    boolean hasForgottenMany() {
        return forgottenCount > limits.remembered() * (ForgottenKeys.TIMES_REMEMBERED - 2);
    }

    List<RecordedEvent> rememberedEvents() {
        return memory.stream()
                .flatMap(each -> each instanceof Memory.Request request ? Stream.of(request.event()) : Stream.empty())
                .toList();
    }

    Optional<Instrument> instrument() {
        return instrument;
    }

    long ticks(BigDecimal price) {
        return ticks.computeIfAbsent(
                price,
                each -> each.divide(value(instrument.orElseThrow().tickSize())).longValueExact());
    }

    long lots(BigDecimal quantity) {
        return lots.computeIfAbsent(
                quantity,
                each -> each.divide(value(instrument.orElseThrow().lotSize())).longValueExact());
    }

    private static Expected refused(RejectionCode code) {
        return new Expected.Refused(code);
    }

    private static BigDecimal value(Decimal decimal) {
        return decimal.toBigDecimal();
    }
}
