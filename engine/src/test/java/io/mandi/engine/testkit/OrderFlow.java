package io.mandi.engine.testkit;

import io.mandi.engine.book.Side;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Instrument;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A made-up day of one instrument: LIMIT orders good till cancelled and their cancellations, as a CSV file. Like real
 * flow it is made of cancellations for about a half, some of them too late or for orders that never were; the prices
 * follow a middle that moves, so that there are many trades.
 */
public final class OrderFlow {
    /** First line of a file. */
    public static final String HEADER = "seq,ts_ms,op,id,side,price,quantity";

    private static final BigDecimal TICK = new BigDecimal("0.05");
    private static final BigDecimal LOT = new BigDecimal("0.5");
    private static final long FIRST_MILLIS = 1_735_707_600_000L;
    private static final int START_TICKS = 2_000;
    private static final int FLOOR_TICKS = 200;
    private static final double CANCELS = 0.5;

    private final SplittableRandom random;
    /** Ids that were placed and not cancelled; many of them have traded. */
    private final List<String> placed = new ArrayList<>();

    private final List<String> cancelled = new ArrayList<>();
    private long millis = FIRST_MILLIS;
    private int middle = START_TICKS;

    private OrderFlow(long seed) {
        random = new SplittableRandom(seed);
    }

    /** What a row asks for. */
    public enum Op {
        SUBMIT,
        CANCEL;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A line of the file. Numbers keep the notation they were written in; a cancellation needs only its id.
     *
     * @param seq counts the rows from 1
     * @param tsMillis milliseconds since the epoch
     * @param id the client's name of the order
     */
    public record Row(
            long seq,
            long tsMillis,
            Op op,
            String id,
            Optional<Side> side,
            Optional<BigDecimal> price,
            Optional<BigDecimal> quantity) {

        /**
         * Reads a line, which is not the header.
         *
         * @throws IllegalArgumentException when it does not have this form
         */
        public static Row parse(String line) {
            String[] fields = line.split(",", -1);
            if (fields.length != 7) {
                throw new IllegalArgumentException("not a row of order flow: " + line);
            }
            return new Row(
                    Long.parseLong(fields[0]),
                    Long.parseLong(fields[1]),
                    Op.valueOf(fields[2].toUpperCase(Locale.ROOT)),
                    fields[3],
                    present(fields[4]).map(side -> Side.valueOf(side.toUpperCase(Locale.ROOT))),
                    present(fields[5]).map(BigDecimal::new),
                    present(fields[6]).map(BigDecimal::new));
        }

        private static Optional<String> present(String field) {
            return field.isEmpty() ? Optional.empty() : Optional.of(field);
        }

        /** The line that {@link #parse} reads. */
        public String line() {
            return String.join(
                    ",",
                    Long.toString(seq),
                    Long.toString(tsMillis),
                    op.text(),
                    id,
                    side.map(Side::name).orElse(""),
                    price.map(BigDecimal::toPlainString).orElse(""),
                    quantity.map(BigDecimal::toPlainString).orElse(""));
        }
    }

    /** The instrument whose grids the generated rows keep. */
    public static Instrument instrument(String symbol) {
        return new Instrument(
                symbol,
                "Order flow",
                Optional.empty(),
                "INR",
                "BALE",
                "CANDY",
                Decimal.parse(TICK.toPlainString()).orElseThrow(),
                Decimal.parse(LOT.toPlainString()).orElseThrow(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same rows for the same seed, on every machine. */
    public static List<Row> generate(long seed, int rows) {
        OrderFlow flow = new OrderFlow(seed);
        List<Row> generated = new ArrayList<>(rows);
        for (int seq = 1; seq <= rows; seq++) {
            generated.add(flow.next(seq));
        }
        return generated;
    }

    /** Writes a file of these rows. */
    public static void write(Path file, List<Row> rows) {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write(HEADER + "\n");
            for (Row row : rows) {
                writer.write(row.line() + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a file that {@link #write} or someone else wrote. */
    public static List<Row> read(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.skip(1)
                    .filter(line -> !line.isBlank())
                    .map(line -> Row.parse(line.strip()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Row next(long seq) {
        millis += random.nextInt(4);
        if (random.nextInt(20) == 0) {
            middle = Math.max(FLOOR_TICKS, middle + random.nextInt(-3, 4));
        }
        return random.nextDouble() < CANCELS ? cancel(seq) : submit(seq);
    }

    private Row submit(long seq) {
        String id = "o" + seq;
        placed.add(id);
        Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
        // Mostly a little behind the middle, sometimes far behind it, in a quarter of the cases beyond it.
        int distance =
                random.nextInt(4) == 0 ? -random.nextInt(6) : 1 + random.nextInt(random.nextInt(10) == 0 ? 100 : 12);
        int ticks = Math.max(1, side == Side.BUY ? middle - distance : middle + distance);
        int lots = random.nextInt(50) == 0 ? 100 + random.nextInt(400) : 1 + random.nextInt(40);
        return new Row(
                seq,
                millis,
                Op.SUBMIT,
                id,
                Optional.of(side),
                Optional.of(TICK.multiply(BigDecimal.valueOf(ticks))),
                Optional.of(LOT.multiply(BigDecimal.valueOf(lots))));
    }

    private Row cancel(long seq) {
        return new Row(seq, millis, Op.CANCEL, idToCancel(seq), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private String idToCancel(long seq) {
        int chance = random.nextInt(100);
        if (placed.isEmpty() || chance < 3) {
            return "x" + seq;
        }
        if (chance < 8 && !cancelled.isEmpty()) {
            return cancelled.get(random.nextInt(cancelled.size()));
        }
        int recent = chance < 70 ? Math.min(placed.size(), 60) : placed.size();
        int index = placed.size() - 1 - random.nextInt(recent);
        String id = placed.get(index);
        placed.set(index, placed.getLast());
        placed.removeLast();
        cancelled.add(id);
        return id;
    }
}
