package io.mandi.bench;

import io.mandi.bench.load.Answers;
import io.mandi.bench.load.Orders;
import io.mandi.bench.node.NodeProcess;
import io.mandi.engine.actor.EngineSerializer;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookLimits;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Instrument;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.pool.DatabaseUrl;
import io.mandi.persistence.pool.PoolSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a program does that writes each order with a transaction of its own: {@value #CONNECTIONS} threads, each with a
 * connection of a pool, one INSERT of one event in each transaction. The rows are those that Mandi writes, into its
 * table; there is no HTTP, no book and no answer to write.
 */
final class PlainSql implements AutoCloseable {
    static final int CONNECTIONS = 16;

    private static final int DIFFERENT_EVENTS = 4_096;
    private static final String INSERT = """
        INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
            event_ser_id, event_ser_manifest, event_payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private final NodeProcess node;
    private final DatabasePool pool;
    private final List<Row> rows;
    private final List<Writer> writers = new ArrayList<>();

    /** An event as it is stored. */
    private record Row(String manifest, byte[] payload) {}

    /** @param node whose database takes the rows while the node itself is idle */
    PlainSql(NodeProcess node) {
        this.node = node;
        rows = rows();
        pool = DatabasePool.open(
                PoolSettings.of(DatabaseUrl.parse(node.journal().url())).withMaximumPoolSize(CONNECTIONS));
        for (int i = 0; i < CONNECTIONS; i++) {
            writers.add(new Writer(i));
        }
    }

    private static List<Row> rows() {
        OrderBook book = new OrderBook(BookLimits.DEFAULT);
        long now = Instant.now().toEpochMilli() * 1_000;
        book.execute(
                new BookCommand.DefineInstrument(instrument()),
                new CommandContext(now, Actor.staff("bench"), "bench", Optional.empty()));
        SampleEvents events = new SampleEvents(book, now, 1);
        EngineSerializer serializer = new EngineSerializer();
        List<Row> rows = new ArrayList<>(DIFFERENT_EVENTS);
        for (int i = 0; i < DIFFERENT_EVENTS; i++) {
            RecordedEvent event = events.next();
            rows.add(new Row(serializer.manifest(event), serializer.toBinary(event)));
        }
        return rows;
    }

    private static Instrument instrument() {
        return new Instrument(
                Orders.symbol(0),
                "Benchmark",
                Optional.empty(),
                "INR",
                "BALE",
                "CANDY",
                Decimal.parse("0.50").orElseThrow(),
                Decimal.parse("1").orElseThrow(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    Window run(Duration time) throws IOException, SQLException, InterruptedException {
        long position = node.journal().position();
        var before = node.cpuTimes();
        long start = System.nanoTime();
        Answers all = new Answers();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Future<Answers>> running = new ArrayList<>();
            for (Writer writer : writers) {
                running.add(threads.submit(() -> writer.writeUntil(start + time.toNanos())));
            }
            for (Future<Answers> writer : running) {
                all.add(writer.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("the database failed", e.getCause());
        }
        all.end(System.nanoTime() - start);
        Window window =
                new Window(all, node.journal().since(position), node.cpuTimes().since(before));
        window.requireJournaled();
        return window;
    }

    /** One thread, with a stream of its own in the journal. */
    private final class Writer {
        private final String stream;
        private final String id = UUID.randomUUID().toString();
        private long sequence;

        Writer(int number) {
            stream = "PlainSql|bench/" + number;
        }

        Answers writeUntil(long deadline) throws SQLException {
            Answers answers = new Answers();
            long now = System.nanoTime();
            while (now - deadline < 0) {
                write(rows.get((int) (sequence++ % rows.size())));
                long written = System.nanoTime();
                answers.accepted(written - now);
                now = written;
            }
            return answers;
        }

        private void write(Row row) throws SQLException {
            try (Connection connection = pool.dataSource().getConnection();
                    PreparedStatement insert = connection.prepareStatement(INSERT)) {
                insert.setString(1, stream);
                insert.setLong(2, sequence);
                insert.setString(3, id);
                insert.setLong(4, System.currentTimeMillis());
                insert.setString(5, "");
                insert.setInt(6, EngineSerializer.IDENTIFIER);
                insert.setString(7, row.manifest);
                insert.setBytes(8, row.payload);
                insert.executeUpdate();
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
