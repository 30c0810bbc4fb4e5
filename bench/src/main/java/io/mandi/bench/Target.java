package io.mandi.bench;

import io.mandi.bench.load.Answers;
import io.mandi.bench.load.Generator;
import io.mandi.bench.load.Orders;
import io.mandi.bench.load.Orders.Shape;
import io.mandi.bench.node.CpuTimes;
import io.mandi.bench.node.NodeProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A node under load.
 *
 * @param connections of each load
 * @param journaled whether the node writes a journal, which then has what it acknowledges
 */
record Target(NodeProcess node, int connections, boolean journaled) {
    /** Before each measurement, on the same connections: books and buffers are in use again when it begins. */
    private static final Duration LEAD_IN = Duration.ofMillis(500);

    private interface Run {
        Answers on(Generator generator) throws IOException;
    }

    /** What the node can do at most. */
    Window closedLoop(Shape shape, int books, Duration time) throws IOException, SQLException {
        return measure(shape, books, generator -> generator.closedLoop(time));
    }

    /** @param rate requests per second */
    Window openLoop(Shape shape, int books, double rate, Duration time) throws IOException, SQLException {
        return measure(shape, books, generator -> generator.openLoop(rate, time));
    }

    /** Loads the node and holds what was answered against what is in the journal. */
    private Window measure(Shape shape, int books, Run run) throws IOException, SQLException {
        Orders orders = Orders.of(shape, node.url(), node.token(NodeProcess.ORGANIZATION), books);
        try (Generator generator = Generator.open(node.url(), orders, connections)) {
            generator.closedLoop(LEAD_IN);
            long position = node.journal().position();
            CpuTimes before = node.cpuTimes();
            Answers answers = run.on(generator);
            CpuTimes after = node.cpuTimes();
            Window window = new Window(answers, node.journal().since(position), after.since(before));
            answers.requireOrderly();
            if (journaled) {
                window.requireJournaled();
            } else if (node.journal().position() > 0) {
                throw new IOException("a node that was to write no journal has written one");
            }
            return window;
        }
    }
}
