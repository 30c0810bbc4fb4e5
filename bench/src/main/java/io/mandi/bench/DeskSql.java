package io.mandi.bench;

import io.mandi.bench.load.Answers;
import io.mandi.bench.node.Cpu;
import io.mandi.bench.node.CpuTimes;
import io.mandi.bench.node.Journal;
import io.mandi.bench.node.NodeProcess;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.pool.DatabaseUrl;
import io.mandi.persistence.pool.PoolSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a program does that keeps lots, credit and reservations in tables: {@value PlainSql#CONNECTIONS} threads, each with a connection
 * of a pool, lock the lot, then the buyer's credit, take from both, write the reservation, and commit. There is no HTTP and nobody is
 * told.
 */
final class DeskSql implements AutoCloseable {
    private static final String TABLES = """
        CREATE TABLE plain_lot (id integer PRIMARY KEY, available bigint NOT NULL, reserved bigint NOT NULL, price bigint NOT NULL);
        CREATE TABLE plain_credit (id integer PRIMARY KEY, credit bigint NOT NULL, held bigint NOT NULL);
        CREATE TABLE plain_reservation (id bigserial PRIMARY KEY, lot integer NOT NULL, buyer integer NOT NULL,
            quantity bigint NOT NULL, price bigint NOT NULL, expires_at timestamptz NOT NULL);
        INSERT INTO plain_lot SELECT id, 100000, 0, 7000 FROM generate_series(0, %d) AS id;
        INSERT INTO plain_credit SELECT id, 10000000000000, 0 FROM generate_series(0, %d) AS id;
        """;
    private static final String LOCK_LOT = "SELECT available, price FROM plain_lot WHERE id = ? FOR UPDATE";
    private static final String TAKE =
            "UPDATE plain_lot SET available = available - 1, reserved = reserved + 1 WHERE id = ?";
    private static final String LOCK_CREDIT = "SELECT credit - held FROM plain_credit WHERE id = ? FOR UPDATE";
    private static final String HOLD = "UPDATE plain_credit SET held = held + ? WHERE id = ?";
    private static final String RESERVE = """
        INSERT INTO plain_reservation (lot, buyer, quantity, price, expires_at) VALUES (?, ?, 1, ?, now() + interval '24 hours')
        """;

    private final NodeProcess node;
    private final int lots;
    private final DatabasePool pool;

    /** @param node whose database takes the rows while the node itself is idle */
    DeskSql(NodeProcess node, int lots) throws SQLException {
        this.node = node;
        this.lots = lots;
        pool = DatabasePool.open(
                PoolSettings.of(DatabaseUrl.parse(node.journal().url())).withMaximumPoolSize(PlainSql.CONNECTIONS));
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLES.formatted(lots - 1, DeskMarket.BUYERS - 1));
        }
    }

    Window run(Duration time) throws IOException, InterruptedException, SQLException {
        long before = count();
        CpuTimes cpu = node.cpuTimes();
        long start = System.nanoTime();
        Answers all = new Answers();
        try (ExecutorService threads = Executors.newFixedThreadPool(PlainSql.CONNECTIONS)) {
            List<Future<Answers>> running = new ArrayList<>();
            for (int i = 0; i < PlainSql.CONNECTIONS; i++) {
                SplittableRandom random = new SplittableRandom(start + i);
                running.add(threads.submit(() -> reserveUntil(start + time.toNanos(), random)));
            }
            for (Future<Answers> one : running) {
                all.add(one.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("the database failed", e.getCause());
        }
        all.end(System.nanoTime() - start);
        Cpu spent = node.cpuTimes().since(cpu);
        long written = count() - before;
        if (written != all.done()) {
            throw new IOException("%d reservations were made, but %d are there".formatted(all.done(), written));
        }
        return new Window(all, new Journal.Written(written, written), spent);
    }

    private Answers reserveUntil(long deadline, SplittableRandom random) throws SQLException {
        Answers answers = new Answers();
        long now = System.nanoTime();
        while (now - deadline < 0) {
            reserve(random.nextInt(lots), random.nextInt(DeskMarket.BUYERS));
            long reserved = System.nanoTime();
            answers.accepted(reserved - now);
            now = reserved;
        }
        return answers;
    }

    private void reserve(int lot, int buyer) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                PreparedStatement lockLot = connection.prepareStatement(LOCK_LOT);
                PreparedStatement take = connection.prepareStatement(TAKE);
                PreparedStatement lockCredit = connection.prepareStatement(LOCK_CREDIT);
                PreparedStatement hold = connection.prepareStatement(HOLD);
                PreparedStatement reserve = connection.prepareStatement(RESERVE)) {
            connection.setAutoCommit(false);
            lockLot.setInt(1, lot);
            long price = ask(lockLot, 2);
            take.setInt(1, lot);
            take.executeUpdate();
            lockCredit.setInt(1, buyer);
            if (ask(lockCredit, 1) < price) {
                throw new SQLException("the credit is used up");
            }
            hold.setLong(1, price);
            hold.setInt(2, buyer);
            hold.executeUpdate();
            reserve.setInt(1, lot);
            reserve.setInt(2, buyer);
            reserve.setLong(3, price);
            reserve.executeUpdate();
            connection.commit();
        }
    }

    /** The column of the one row; what is left must be some. */
    private static long ask(PreparedStatement statement, int column) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            if (!row.next() || row.getLong(1) < 1) {
                throw new SQLException("nothing is left");
            }
            return row.getLong(column);
        }
    }

    private long count() throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                PreparedStatement count = connection.prepareStatement("SELECT count(*) FROM plain_reservation");
                ResultSet row = count.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
