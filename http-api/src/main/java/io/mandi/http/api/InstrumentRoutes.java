package io.mandi.http.api;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.OrderBookReply;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookView;
import io.mandi.engine.book.Phase;
import io.mandi.engine.book.RejectionCode;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.InstrumentDirectory;
import io.mandi.engine.catalog.OrderLimits;
import io.mandi.engine.catalog.SelfTradePrevention;
import io.mandi.engine.catalog.TradingRules;
import io.mandi.engine.catalog.TradingSession;
import io.mandi.engine.catalog.ValueFactor;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.catalog.unit.UnitFactors;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.ResourceId;
import io.mandi.http.auth.Permission;
import io.mandi.persistence.catalog.PostgresCatalogue;
import io.mandi.persistence.catalog.PostgresCatalogue.Measures;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** Instruments, and what everyone may see of their books. */
final class InstrumentRoutes {
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final Pattern UNIT = Pattern.compile("[A-Z][A-Z0-9_]{0,31}");
    private static final Pattern COMMODITY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MAX_TIMEZONE = 64;
    private static final int MAX_TIME = 5;
    private static final String CHANGE_PHASE = "POST /instruments/{symbol}/phase";
    private static final int DEFAULT_DEPTH = 20;
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;

    private final OrderBooks books;
    private final InstrumentDirectory directory;
    private final PostgresCatalogue catalogue;
    private final int maxDepth;

    InstrumentRoutes(OrderBooks books, InstrumentDirectory directory, PostgresCatalogue catalogue, int maxDepth) {
        this.books = books;
        this.directory = directory;
        this.catalogue = catalogue;
        this.maxDepth = maxDepth;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.withBody("PUT", "/api/v1/instruments/{symbol}", Permission.INSTRUMENT_UPDATE, this::put),
                Endpoint.of("GET", "/api/v1/instruments", Permission.INSTRUMENT_READ, this::list),
                Endpoint.of("GET", "/api/v1/instruments/{symbol}", Permission.INSTRUMENT_READ, this::get),
                Endpoint.withBody(
                        "POST", "/api/v1/instruments/{symbol}/phase", Permission.INSTRUMENT_UPDATE, this::changePhase),
                Endpoint.of("GET", "/api/v1/instruments/{symbol}/book", Permission.INSTRUMENT_READ, this::book),
                Endpoint.of("GET", "/api/v1/instruments/{symbol}/orders", Permission.INSTRUMENT_READ, this::queues),
                Endpoint.of("GET", "/api/v1/instruments/{symbol}/trades", Permission.INSTRUMENT_READ, this::trades),
                Endpoint.of("GET", "/api/v1/instruments/{symbol}/state", Permission.INSTRUMENT_UPDATE, this::state));
    }

    private CompletionStage<Answer> put(Call call) {
        call.parameters();
        String symbol = call.path().get("symbol");
        if (!Instrument.SYMBOL.matcher(symbol).matches()) {
            throw new ProblemException(Problem.of(400, "invalid_value", "the symbol " + OrderFields.SYMBOL_RULE));
        }
        Instrument given = instrument(symbol, call);
        BookId book = new BookId(call.user().organization(), symbol);
        return completed(given, call)
                .thenCompose(instrument ->
                        books.execute(book, call.changer(), new BookCommand.DefineInstrument(instrument), call.since()))
                .thenCompose(reply -> {
                    if (!(reply instanceof OrderBookReply.Defined defined)) {
                        throw Replies.problem(reply);
                    }
                    // The book has it. The list is brought up to date on every call, so that repeating mends it.
                    return directory
                            .put(book.organization(), defined.instrument(), defined.version())
                            .handle((done, failure) -> {
                                if (failure != null) {
                                    throw new ProblemException(Problem.outcomeUnknown());
                                }
                                Answer answer = Answer.of(
                                                defined.created() ? 201 : 200,
                                                out -> OrderJson.writeInstrument(out, defined.instrument()))
                                        .version(defined.version());
                                return ConsistencyToken.mark(answer, book, defined.journalSequence());
                            });
                });
    }

    /** With what the catalogue of the organisation says of it now: the book keeps that, and does not ask. */
    private CompletionStage<Instrument> completed(Instrument given, Call call) {
        OptionalLong commodity = CatalogueAnswers.number(call, ResourceId.Kind.COMMODITY, given.commodityId())
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
        return catalogue.measures(commodity, call.caller()).handle((found, failure) -> {
            Measures measures = Pages.read(found, failure);
            String timezone = measures.settings().get(Setting.TIMEZONE).getId();
            TradingRules rules = session(given.rules().session(), timezone)
                    .map(given.rules()::with)
                    .orElse(given.rules());
            return given.with(valueFactor(given, measures)).with(rules);
        });
    }

    /** By the factors of the commodity, where the instrument has one that the catalogue knows; else by those of the organisation. */
    private static Optional<ValueFactor> valueFactor(Instrument instrument, Measures measures) {
        Optional<Unit> quantity = Unit.parse(instrument.quantityUnit());
        Optional<Unit> price = Unit.parse(instrument.priceUnit());
        if (instrument.quantityUnit().equals(instrument.priceUnit()) || quantity.isEmpty() || price.isEmpty()) {
            return Optional.empty();
        }
        Map<Unit, BigDecimal> own = measures.settings().unitFactors();
        UnitFactors factors = measures.commodity()
                .map(known -> known.factors(own))
                .orElseGet(() -> UnitFactors.of(quantity.get().base(), own, Map.of()));
        return factors.valueFactor(quantity.get(), price.get());
    }

    /** Days are those of the market, unless the instrument says otherwise. */
    private static Optional<TradingSession> session(Optional<TradingSession> given, String timezone) {
        Optional<TradingSession> usual = timezone.equals(TradingSession.USUAL.timezone())
                ? Optional.empty()
                : Optional.of(new TradingSession(timezone, Optional.empty()));
        return given.map(
                        session -> session.timezone().isEmpty() ? new TradingSession(timezone, session.end()) : session)
                .or(() -> usual);
    }

    private static Instrument instrument(String symbol, Call call) {
        Fields fields = new Fields(call.json(), "");
        Instrument instrument = new Instrument(
                symbol,
                fields.text("name", Instrument.MAX_NAME_LENGTH),
                fields.optionalText(
                        "commodity_id", COMMODITY, "must be 1 to 64 letters, digits, dots, hyphens, underscores"),
                fields.text("currency", CURRENCY, "must be the three letters of ISO 4217"),
                fields.text("quantity_unit", UNIT, "must be a unit code in upper case"),
                fields.text("price_unit", UNIT, "must be a unit code in upper case"),
                fields.decimal("tick_size"),
                fields.decimal("lot_size"),
                fields.optionalDecimal("min_quantity"),
                fields.optionalDecimal("max_quantity"),
                fields.optionalDecimal("price_band_percent"),
                fields.optionalDecimal("reference_price"),
                new TradingRules(
                        fields.optionalChoice("self_trade_prevention", SelfTradePrevention.class),
                        fields.optionalFlag("self_trades_forbidden").orElse(false),
                        new OrderLimits(
                                fields.optionalDecimal("max_notional"),
                                fields.optionalInteger("max_open_orders", 1, OrderLimits.MOST_OPEN_ORDERS)),
                        fields.optionalFields("session").map(InstrumentRoutes::session)));
        fields.check();
        return instrument;
    }

    private static TradingSession session(Fields fields) {
        return new TradingSession(
                // That of the market then.
                fields.optionalText("timezone", MAX_TIMEZONE).orElse(""), fields.optionalText("session_end", MAX_TIME));
    }

    private CompletionStage<Answer> list(Call call) {
        Call.Parameters parameters = call.parameters("limit", "cursor");
        int limit = parameters.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        Optional<String> after = parameters.text("cursor").map(InstrumentRoutes::symbolOf);
        return directory.list(call.user().organization(), after, limit + 1).handle((found, failure) -> {
            if (failure != null) {
                throw new ProblemException(
                        Problem.retry(503, "unavailable", "the list of instruments cannot be read now", 1));
            }
            boolean more = found.size() > limit;
            List<Instrument> page = more ? found.subList(0, limit) : found;
            return Answer.of(200, out -> {
                out.writeStartObject();
                out.writeArrayFieldStart("items");
                for (Instrument instrument : page) {
                    OrderJson.writeInstrument(out, instrument);
                }
                out.writeEndArray();
                if (more) {
                    out.writeStringField("next_cursor", cursorOf(page.getLast().symbol()));
                } else {
                    out.writeNullField("next_cursor");
                }
                out.writeEndObject();
            });
        });
    }

    private static String cursorOf(String symbol) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(symbol.getBytes(StandardCharsets.UTF_8));
    }

    private static String symbolOf(String cursor) {
        try {
            String symbol = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (Instrument.SYMBOL.matcher(symbol).matches()) {
                return symbol;
            }
        } catch (IllegalArgumentException e) {
            // Answered below, with the same words as a cursor of something else.
        }
        throw Call.Parameters.problem("cursor", "invalid_parameter", "must be the next_cursor of an earlier page");
    }

    private CompletionStage<Answer> get(Call call) {
        call.parameters();
        return view(
                call,
                (book, view) -> Answer.of(
                                200,
                                out -> OrderJson.writeInstrument(
                                        out, view.instrument().orElseThrow()))
                        .version(view.instrumentVersion()));
    }

    /** A change of the phase is no new version of the instrument, so that no version of it can be expected. */
    private CompletionStage<Answer> changePhase(Call call) {
        call.parameters();
        if (call.headers().ifMatch().isPresent()) {
            throw new ProblemException(
                    Problem.of(400, "invalid_if_match", "a phase has no version: send no If-Match with it"));
        }
        BookId book = bookOf(call);
        Fields fields = new Fields(call.json(), "");
        Phase phase = fields.choice("phase", Phase.class);
        fields.check();
        Caller caller = call.optionalIdempotency(CHANGE_PHASE).map(call::caller).orElseGet(call::caller);
        return books.execute(book, caller, new BookCommand.ChangePhase(phase), call.since())
                .thenApply(reply -> {
                    if (reply instanceof OrderBookReply.Rejected rejected
                            && rejected.rejection().code() == RejectionCode.UNKNOWN_INSTRUMENT) {
                        throw new ProblemException(Problem.notFound());
                    }
                    if (!(reply instanceof OrderBookReply.PhaseIs changed)) {
                        throw Replies.problem(reply);
                    }
                    OrderJson json = new OrderJson(book, changed.instrument());
                    Answer answer = Answer.of(200, out -> json.writePhase(out, changed));
                    Answer marked = ConsistencyToken.mark(answer, book, changed.journalSequence());
                    return changed.repeated() ? marked.with("Idempotent-Replayed", "true") : marked;
                });
    }

    private CompletionStage<Answer> book(Call call) {
        int depth = call.parameters("depth").integer("depth", Math.min(DEFAULT_DEPTH, maxDepth), 1, maxDepth);
        return view(call, (book, view) -> {
            OrderJson json = new OrderJson(book, view.instrument().orElseThrow());
            return Answer.of(200, out -> json.writeBook(out, view, depth));
        });
    }

    private CompletionStage<Answer> queues(Call call) {
        int depth = call.parameters("depth").integer("depth", DEFAULT_LIMIT, 1, MAX_LIMIT);
        String symbol = call.path().get("symbol");
        if (!Instrument.SYMBOL.matcher(symbol).matches()) {
            throw new ProblemException(Problem.notFound());
        }
        BookId book = new BookId(call.user().organization(), symbol);
        return books.readQueues(book, call.caller(), depth, call.since()).thenApply(reply -> {
            if (!(reply instanceof OrderBookReply.FoundQueues found)) {
                throw Replies.unreadable(reply);
            }
            Instrument instrument =
                    found.queues().instrument().orElseThrow(() -> new ProblemException(Problem.notFound()));
            boolean ids = call.user().may(Permission.ORDER_READ);
            return Answer.of(200, out -> new OrderJson(book, instrument).writeQueues(out, found.queues(), ids));
        });
    }

    private CompletionStage<Answer> trades(Call call) {
        int limit = call.parameters("limit").integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        return view(call, (book, view) -> {
            OrderJson json = new OrderJson(book, view.instrument().orElseThrow());
            return Answer.of(200, out -> {
                out.writeStartObject();
                out.writeFieldName("items");
                json.writeTrades(
                        out,
                        view.trades().subList(0, Math.min(limit, view.trades().size())));
                out.writeNullField("next_cursor");
                out.writeEndObject();
            });
        });
    }

    private CompletionStage<Answer> state(Call call) {
        call.parameters();
        return view(call, BookAndView::new)
                .thenCompose(seen -> books.readState(seen.book(), call.caller(), call.since())
                        .thenApply(reply -> {
                            if (!(reply instanceof OrderBookReply.FoundState state)) {
                                throw Replies.unreadable(reply);
                            }
                            return Answer.of(200, out -> {
                                out.writeStartObject();
                                out.writeStringField("instrument", seen.book().symbol());
                                out.writeNumberField("sequence", state.sequence());
                                out.writeStringField("state_hash", state.hash());
                                out.writeEndObject();
                            });
                        }));
    }

    private record BookAndView(BookId book, BookView view) {}

    private static BookId bookOf(Call call) {
        String symbol = call.path().get("symbol");
        if (!Instrument.SYMBOL.matcher(symbol).matches()) {
            throw new ProblemException(Problem.notFound());
        }
        return new BookId(call.user().organization(), symbol);
    }

    /** The view of an open book; any other symbol is answered like one that never was. */
    private <T> CompletionStage<T> view(Call call, BiFunction<BookId, BookView, T> answer) {
        BookId book = bookOf(call);
        return books.readBook(book, call.caller(), call.since()).thenApply(reply -> {
            if (!(reply instanceof OrderBookReply.FoundBook found)) {
                throw Replies.unreadable(reply);
            }
            if (found.view().instrument().isEmpty()) {
                throw new ProblemException(Problem.notFound());
            }
            return answer.apply(book, found.view());
        });
    }
}
