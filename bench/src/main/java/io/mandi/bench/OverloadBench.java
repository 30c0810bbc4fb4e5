package io.mandi.bench;

import io.mandi.bench.load.Answers;
import io.mandi.bench.load.Generator;
import io.mandi.bench.load.Orders;
import io.mandi.bench.load.Orders.Shape;
import io.mandi.bench.node.CpuTimes;
import io.mandi.bench.node.HeapLog;
import io.mandi.bench.node.NodeFolder;
import io.mandi.bench.node.NodeProcess;
import io.mandi.bench.node.NodeSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** More orders than a node can take, for a while, and beside them a tenant who sends few. */
final class OverloadBench {
    private static final String SECOND_TENANT = "bench-quiet";
    private static final int SECOND_TENANT_CONNECTIONS = 64;
    private static final Duration LEAD_IN = Duration.ofSeconds(1);
    private static final Duration LONGEST_FIRST_OVERLOAD = Duration.ofSeconds(8);
    /** In the closed loop that finds the node's most. */
    private static final int MOST_CONNECTIONS = 256;
    /** A client of the crowd whose connections are all taken gives its order up after this. */
    private static final Duration PATIENCE = Duration.ofMillis(10);

    private final OverloadPlan plan;
    private final PrintStream progress;

    /** @param progress where what happens is told meanwhile */
    OverloadBench(OverloadPlan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * What was seen.
     *
     * @param most the node's most, in a closed loop before
     * @param offered orders per second that were planned
     * @param overload what became of them
     * @param quiet the second tenant alone, before
     * @param beside the second tenant during the overload
     * @param heapFirst mebibytes in use after collections of garbage, the median of the first third of the overload
     * @param heapLast the same of the last third
     * @param liveBefore mebibytes in use after a collection of the whole heap before the overload
     * @param liveAfter the same after it
     */
    record Result(
            String machine,
            Duration warmUp,
            Window most,
            double offered,
            Window overload,
            Answers quiet,
            Answers beside,
            long heapFirst,
            long heapLast,
            long liveBefore,
            long liveAfter) {}

    Result run() throws IOException, SQLException, InterruptedException {
        try (NodeFolder folder = NodeFolder.in(plan.folder());
                NodeProcess node = NodeProcess.start(folder, NodeSpec.of(plan.settings()))) {
            return run(node);
        }
    }

    private Result run(NodeProcess node) throws IOException, SQLException, InterruptedException {
        String machine = Machine.describe(plan.folder(), node.journal().settings());
        node.openBooks(NodeProcess.ORGANIZATION, plan.books());
        node.openBooks(SECOND_TENANT, 1);
        Target target = new Target(node, Math.min(MOST_CONNECTIONS, plan.connections()), true);
        progress.println("warming up");
        Duration warmUp = WarmUp.run(time -> target.closedLoop(Shape.SINGLE, plan.books(), time), plan.warmUp());
        Window most = target.closedLoop(Shape.SINGLE, plan.books(), plan.quiet());
        double offered = most.ordersPerSecond() * plan.factor();
        progress.printf("at most %.0f orders/s; sending %.0f%n", most.ordersPerSecond(), offered);
        Orders first = Orders.of(Shape.SINGLE, node.url(), node.token(NodeProcess.ORGANIZATION), plan.books());
        Orders second = Orders.of(Shape.SINGLE, node.url(), node.token(SECOND_TENANT), 1);
        try (Generator tenant = Generator.open(node.url(), second, SECOND_TENANT_CONNECTIONS);
                Generator crowd = Generator.open(node.url(), first, plan.connections())) {
            // To take in so many connections, and to refuse for the first time, is work that comes once in a node's
            // life.
            crowd.openLoop(offered, shorter(LONGEST_FIRST_OVERLOAD, plan.time()), PATIENCE);
            node.collectGarbage();
            tenant.openLoop(plan.tenantRate(), LEAD_IN);
            Answers quiet = tenant.openLoop(plan.tenantRate(), plan.quiet());
            return overload(node, crowd, offered, tenant, new Before(machine, warmUp, most, quiet));
        }
    }

    /** What was measured before the overload. */
    private record Before(String machine, Duration warmUp, Window most, Answers quiet) {}

    private Result overload(NodeProcess node, Generator crowd, double offered, Generator tenant, Before measured)
            throws IOException, SQLException, InterruptedException {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            long position = node.journal().position();
            CpuTimes before = node.cpuTimes();
            double start = seconds(node.age());
            Future<Answers> besideRunning = thread.submit(() -> tenant.openLoop(plan.tenantRate(), plan.time()));
            Answers overload = crowd.openLoop(offered, plan.time(), PATIENCE);
            Answers beside = besideRunning.get();
            double end = seconds(node.age());
            CpuTimes after = node.cpuTimes();
            node.collectGarbage();
            Window window = new Window(overload, node.journal().since(position), after.since(before));
            requireJournaled(window, beside);
            HeapLog heap = node.heapLog();
            double third = (end - start) / 3;
            return new Result(
                    measured.machine,
                    measured.warmUp,
                    measured.most,
                    offered,
                    window,
                    measured.quiet,
                    beside,
                    heap.between(start, start + third).medianLeft(),
                    heap.between(end - third, end).medianLeft(),
                    heap.between(0, start).lastFull(),
                    heap.between(end, Double.MAX_VALUE).lastFull());
        } catch (ExecutionException e) {
            throw new IOException("the second tenant's load failed", e.getCause());
        }
    }

    /** What both tenants were told is done is in the journal; a request without a certain answer may be. */
    private static void requireJournaled(Window overload, Answers beside) throws IOException {
        Answers all = new Answers().add(overload.answers()).add(beside);
        long events = overload.written().events();
        long open = all.unknown() + all.dropped() + all.unanswered() + all.unexpected();
        if (events < all.done() || events > all.done() + open) {
            throw new IOException("%d orders were acknowledged and %d perhaps done, but the journal has %d events more"
                    .formatted(all.done(), open, events));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
