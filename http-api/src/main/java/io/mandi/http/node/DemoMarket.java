package io.mandi.http.node;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.OrderBookReply;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.OrderRequest;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.SelfTradePrevention;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.catalog.unit.UnitFactors;
import io.mandi.engine.id.BookId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A small market to try things on: instruments as Indian mandis and exchanges trade them, and a few resting orders. */
public final class DemoMarket {
    /** The organisation that runs it. */
    public static final String ORGANIZATION = "demo";
    /** Its cotton instrument, which has no orders at first. */
    public static final String COTTON = "COTTON-29MM";
    /** Partners that trade on it. */
    public static final List<String> PARTNERS = List.of("ginner-01", "mill-01", "trader-01");

    static final String USER = "demo-setup";
    private static final long STEP_TIMEOUT_SECONDS = 30;

    /**
     * What there is to look at, beside the instruments.
     *
     * @param need id of a published need
     * @param lot id of the lot that suits it best
     * @param buyer partner id of the need's buyer
     */
    public record Shown(String need, String lot, String buyer) {}

    private record Quote(String partner, Side side, String price, String quantity) {}

    private record Market(Instrument instrument, List<Quote> quotes) {}

    private static final List<Market> MARKETS = List.of(
            new Market(
                    instrument(COTTON, "Cotton 29 mm, ex gin Rajkot", "COTTON", "BALE", "CANDY", "10.00", "25", "2500"),
                    List.of()),
            new Market(
                    instrument("WHEAT-LOKWAN", "Wheat Lokwan, Delhi", "WHEAT", "MT", "QUINTAL", "0.50", "10", "5000"),
                    List.of(
                            new Quote("ginner-01", Side.SELL, "2612.50", "50"),
                            new Quote("trader-01", Side.SELL, "2610.00", "30"),
                            new Quote("mill-01", Side.BUY, "2604.00", "40"),
                            new Quote("trader-01", Side.BUY, "2601.50", "100"))),
            new Market(
                    instrument("CHANA-DESI", "Chana desi, Bikaner", "CHANA", "MT", "QUINTAL", "1.00", "10", "5000"),
                    List.of(
                            new Quote("trader-01", Side.SELL, "5895.00", "20"),
                            new Quote("mill-01", Side.BUY, "5880.00", "20"),
                            new Quote("ginner-01", Side.BUY, "5875.00", "60"))));

    private DemoMarket() {}

    private static Instrument instrument(
            String symbol,
            String name,
            String commodity,
            String quantityUnit,
            String priceUnit,
            String tick,
            String lot,
            String max) {
        return new Instrument(
                        symbol,
                        name,
                        Optional.of(commodity),
                        "INR",
                        quantityUnit,
                        priceUnit,
                        decimal(tick),
                        decimal(lot),
                        Optional.of(decimal(lot)),
                        Optional.of(decimal(max)),
                        Optional.empty(),
                        Optional.empty())
                .with(UnitFactors.standard(BaseUnit.KG)
                        .valueFactor(
                                Unit.parse(quantityUnit).orElseThrow(),
                                Unit.parse(priceUnit).orElseThrow()));
    }

    private static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    /**
     * Opens the instruments that are not open yet, each with its first orders, and posts what is not posted yet.
     *
     * @return empty where there is no need that is open
     */
    public static Optional<Shown> open(Node node) throws InterruptedException {
        welcomeAnybody(node);
        for (Market market : MARKETS) {
            BookId book = new BookId(ORGANIZATION, market.instrument().symbol());
            OrderBookReply reply = await(node.books()
                    .execute(book, caller(Optional.empty()), new BookCommand.DefineInstrument(market.instrument())));
            if (!(reply instanceof OrderBookReply.Defined defined)) {
                throw new IllegalStateException("the demo market cannot be opened: " + reply);
            }
            await(node.directory().put(ORGANIZATION, defined.instrument(), defined.version()));
            if (defined.created()) {
                place(node, book, market.quotes());
            }
        }
        return new DemoDesk(node.partners(), node.markets(), node.desk(), Instant.now())
                .open()
                .map(shown -> new Shown(shown.need().toString(), shown.lot().toString(), shown.buyer()));
    }

    /** Orders of partners that nobody has approved are taken, unless somebody has decided otherwise. */
    private static void welcomeAnybody(Node node) throws InterruptedException {
        Caller caller = caller(Optional.empty());
        if (await(node.markets().settings(caller)).version() == 1) {
            await(node.markets()
                    .changeSettings(
                            OptionalLong.of(1),
                            Map.of(Setting.ORDERS_REQUIRE_APPROVED_PARTNER.name(), new GivenValue.Flag(false)),
                            caller));
        }
    }

    private static void place(Node node, BookId book, List<Quote> quotes) throws InterruptedException {
        for (int i = 0; i < quotes.size(); i++) {
            Quote quote = quotes.get(i);
            OrderRequest order = new OrderRequest(
                    quote.partner(),
                    Optional.empty(),
                    quote.side(),
                    OrderType.LIMIT,
                    TimeInForce.GTC,
                    Optional.of(decimal(quote.price())),
                    decimal(quote.quantity()),
                    SelfTradePrevention.CANCEL_TAKER);
            Idempotency key = new Idempotency("demo", "quote-" + i, "quote-" + i);
            await(node.books().execute(book, caller(Optional.of(key)), new BookCommand.SubmitOrder(order)));
        }
    }

    private static Caller caller(Optional<Idempotency> key) {
        return new Caller(ORGANIZATION, Actor.staff(USER), USER, key);
    }

    static <T> T await(CompletionStage<T> stage) throws InterruptedException {
        try {
            return stage.toCompletableFuture().get(STEP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the demo market cannot be opened", e);
        }
    }
}
