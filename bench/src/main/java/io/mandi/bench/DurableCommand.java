package io.mandi.bench;

import io.mandi.bench.DurableBench.Peer;
import io.mandi.bench.Measurements.Case;
import io.mandi.bench.load.Orders;
import io.mandi.bench.load.Orders.Shape;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Orders over HTTP to the commit and back. */
@Command(
        name = "durable",
        mixinStandardHelpOptions = true,
        description =
                "Orders over HTTP to the commit and back, beside a no-op journal, the library's plugin and plain SQL.")
final class DurableCommand implements Callable<Integer> {
    /** The case that the wanted ratios are for. */
    private static final int BOOKS = 16;

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--seconds",
            defaultValue = "8",
            paramLabel = "N",
            description = "Length of one window. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "How often each case is measured, in turn with the others. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--warm-up",
            defaultValue = "60",
            paramLabel = "N",
            description =
                    "Most seconds of load on each node, for each shape of request, before anything is measured; it"
                            + " ends sooner when the rate no longer rises. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--connections",
            defaultValue = "256",
            paramLabel = "N",
            description = "Connections, each with one request at a time. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--books",
            defaultValue = "1,16,256",
            split = ",",
            paramLabel = "N",
            description = "Numbers of order books to measure with. Default: ${DEFAULT-VALUE}.")
    private List<Integer> books = List.of();

    @Option(
            names = "--shapes",
            defaultValue = "SINGLE,BATCH",
            split = ",",
            paramLabel = "SHAPE",
            description = "What a request holds, of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Set<Shape> shapes = Set.of();

    @Option(
            names = "--peers",
            defaultValue = "MANDI,NO_OP,LIBRARY,PLAIN_SQL",
            split = ",",
            paramLabel = "PEER",
            description = "What is measured, of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Set<Peer> peers = Set.of();

    @Override
    public Integer call() throws Exception {
        DurablePlan plan = new DurablePlan(
                Duration.ofSeconds(seconds),
                rounds,
                Duration.ofSeconds(warmUp),
                connections,
                List.copyOf(books),
                EnumSet.copyOf(shapes),
                EnumSet.copyOf(peers),
                common.settings(),
                common.folder());
        DurableBench.Result result = new DurableBench(plan, System.err).run();
        System.out.print(result.machine());
        System.out.print(Report.line(
                "%d connections; one order, or one batch of %d for one book, in each request; %d rounds of %d s for"
                        + " each case, in turn",
                plan.connections(), Orders.BATCH, plan.rounds(), seconds));
        System.out.print(Report.line(
                "Warm-up: %s",
                result.warmUps().entrySet().stream()
                        .map(entry ->
                                entry.getKey().label() + " " + entry.getValue().toSeconds() + " s")
                        .collect(Collectors.joining(", "))));
        System.out.print(Report.settings(plan.settings()));
        System.out.println();
        System.out.println("At most (closed loop):\n");
        System.out.println(result.most().table());
        ratios(result.most(), plan);
        System.out.println("\nAt half of that (open loop, from the planned time of sending):\n");
        System.out.println(result.half().latencyTable());
        Case usual = DurableBench.single(Peer.MANDI, BOOKS);
        if (result.half().has(usual)) {
            Window window = result.half().of(usual);
            System.out.print(Report.atMost(usual + ", p99 ms", window.millisAt(99), 10));
            System.out.print(Report.atMost(usual + ", p99.9 ms", window.millisAt(99.9), 50));
        }
        return 0;
    }

    private static void ratios(Measurements most, DurablePlan plan) {
        for (int books : plan.books()) {
            Case single = DurableBench.single(Peer.MANDI, books);
            ratio(most, single, DurableBench.single(Peer.NO_OP, books), 0.6);
            ratio(most, single, DurableBench.single(Peer.LIBRARY, books), 2.5);
            ratio(most, single, DurableBench.single(Peer.ALONE, books), 0);
            ratio(most, single, DurableBench.plainSql(), 2);
            ratio(most, DurableBench.batch(Peer.MANDI, books), single, 4);
            ratio(most, DurableBench.batch(Peer.MANDI, books), DurableBench.batch(Peer.NO_OP, books), 0);
        }
        ratio(most, DurableBench.single(Peer.MANDI, 1), DurableBench.single(Peer.MANDI, BOOKS), 0.8);
    }

    /** @param wanted of {@link #BOOKS} books, or of one book compared with them; 0 for nothing */
    private static void ratio(Measurements most, Case dividend, Case divisor, double wanted) {
        if (most.has(dividend) && most.has(divisor)) {
            String what = dividend + " / " + divisor;
            double ratio = most.ratio(dividend, divisor);
            boolean judged =
                    wanted > 0 && (dividend.books() == BOOKS || divisor.equals(DurableBench.single(Peer.MANDI, BOOKS)));
            System.out.print(judged ? Report.atLeast(what, ratio, wanted) : Report.line("%s: **%.2f**", what, ratio));
        }
    }
}
