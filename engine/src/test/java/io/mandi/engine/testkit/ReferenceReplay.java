package io.mandi.engine.testkit;

import io.mandi.engine.book.Side;
import io.mandi.engine.testkit.NaiveBook.NewOrder;
import io.mandi.engine.testkit.OrderFlow.Row;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What order flow must lead to, by the {@link NaiveBook}. */
public final class ReferenceReplay {
    /** The rows name no partner: all orders are of one, and trade with each other. */
    private static final String OWNER = "flow";

    private ReferenceReplay() {}

    /**
     * What became of the rows.
     *
     * @param submitted rows that placed an order
     * @param cancelled rows that took an order off the book
     * @param cancelUnknown rows that named no resting order
     * @param trades how many
     * @param volume sum of the trades' quantities
     * @param resting orders left on the book
     * @param sha256 hexadecimal, over the {@link #line lines} of all trades in order
     */
    public record Summary(
            long submitted,
            long cancelled,
            long cancelUnknown,
            long trades,
            BigDecimal volume,
            int resting,
            Optional<BigDecimal> bestBid,
            Optional<BigDecimal> bestAsk,
            String sha256) {}

    /** Runs the rows through an empty book. */
    public static Summary of(List<Row> rows) {
        NaiveBook book = new NaiveBook();
        MessageDigest digest = sha256();
        long submitted = 0;
        long cancelled = 0;
        long cancelUnknown = 0;
        long trades = 0;
        BigDecimal volume = BigDecimal.ZERO;
        for (Row row : rows) {
            switch (row.op()) {
                case SUBMIT -> {
                    submitted++;
                    for (NaiveBook.Trade trade : book.submit(order(row)).trades()) {
                        trades++;
                        volume = volume.add(trade.quantity());
                        digest.update(line(trade.takerId(), trade.makerId(), trade.price(), trade.quantity())
                                .getBytes(StandardCharsets.UTF_8));
                    }
                }
                case CANCEL -> {
                    if (book.cancel(row.id()).accepted()) {
                        cancelled++;
                    } else {
                        cancelUnknown++;
                    }
                }
            }
        }
        return new Summary(
                submitted,
                cancelled,
                cancelUnknown,
                trades,
                volume,
                book.restingOrders(),
                book.bestPrice(Side.BUY),
                book.bestPrice(Side.SELL),
                HexFormat.of().formatHex(digest.digest()));
    }

    /** The line that stands for a trade: {@code taker_id,maker_id,price,quantity} and a line feed. */
    public static String line(String takerId, String makerId, BigDecimal price, BigDecimal quantity) {
        return takerId + "," + makerId + "," + plain(price) + "," + plain(quantity) + "\n";
    }

    /** Plain notation without trailing zeros: {@code 100.50} becomes {@code 100.5}, {@code 5.0} becomes {@code 5}. */
    public static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static NewOrder order(Row row) {
        return NewOrder.goodTillCancelled(
                row.id(),
                OWNER,
                row.side().orElseThrow(),
                row.price().orElseThrow(),
                row.quantity().orElseThrow());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
