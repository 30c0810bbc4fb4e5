package io.mandi.engine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookLimits;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.Decision;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.OrderRequest;
import io.mandi.engine.book.OrderResult;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.book.Trade;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.SelfTradePrevention;
import io.mandi.engine.testkit.OrderFlow.Op;
import io.mandi.engine.testkit.OrderFlow.Row;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderFlowTest {
    private static final int ROWS = 20_000;
    private static final List<Row> FLOW = OrderFlow.generate(7, ROWS);
    private static final ReferenceReplay.Summary SUMMARY = ReferenceReplay.of(FLOW);

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() {
        assertThat(OrderFlow.generate(7, 1_000)).isEqualTo(FLOW.subList(0, 1_000));
        assertThat(OrderFlow.generate(8, 1_000)).isNotEqualTo(FLOW.subList(0, 1_000));
    }

    @Test
    void isCancellationsForAboutAHalf() {
        long cancels = FLOW.stream().filter(row -> row.op() == Op.CANCEL).count();

        assertThat(cancels).isBetween(ROWS * 45L / 100, ROWS * 55L / 100);
        assertThat(SUMMARY.submitted()).isEqualTo(ROWS - cancels);
        assertThat(SUMMARY.cancelled() + SUMMARY.cancelUnknown()).isEqualTo(cancels);
    }

    @Test
    void tradesOftenAndCancelsTooLateOften() {
        assertThat(SUMMARY.trades()).isGreaterThan(ROWS / 8);
        assertThat(SUMMARY.cancelled()).isGreaterThan(ROWS / 8);
        assertThat(SUMMARY.cancelUnknown()).isGreaterThan(ROWS / 20);
        assertThat(SUMMARY.resting()).isPositive();
        assertThat(SUMMARY.bestBid().orElseThrow()).isLessThan(SUMMARY.bestAsk().orElseThrow());
    }

    @Test
    void namesEveryOrderOnce() {
        assertThat(FLOW.stream().filter(row -> row.op() == Op.SUBMIT).map(Row::id))
                .doesNotHaveDuplicates();
    }

    @Test
    void keepsTheGridsOfItsInstrument() {
        Instrument instrument = OrderFlow.instrument("COTTON-29MM");

        assertThat(instrument.flaw()).isEmpty();
        assertThat(FLOW.stream().filter(row -> row.op() == Op.SUBMIT))
                .allMatch(row -> instrument.prices().stepsOf(decimal(row.price().orElseThrow())) > 0)
                .allMatch(row ->
                        instrument.quantities().stepsOf(decimal(row.quantity().orElseThrow())) > 0);
    }

    @Test
    void readsTheFileThatItWrote(@TempDir Path folder) {
        Path file = folder.resolve("flow.csv");
        OrderFlow.write(file, FLOW);

        assertThat(file).content().startsWith("seq,ts_ms,op,id,side,price,quantity\n1,");
        assertThat(OrderFlow.read(file)).isEqualTo(FLOW);
    }

    @Test
    void readsARow() {
        assertThat(Row.parse("3,1735707600001,submit,a-1,BUY,100.50,5.0"))
                .isEqualTo(new Row(
                        3,
                        1_735_707_600_001L,
                        Op.SUBMIT,
                        "a-1",
                        Optional.of(Side.BUY),
                        Optional.of(new BigDecimal("100.50")),
                        Optional.of(new BigDecimal("5.0"))));
        assertThat(Row.parse("4,1735707600001,cancel,a-1,,,").line()).isEqualTo("4,1735707600001,cancel,a-1,,,");
        assertThatIllegalArgumentException().isThrownBy(() -> Row.parse("4,1735707600001,cancel,a-1"));
        assertThatIllegalArgumentException().isThrownBy(() -> Row.parse("4,1735707600001,amend,a-1,,,"));
    }

    @Test
    void writesTradesWithoutTrailingZeros() {
        assertThat(ReferenceReplay.line("t", "m", new BigDecimal("100.50"), new BigDecimal("5.0")))
                .isEqualTo("t,m,100.5,5\n");
        assertThat(ReferenceReplay.plain(new BigDecimal("1200"))).isEqualTo("1200");
        assertThat(ReferenceReplay.plain(new BigDecimal("0.00"))).isEqualTo("0");
    }

    @Test
    void leadsTheBookToTheSameTradesAsTheReference() throws Exception {
        Instrument instrument = OrderFlow.instrument("COTTON-29MM");
        OrderBook book = new OrderBook(BookLimits.DEFAULT);
        book.execute(new BookCommand.DefineInstrument(instrument), at(FLOW.getFirst()));
        Map<Long, String> names = new HashMap<>();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        long trades = 0;
        for (Row row : FLOW) {
            Decision decision = book.execute(command(row), at(row));
            if (row.op() == Op.CANCEL) {
                continue;
            }
            OrderResult.Done done =
                    (OrderResult.Done) ((Decision.Accept) decision).results().getFirst();
            names.put(done.order().terms().id(), row.id());
            for (Trade trade : done.trades()) {
                trades++;
                digest.update(ReferenceReplay.line(
                                names.get(trade.takerOrderId()),
                                names.get(trade.makerOrderId()),
                                new BigDecimal(instrument.prices().format(trade.price())),
                                new BigDecimal(instrument.quantities().format(trade.quantity())))
                        .getBytes(StandardCharsets.UTF_8));
            }
        }

        assertThat(trades).isEqualTo(SUMMARY.trades());
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(SUMMARY.sha256());
        assertThat(book.view(1).openOrders()).isEqualTo(SUMMARY.resting());
        assertThat(new BigDecimal(instrument
                        .prices()
                        .format(book.view(1).bids().getFirst().price())))
                .isEqualByComparingTo(SUMMARY.bestBid().orElseThrow());
    }

    private static BookCommand command(Row row) {
        return row.op() == Op.CANCEL
                ? new BookCommand.CancelByClientOrderId("flow", row.id())
                : new BookCommand.SubmitOrder(new OrderRequest(
                        "flow",
                        Optional.of(row.id()),
                        row.side().orElseThrow(),
                        OrderType.LIMIT,
                        TimeInForce.GTC,
                        row.price().map(OrderFlowTest::decimal),
                        decimal(row.quantity().orElseThrow()),
                        SelfTradePrevention.NONE));
    }

    private static CommandContext at(Row row) {
        return new CommandContext(
                row.tsMillis() * 1_000, Actor.staff("flow"), Long.toString(row.seq()), Optional.empty());
    }

    private static Decimal decimal(BigDecimal number) {
        return Decimal.parse(number.toPlainString()).orElseThrow();
    }
}
