package io.mandi.engine.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.mandi.engine.catalog.SelfTradePrevention;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a book takes in each phase, and what comes of an auction. */
class PhasesTest {
    private final Desk desk = Desk.open();

    private Decision enter(Phase phase) {
        return desk.execute(new BookCommand.ChangePhase(phase));
    }

    private static String answer(Decision decision) {
        return decision instanceof Decision.Reject reject
                ? reject.rejection().code().name()
                : Desk.done(decision).order().reason().map(Enum::name).orElse("taken");
    }

    /** A bid at 99 and an offer at 101 rest; each order or change comes alone. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        CONTINUOUS  | rests    | taken
        CONTINUOUS  | crosses  | taken
        CONTINUOUS  | market   | taken
        CONTINUOUS  | ioc      | taken
        CONTINUOUS  | fok      | taken
        CONTINUOUS  | postOnly | taken
        CONTINUOUS  | lessens  | taken
        CONTINUOUS  | moves    | taken
        CONTINUOUS  | cancels  | REQUESTED
        AUCTION     | rests    | taken
        AUCTION     | crosses  | taken
        AUCTION     | market   | taken
        AUCTION     | ioc      | PHASE_REFUSES_ORDER
        AUCTION     | fok      | PHASE_REFUSES_ORDER
        AUCTION     | postOnly | PHASE_REFUSES_ORDER
        AUCTION     | lessens  | taken
        AUCTION     | moves    | taken
        AUCTION     | cancels  | REQUESTED
        HALTED      | rests    | PHASE_REFUSES_ORDER
        HALTED      | crosses  | PHASE_REFUSES_ORDER
        HALTED      | market   | PHASE_REFUSES_ORDER
        HALTED      | ioc      | PHASE_REFUSES_ORDER
        HALTED      | fok      | PHASE_REFUSES_ORDER
        HALTED      | postOnly | PHASE_REFUSES_ORDER
        HALTED      | lessens  | taken
        HALTED      | moves    | PHASE_REFUSES_ORDER
        HALTED      | cancels  | REQUESTED
        CANCEL_ONLY | rests    | PHASE_REFUSES_ORDER
        CANCEL_ONLY | crosses  | PHASE_REFUSES_ORDER
        CANCEL_ONLY | market   | PHASE_REFUSES_ORDER
        CANCEL_ONLY | ioc      | PHASE_REFUSES_ORDER
        CANCEL_ONLY | fok      | PHASE_REFUSES_ORDER
        CANCEL_ONLY | postOnly | PHASE_REFUSES_ORDER
        CANCEL_ONLY | lessens  | PHASE_REFUSES_ORDER
        CANCEL_ONLY | moves    | PHASE_REFUSES_ORDER
        CANCEL_ONLY | cancels  | REQUESTED
        POST_ONLY   | rests    | taken
        POST_ONLY   | crosses  | POST_ONLY_WOULD_CROSS
        POST_ONLY   | market   | PHASE_REFUSES_ORDER
        POST_ONLY   | ioc      | PHASE_REFUSES_ORDER
        POST_ONLY   | fok      | PHASE_REFUSES_ORDER
        POST_ONLY   | postOnly | taken
        POST_ONLY   | lessens  | taken
        POST_ONLY   | moves    | POST_ONLY_WOULD_CROSS
        POST_ONLY   | cancels  | REQUESTED
        CLOSED      | rests    | PHASE_REFUSES_ORDER
        CLOSED      | crosses  | PHASE_REFUSES_ORDER
        CLOSED      | market   | PHASE_REFUSES_ORDER
        CLOSED      | ioc      | PHASE_REFUSES_ORDER
        CLOSED      | fok      | PHASE_REFUSES_ORDER
        CLOSED      | postOnly | PHASE_REFUSES_ORDER
        CLOSED      | lessens  | PHASE_REFUSES_ORDER
        CLOSED      | moves    | PHASE_REFUSES_ORDER
        CLOSED      | cancels  | REQUESTED
        """)
    void aPhaseTakesWhatItsTableSays(Phase phase, String what, String expected) {
        OrderResult.Done bid = desk.place(Ticket.buy("4").at("99").by("mill"));
        desk.place(Ticket.sell("4").at("101").by("gin"));
        enter(phase);
        Ticket crossing = Ticket.buy("2").at("101").by("trader");
        Decision decision = switch (what) {
            case "rests" -> desk.execute(Ticket.buy("2").at("100").by("trader").submit());
            case "crosses" -> desk.execute(crossing.submit());
            case "market" -> desk.execute(Ticket.buy("2").by("trader").submit());
            case "ioc" -> desk.execute(crossing.immediateOrCancel().submit());
            case "fok" -> desk.execute(crossing.fillOrKill().submit());
            case "postOnly" ->
                desk.execute(
                        Ticket.buy("2").at("100").by("trader").postingOnly().submit());
            case "lessens" -> desk.execute(Desk.amendment(bid, Optional.empty(), Optional.of("3")));
            case "moves" -> desk.execute(Desk.amendment(bid, Optional.of("101"), Optional.empty()));
            default -> desk.execute(new BookCommand.CancelOrder(Desk.id(bid)));
        };
        assertThat(answer(decision)).isEqualTo(expected);
    }

    @Test
    void thePhaseThatIsThereIsNoChange() {
        assertThat(enter(Phase.CONTINUOUS)).isEqualTo(new Decision.Unchanged());
        assertThat(enter(Phase.HALTED)).isInstanceOf(Decision.Accept.class);
        assertThat(enter(Phase.HALTED)).isEqualTo(new Decision.Unchanged());
        assertThat(desk.book.view(1).phase().phase()).isEqualTo(Phase.HALTED);
    }

    private BookEvent.AuctionUncrossed uncrossed(Phase next) {
        Decision.Accept accept = (Decision.Accept) enter(next);
        BookEvent.BatchExecuted both = (BookEvent.BatchExecuted) accept.event().event();
        assertThat(both.effects()).hasSize(2).first().isInstanceOf(BookEvent.PhaseChanged.class);
        assertThat(accept.results()).isEmpty();
        assertThat(StateHash.of(desk.replay(desk.records).snapshot())).isEqualTo(desk.hash());
        return (BookEvent.AuctionUncrossed) both.effects().getLast();
    }

    @Test
    void anAuctionGathersOrdersAndTradesThemAtOnePrice() {
        enter(Phase.AUCTION);
        OrderResult.Done high = desk.place(Ticket.buy("10").at("105").by("mill"));
        OrderResult.Done low = desk.place(Ticket.buy("20").at("100").by("spinner"));
        OrderResult.Done cheap = desk.place(Ticket.sell("15").at("98").by("gin"));
        OrderResult.Done dear = desk.place(Ticket.sell("10").at("104").by("trader"));
        BookView gathered = desk.book.view(10);
        assertThat(gathered.trades()).isEmpty();
        assertThat(gathered.auction()).contains(new AuctionPrice(100, 15, 15));
        assertThat(desk.bids()).containsExactly("10@105", "20@100");
        assertThat(desk.asks()).containsExactly("15@98", "10@104");

        BookEvent.AuctionUncrossed uncrossed = uncrossed(Phase.CONTINUOUS);
        assertThat(uncrossed.price()).isEqualTo(100);
        assertThat(uncrossed.fills())
                .containsExactly(
                        new AuctionFill(Desk.id(high), Desk.id(cheap), 10),
                        new AuctionFill(Desk.id(low), Desk.id(cheap), 5));
        assertThat(desk.now(high).status()).isEqualTo(OrderStatus.FILLED);
        assertThat(desk.now(low).remaining()).isEqualTo(15);
        assertThat(desk.now(dear).filled()).isZero();
        assertThat(desk.bids()).containsExactly("15@100");
        assertThat(desk.asks()).containsExactly("10@104");
        BookView after = desk.book.view(10);
        assertThat(after.lastPrice()).hasValue(100);
        assertThat(after.auction()).isEmpty();
        assertThat(after.trades())
                .allMatch(trade -> trade.takerSide() == Side.SELL && trade.takerOrderId() == Desk.id(cheap))
                .extracting(Trade::quantity)
                .containsExactly(5L, 10L);
    }

    @Test
    void ordersWithoutAPriceTakePartFirstAndTheirRestIsCancelled() {
        enter(Phase.AUCTION);
        OrderResult.Done early = desk.place(Ticket.buy("4").at("100").by("mill"));
        OrderResult.Done market = desk.place(Ticket.buy("7").by("spinner"));
        OrderResult.Done offer = desk.place(Ticket.sell("5").at("100").by("gin"));
        assertThat(desk.bids()).containsExactly("4@100");
        assertThat(desk.book.view(1).openOrders()).isEqualTo(3);
        assertThat(desk.book.queues(5, Optional.empty()).bids())
                .extracting(BookQueues.Entry::price)
                .containsExactly(0L, 100L);
        assertThat(desk.refusal(Desk.amendment(market, Optional.of("100"), Optional.empty())))
                .isEqualTo(RejectionCode.PRICE_NOT_ALLOWED);

        BookEvent.AuctionUncrossed uncrossed = uncrossed(Phase.CLOSED);
        assertThat(uncrossed.fills()).containsExactly(new AuctionFill(Desk.id(market), Desk.id(offer), 5));
        assertThat(uncrossed.unfilled()).containsExactly(Desk.id(market));
        assertThat(desk.now(market).reason()).contains(CancelReason.NO_LIQUIDITY);
        assertThat(desk.now(market).cancelled()).isEqualTo(2);
        assertThat(desk.now(early).remaining()).isEqualTo(4);
        assertThat(desk.book.view(1).phase().phase()).isEqualTo(Phase.CLOSED);
    }

    @Test
    void theWholeOfAnIcebergTakesPartAndKeepsItsPlace() {
        enter(Phase.AUCTION);
        OrderResult.Done iceberg =
                desk.place(Ticket.sell("10").at("100").by("gin").showing("2"));
        OrderResult.Done later = desk.place(Ticket.sell("3").at("100").by("ginner"));
        desk.place(Ticket.buy("7").at("100").by("mill"));
        assertThat(desk.asks()).containsExactly("5@100");
        uncrossed(Phase.CONTINUOUS);
        assertThat(desk.now(iceberg).remaining()).isEqualTo(3);
        assertThat(desk.now(iceberg).shown()).hasValue(2);
        assertThat(desk.now(later).filled()).isZero();
        assertThat(desk.asks()).containsExactly("5@100");
    }

    @Test
    void ordersOfOnePartnerDoWhatTheModeOfTheLaterOneSays() {
        for (SelfTradePrevention mode : SelfTradePrevention.values()) {
            enter(Phase.AUCTION);
            OrderResult.Done earlier =
                    desk.place(Ticket.buy("6").at("100").by("mill").preventing(SelfTradePrevention.CANCEL_BOTH));
            OrderResult.Done later =
                    desk.place(Ticket.sell("4").at("100").by("mill").preventing(mode));
            BookEvent.AuctionUncrossed uncrossed = uncrossed(Phase.CONTINUOUS);
            List<AuctionLoss> due = switch (mode) {
                case NONE -> List.of();
                case CANCEL_TAKER -> List.of(new AuctionLoss(Desk.id(later), 4));
                case CANCEL_MAKER -> List.of(new AuctionLoss(Desk.id(earlier), 6));
                case CANCEL_BOTH -> List.of(new AuctionLoss(Desk.id(later), 4), new AuctionLoss(Desk.id(earlier), 6));
                case DECREMENT -> List.of(new AuctionLoss(Desk.id(later), 4), new AuctionLoss(Desk.id(earlier), 4));
            };
            assertThat(uncrossed.prevented()).as(mode.name()).isEqualTo(due);
            assertThat(uncrossed.fills()).hasSize(mode == SelfTradePrevention.NONE ? 1 : 0);
            desk.execute(new BookCommand.CancelOrders("mill", Optional.empty()));
        }
    }

    /** The order that would be taken away would leave a price at which less trades, and the others crossed. */
    @Test
    void thePriceIsFoundAnewOfWhatSelfTradePreventionHasLeft() {
        enter(Phase.AUCTION);
        desk.place(Ticket.sell("10").at("95").by("gin"));
        desk.place(Ticket.buy("4").at("98").by("mill"));
        OrderResult.Done own = desk.place(Ticket.buy("10").at("105").by("gin"));
        BookEvent.AuctionUncrossed uncrossed = uncrossed(Phase.CONTINUOUS);
        assertThat(uncrossed.prevented()).containsExactly(new AuctionLoss(Desk.id(own), 10));
        assertThat(uncrossed.price()).isBetween(95L, 98L);
        assertThat(uncrossed.fills()).extracting(AuctionFill::quantity).containsExactly(4L);
        assertThat(desk.bids()).isEmpty();
        assertThat(desk.asks()).containsExactly("6@95");
    }

    /** The band may be changed while the orders are there. */
    @Test
    void noAuctionTradesOutsideTheBand() {
        OrderResult.Done dear = desk.place(Ticket.sell("10").at("200").by("gin"));
        enter(Phase.AUCTION);
        OrderResult.Done market = desk.place(Ticket.buy("10").by("mill"));
        OrderResult.Done high = desk.place(Ticket.buy("5").at("250").by("spinner"));
        OrderResult.Done offer = desk.place(Ticket.sell("12").at("95").by("trader"));
        desk.execute(new BookCommand.DefineInstrument(Desk.banded("10", "100")));
        assertThat(desk.book.view(1).auction()).contains(new AuctionPrice(100, 12, 3));
        BookEvent.AuctionUncrossed uncrossed = uncrossed(Phase.CONTINUOUS);
        assertThat(uncrossed.price()).isEqualTo(100);
        assertThat(uncrossed.fills())
                .containsExactly(
                        new AuctionFill(Desk.id(market), Desk.id(offer), 10),
                        new AuctionFill(Desk.id(high), Desk.id(offer), 2));
        assertThat(uncrossed.unfilled()).as("it would cross the other").containsExactly(Desk.id(high));
        assertThat(desk.now(dear).remaining()).isEqualTo(10);
        assertThat(desk.bids()).isEmpty();

        enter(Phase.AUCTION);
        desk.place(Ticket.buy("1").by("mill"));
        assertThat(desk.book.view(1).auction()).isEmpty();
        assertThat(uncrossed(Phase.CONTINUOUS).fills()).isEmpty();
    }

    @Test
    void ordersThatCrossBelowTheBandDoNotStayCrossed() {
        enter(Phase.AUCTION);
        OrderResult.Done low = desk.place(Ticket.buy("5").at("60").by("mill"));
        OrderResult.Done cheap = desk.place(Ticket.sell("5").at("50").by("gin"));
        desk.execute(new BookCommand.DefineInstrument(Desk.banded("10", "100")));
        BookEvent.AuctionUncrossed uncrossed = uncrossed(Phase.CONTINUOUS);
        assertThat(uncrossed.fills()).isEmpty();
        assertThat(uncrossed.unfilled()).containsExactly(Desk.id(cheap));
        assertThat(desk.now(low).status()).isEqualTo(OrderStatus.OPEN);
    }

    /** What would trade is found after each commit, so that it must not take longer the more orders are there. */
    @Test
    void onlyLevelsThatCouldTradeAreLookedAt() {
        BookSide bids = new BookSide(Side.BUY);
        BookSide asks = new BookSide(Side.SELL);
        enter(Phase.AUCTION);
        for (int price = 91; price <= 100; price++) {
            bids.add(Order.of(desk.place(Ticket.buy("8")
                            .at(Integer.toString(price))
                            .by("mill")
                            .showing("2"))
                    .order()));
            asks.add(Order.of(
                    desk.place(Ticket.sell("1").at(Integer.toString(price + 7)).by("gin"))
                            .order()));
        }
        assertThat(bids.interest(asks).prices()).containsExactly(100, 99, 98);
        assertThat(bids.interest(asks).quantities()).containsExactly(8, 8, 8);
        assertThat(asks.interest(bids).prices()).containsExactly(98, 99, 100);
        assertThat(desk.book.view(1).auction()).contains(new AuctionPrice(100, 3, 5));
        assertThat(bids.interest(new BookSide(Side.SELL)).prices()).isEmpty();
        asks.add(Order.of(desk.place(Ticket.sell("5").by("gin")).order()));
        assertThat(bids.interest(asks).prices()).hasSize(10);
        assertThat(asks.interest(bids).market()).isEqualTo(5);
    }

    @Test
    void veryManyTradesOfAnAuctionAreToldInParts() {
        int trades = BookEvent.AuctionUncrossed.MOST + 3;
        Desk market = Desk.open(Desk.COTTON, new BookLimits(5_000, 5_000, 5_000, Duration.ofHours(24), 100));
        market.execute(new BookCommand.ChangePhase(Phase.AUCTION));
        OrderResult.Done own = market.place(Ticket.sell("1").at("100").by("mill"));
        market.place(
                Ticket.buy(Integer.toString(trades)).at("100").by("mill").preventing(SelfTradePrevention.CANCEL_MAKER));
        for (int i = 0; i < trades; i++) {
            market.place(Ticket.sell("1").at("100").by("gin"));
        }
        OrderResult.Done left = market.place(Ticket.sell("5").by("trader"));
        OrderResult.Done rest = market.place(Ticket.buy("2").by("spinner"));
        Decision.Accept accept = (Decision.Accept) market.execute(new BookCommand.ChangePhase(Phase.CONTINUOUS));
        List<BookEvent.AuctionUncrossed> parts = ((BookEvent.BatchExecuted)
                        accept.event().event())
                .effects().stream()
                        .skip(1)
                        .map(BookEvent.AuctionUncrossed.class::cast)
                        .toList();
        assertThat(parts).hasSize(2);
        assertThat(parts)
                .allMatch(part -> part.fills().size()
                                + part.prevented().size()
                                + part.unfilled().size()
                        <= BookEvent.AuctionUncrossed.MOST);
        assertThat(parts.getFirst().prevented()).containsExactly(new AuctionLoss(Desk.id(own), 1));
        assertThat(market.now(rest).status()).isEqualTo(OrderStatus.FILLED);
        assertThat(market.now(left).status()).isEqualTo(OrderStatus.FILLED);
        List<Trade> told = parts.stream()
                .flatMap(part -> part.trades(accept.event().at()).stream())
                .toList();
        assertThat(told).extracting(Trade::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(told).extracting(Trade::id).isSorted().doesNotHaveDuplicates();
        assertThat(told.stream().mapToLong(Trade::quantity).sum()).isEqualTo(trades + 2);
        assertThat(told.getLast()).isEqualTo(market.book.view(1).trades().getFirst());
        assertThat(StateHash.of(market.replay(market.records).snapshot())).isEqualTo(market.hash());
    }

    @Test
    void anAuctionOfVeryManyOrdersOfOnePartnerEnds() {
        int orders = 100_000;
        BookLimits limits = new BookLimits(orders * 2, orders * 2, 1_000, Duration.ofHours(24), 100);
        Desk market = Desk.open(Desk.COTTON, limits);
        market.execute(new BookCommand.ChangePhase(Phase.AUCTION));
        market.place(Ticket.buy("1").at(Integer.toString(orders + 1)).by("mill"));
        for (int price = 1; price <= orders; price++) {
            market.place(Ticket.sell("1").at(Integer.toString(price)).by("mill"));
        }
        Decision decision = assertTimeoutPreemptively(
                Duration.ofSeconds(2), () -> market.execute(new BookCommand.ChangePhase(Phase.CONTINUOUS)));
        assertThat(decision).isInstanceOf(Decision.Accept.class);
        assertThat(market.book.view(1).openOrders()).isEqualTo(1);
        assertThat(market.book.view(1).trades()).isEmpty();
    }

    @Test
    void anAuctionWithoutAPriceIsOneChangeAlone() {
        enter(Phase.AUCTION);
        desk.place(Ticket.buy("1").at("99").by("mill"));
        Decision.Accept accept = (Decision.Accept) enter(Phase.CONTINUOUS);
        assertThat(accept.event().event()).isInstanceOf(BookEvent.PhaseChanged.class);
        assertThat(desk.bids()).containsExactly("1@99");
    }

    @Test
    void aRecordOfAnAuctionThatDoesNotFitIsRefused() {
        enter(Phase.AUCTION);
        OrderResult.Done buy = desk.place(Ticket.buy("4").at("100").by("mill"));
        OrderResult.Done sell = desk.place(Ticket.sell("4").at("99").by("gin"));
        BookEvent.AuctionUncrossed whole = uncrossed(Phase.CONTINUOUS);
        List<RecordedEvent> before = desk.records.subList(0, desk.records.size() - 1);
        RecordedEvent last = desk.records.getLast();
        BookEvent.PhaseChanged changed = (BookEvent.PhaseChanged)
                ((BookEvent.BatchExecuted) last.event()).effects().getFirst();
        for (BookEvent.AuctionUncrossed damaged : List.of(
                new BookEvent.AuctionUncrossed(
                        whole.sequence(),
                        whole.id(),
                        101,
                        whole.firstTradeSequence(),
                        whole.fills(),
                        List.of(),
                        List.of()),
                new BookEvent.AuctionUncrossed(
                        whole.sequence(), whole.id(), whole.price(), 2, whole.fills(), List.of(), List.of()),
                new BookEvent.AuctionUncrossed(
                        whole.sequence(),
                        whole.id(),
                        whole.price(),
                        whole.firstTradeSequence(),
                        List.of(new AuctionFill(Desk.id(sell), Desk.id(buy), 4)),
                        List.of(),
                        List.of()),
                new BookEvent.AuctionUncrossed(
                        whole.sequence(),
                        whole.id(),
                        whole.price(),
                        whole.firstTradeSequence(),
                        List.of(new AuctionFill(Desk.id(buy), Desk.id(sell), 5)),
                        List.of(),
                        List.of()))) {
            OrderBook book = desk.replay(before);
            RecordedEvent record = new RecordedEvent(
                    last.at(),
                    last.actor(),
                    last.correlationId(),
                    last.idempotency(),
                    new BookEvent.BatchExecuted(
                            damaged.sequence(),
                            List.of(new BookEvent.Outcome.Done(changed), new BookEvent.Outcome.Caused(damaged))));
            assertThatIllegalStateException().as(damaged.toString()).isThrownBy(() -> book.apply(record));
        }
    }
}
