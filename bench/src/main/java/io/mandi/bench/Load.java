package io.mandi.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;

/**
 * A closed loop: every connection sends its next request when the answer to the last one is there. It finds what the
 * program can do, and not what users would wait at a given rate.
 */
final class Load {
    private static final byte[] ITEM_CREATED = "{\"status\":201,".getBytes(StandardCharsets.US_ASCII);
    private static final int CREATED = 201;
    private static final int OK = 200;

    private final NodeProcess node;
    private final int connections;

    Load(NodeProcess node, int connections) {
        this.node = node;
        this.connections = connections;
    }

    /** What a request holds. */
    enum Shape {
        SINGLE,
        BATCH
    }

    /**
     * Loads the node for a time, and holds what was answered against what is in the journal.
     *
     * @throws IOException when an order that was acknowledged is not in the journal
     */
    Window run(Shape shape, int books, Duration time) throws IOException, SQLException, InterruptedException {
        long run = ThreadLocalRandom.current().nextLong();
        Orders orders = shape == Shape.SINGLE
                ? Orders.single(node.url(), node.token(), books, run)
                : Orders.batches(node.url(), node.token(), books, run);
        long position = node.journal().position();
        List<Sender> senders = new ArrayList<>();
        AtomicBoolean stop = new AtomicBoolean();
        try {
            for (int i = 0; i < connections; i++) {
                senders.add(new Sender(i, new HttpConnection(node.url()), orders, shape, stop));
            }
            NodeProcess.CpuTimes before = node.cpuTimes();
            long start = System.nanoTime();
            send(senders, time);
            long nanos = System.nanoTime() - start;
            Cpu cpu = node.cpuTimes().since(before);
            Window window = window(senders, nanos, cpu, node.journal().since(position));
            window.check(orders.ordersInEach());
            return window;
        } finally {
            for (Sender sender : senders) {
                sender.connection.close();
            }
        }
    }

    private static void send(List<Sender> senders, Duration time) throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(senders.size())) {
            List<Future<?>> running = new ArrayList<>();
            long deadline = System.nanoTime() + time.toNanos();
            senders.forEach(sender -> running.add(threads.submit(() -> sender.sendUntil(deadline))));
            for (Future<?> sender : running) {
                sender.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a connection failed", e.getCause());
        }
    }

    private static Window window(List<Sender> senders, long nanos, Cpu cpu, Journal.Written written) {
        Histogram latencies = new Histogram(3);
        long created = 0;
        long answered = 0;
        long refused = 0;
        for (Sender sender : senders) {
            latencies.add(sender.latencies);
            created += sender.created;
            answered += sender.answered;
            refused += sender.refused;
        }
        return new Window(nanos, answered, created, refused, latencies, written, cpu);
    }

    /** One connection and its thread. */
    private static final class Sender {
        private final int number;
        private final HttpConnection connection;
        private final Orders orders;
        private final Shape shape;
        /** One connection that fails ends the load. */
        private final AtomicBoolean stop;

        private final Histogram latencies = new Histogram(3);
        private final byte[] buffer;
        private long sent;
        private long answered;
        private long created;
        private long refused;

        Sender(int number, HttpConnection connection, Orders orders, Shape shape, AtomicBoolean stop) {
            this.number = number;
            this.connection = connection;
            this.orders = orders;
            this.shape = shape;
            this.stop = stop;
            this.buffer = new byte[orders.longest()];
        }

        Void sendUntil(long deadline) throws IOException {
            try {
                long now = System.nanoTime();
                while (now - deadline < 0 && !stop.get()) {
                    int length = orders.write(buffer, number, sent++);
                    int status = connection.exchange(buffer, length);
                    long done = System.nanoTime();
                    latencies.recordValue(done - now);
                    account(status);
                    now = done;
                }
                return null;
            } catch (IOException e) {
                stop.set(true);
                throw e;
            }
        }

        private void account(int status) throws IOException {
            if (shape == Shape.SINGLE && status == CREATED) {
                answered++;
                created++;
            } else if (shape == Shape.BATCH && status == OK) {
                answered++;
                created += connection.count(ITEM_CREATED);
            } else if (status == 503 || status == 429) {
                refused++;
            } else {
                throw new IOException("an order was answered " + status + " " + connection.body());
            }
        }
    }
}
