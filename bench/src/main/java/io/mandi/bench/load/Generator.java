package io.mandi.bench.load;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Sends requests over many connections, from the one thread that calls it, and takes down what comes back.
 *
 * <p>In an open loop each request has a planned time, drawn beforehand and independent of all answers, and its latency
 * counts from there: a request that has to wait because the node is slow, or for a free connection, waits in the figures
 * too. In a closed loop each connection sends its next request when the last one is answered, which finds what the node
 * can do at most.
 */
public final class Generator implements Closeable {
    private static final byte[] ITEM_CREATED = "{\"status\":201,".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OUTCOME_UNKNOWN = "\"code\":\"outcome_unknown\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RETRY_AFTER = Connection.header("retry-after");
    private static final int CREATED = 201;
    private static final int OK = 200;

    /** How long the last answers may take. */
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
    /**
     * Between two looks at the connections while the next request is almost due. It makes requests, and the taking of
     * answers, late by as much; a shorter one would cost more of the machine than the requests do.
     */
    private static final long NAP = TimeUnit.MICROSECONDS.toNanos(250);

    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private final URI node;
    private final Orders orders;
    private final Selector selector;
    private final byte[] request;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    /** A connection that replaces one that was dropped gets a number, and so keys, of its own. */
    private int connections;

    private int waiting;
    /** When the last accepted request of this load was answered. */
    private long lastDone;

    private Answers answers = new Answers();
    private IOException broken;

    private Generator(URI node, Orders orders) throws IOException {
        this.node = node;
        this.orders = orders;
        selector = Selector.open();
        request = new byte[orders.longest()];
    }

    /** @param connections with one request at a time each */
    public static Generator open(URI node, Orders orders, int connections) throws IOException {
        Generator generator = new Generator(node, orders);
        try {
            for (int i = 0; i < connections; i++) {
                generator.connect();
            }
            return generator;
        } catch (IOException e) {
            generator.close();
            throw e;
        }
    }

    private void connect() throws IOException {
        idle.add(Connection.open(node, connections++, selector));
    }

    /** Keeps every connection busy. */
    public Answers closedLoop(Duration time) throws IOException {
        long start = begin();
        long end = start + time.toNanos();
        long now = start;
        while (now - end < 0) {
            while (!idle.isEmpty()) {
                send(idle.poll(), now, now);
            }
            receive(MILLISECOND);
            now = System.nanoTime();
        }
        return finish(start, end, 0);
    }

    /**
     * Sends at a rate, whatever the answers; the times between two requests are exponentially distributed.
     *
     * @param rate requests per second
     */
    public Answers openLoop(double rate, Duration time) throws IOException {
        return openLoop(rate, time, time);
    }

    /**
     * Sends at a rate, whatever the answers, and gives up a request that finds no free connection.
     *
     * @param rate requests per second
     * @param patience how long a request waits for a free connection before it is given up
     */
    public Answers openLoop(double rate, Duration time, Duration patience) throws IOException {
        long most = patience.toNanos();
        long unsent = 0;
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(1);
        double gap = 1e9 / rate;
        long start = begin();
        long end = start + time.toNanos();
        double due = gap * random.nextExponential();
        long now = start;
        while (now - end < 0) {
            while (start + (long) due - now <= 0 && !idle.isEmpty()) {
                send(idle.poll(), start + (long) due, now);
                due += gap * random.nextExponential();
            }
            while (idle.isEmpty() && now - (start + (long) due) > most) {
                unsent++;
                due += gap * random.nextExponential();
            }
            long pause = start + (long) due - now;
            // Every answer ends the wait; without a free connection it is an answer that is waited for.
            receive(idle.isEmpty() ? MILLISECOND : pause);
            now = System.nanoTime();
        }
        while (start + (long) due - end < 0) {
            if (idle.isEmpty()) {
                unsent++;
            } else {
                send(idle.poll(), start + (long) due, now);
            }
            due += gap * random.nextExponential();
        }
        return finish(start, end, unsent);
    }

    private long begin() {
        answers = new Answers();
        lastDone = System.nanoTime();
        return lastDone;
    }

    private Answers finish(long start, long end, long unsent) throws IOException {
        long patience = System.nanoTime() + PATIENCE;
        while (waiting > 0 && System.nanoTime() - patience < 0) {
            receive(MILLISECOND);
        }
        answers.end(Math.max(end - start, lastDone - start));
        answers.left(waiting, unsent);
        return answers;
    }

    private void send(Connection connection, long planned, long now) throws IOException {
        int length = orders.write(request, connection.number(), connection.sent());
        waiting++;
        answers.sent(now - planned);
        try {
            connection.send(request, length, planned);
        } catch (IOException e) {
            drop(connection);
        }
    }

    /** Takes what has arrived, and waits for it for a while if nothing has. */
    private void receive(long nanos) throws IOException {
        if (nanos >= MILLISECOND) {
            selector.select(this::take, nanos / MILLISECOND);
        } else if (selector.selectNow(this::take) == 0 && nanos > 0) {
            // The selector knows no shorter wait than a millisecond.
            LockSupport.parkNanos(NAP);
            selector.selectNow(this::take);
        }
        if (broken != null) {
            throw broken;
        }
    }

    private void take(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            if (connection.ready()) {
                waiting--;
                account(connection, System.nanoTime());
                idle.add(connection);
            }
        } catch (IOException e) {
            try {
                drop(connection);
            } catch (IOException refused) {
                broken = refused;
            }
        }
    }

    /** Others may go on: what was dropped is counted, and a new connection takes its place. */
    private void drop(Connection connection) throws IOException {
        if (!idle.remove(connection)) {
            waiting--;
        }
        answers.connectionDropped();
        connection.close();
        connect();
    }

    private void account(Connection connection, long now) {
        int status = connection.status();
        if (status == CREATED && orders.inEach() == 1) {
            done(1, connection, now);
        } else if (status == OK && orders.inEach() > 1) {
            done(connection.count(ITEM_CREATED), connection, now);
        } else if (status == 503 || status == 429) {
            answers.refused(status, connection.count(OUTCOME_UNKNOWN) == 0, connection.has(RETRY_AFTER));
        } else {
            answers.unexpected(status + " " + connection.body());
        }
    }

    private void done(int acknowledged, Connection connection, long now) {
        lastDone = now;
        answers.done(acknowledged, now - connection.planned());
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
