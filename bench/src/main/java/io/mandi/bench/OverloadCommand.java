package io.mandi.bench;

import io.mandi.bench.load.Answers;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** More orders than a node can take. */
@Command(
        name = "overload",
        mixinStandardHelpOptions = true,
        description = "Three times as many orders as a node can take, and beside them a tenant who sends few.")
final class OverloadCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            paramLabel = "N",
            description = "Length of the overload. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--quiet",
            defaultValue = "20",
            paramLabel = "N",
            description = "Seconds that the node's most, and the second tenant alone, are measured for before. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int quiet;

    @Option(
            names = "--warm-up",
            defaultValue = "60",
            paramLabel = "N",
            description = "Most seconds of load before that; it ends sooner when the rate no longer rises. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--factor",
            defaultValue = "3",
            paramLabel = "X",
            description = "How many times the node's most is sent. Default: ${DEFAULT-VALUE}.")
    private double factor;

    @Option(
            names = "--connections",
            defaultValue = "2048",
            paramLabel = "N",
            description =
                    "Connections of the overload; more than the node lets in at a time. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--books",
            defaultValue = "16",
            paramLabel = "N",
            description = "Order books that the orders go to. Default: ${DEFAULT-VALUE}.")
    private int books;

    @Option(
            names = "--tenant-rate",
            defaultValue = "50",
            paramLabel = "N",
            description = "Orders per second of the second tenant. Default: ${DEFAULT-VALUE}.")
    private double tenantRate;

    @Override
    public Integer call() throws Exception {
        OverloadPlan plan = new OverloadPlan(
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(quiet),
                Duration.ofSeconds(warmUp),
                factor,
                connections,
                books,
                tenantRate,
                common.settings(),
                common.folder());
        OverloadBench.Result result = new OverloadBench(plan, System.err).run();
        System.out.print(result.machine());
        System.out.print(Report.line(
                "%.1f times the most (%,.0f orders/s) for %d s, open loop, %d connections, %d books; a second tenant"
                        + " with %.0f orders/s; warm-up of %d s",
                factor,
                result.most().ordersPerSecond(),
                seconds,
                connections,
                books,
                tenantRate,
                result.warmUp().toSeconds()));
        System.out.print(Report.settings(plan.settings()));
        System.out.println();
        System.out.print(table(result));
        System.out.println();
        System.out.print(figures(result));
        return 0;
    }

    private static String table(OverloadBench.Result result) {
        return """
                | load | orders/s | accepted/s | p50 ms | p99 ms | p99.9 ms | most ms | sent late, p99 ms | 503 | 429 | outcome unknown | not sent |
                |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
                """
                + row("at most, closed loop", result.most().answers())
                + row("overload", result.overload().answers())
                + row("second tenant alone", result.quiet())
                + row("second tenant beside the overload", result.beside());
    }

    private static String row(String name, Answers answers) {
        return Report.row(
                name,
                "%,.0f".formatted((answers.requests() + answers.unsent()) * 1e9 / answers.nanos()),
                "%,.0f".formatted(answers.ordersPerSecond()),
                millis(answers, 50),
                millis(answers, 99),
                millis(answers, 99.9),
                millis(answers, 100),
                "%.2f".formatted(answers.delays().getValueAtPercentile(99) / 1e6),
                Long.toString(answers.refusals().getOrDefault(503, 0L)),
                Long.toString(answers.refusals().getOrDefault(429, 0L)),
                Long.toString(answers.unknown()),
                Long.toString(answers.unsent()));
    }

    private static String millis(Answers answers, double percentile) {
        return "%.2f".formatted(answers.latencies().getValueAtPercentile(percentile) / 1e6);
    }

    private static String figures(OverloadBench.Result result) {
        Answers overload = result.overload().answers();
        Answers both = new Answers().add(overload).add(result.beside());
        double goodput = overload.ordersPerSecond() / result.most().ordersPerSecond();
        double tenant = p99(result.beside()) / p99(result.quiet());
        return Report.atLeast("accepted during the overload / at most", goodput, 0.8)
                + Report.atMost("second tenant's p99 beside the overload / alone", tenant, 2)
                + Report.line(
                        "Heap in use after collections of garbage, median MiB: first third %d, last third %d; after a"
                                + " look at all of it: before %d, after %d",
                        result.heapFirst(), result.heapLast(), result.liveBefore(), result.liveAfter())
                + Report.line("Besides acceptances and refusals that say when to try again: %s", both.disorder())
                + Report.line(
                        "Processor time, µs for each order accepted: node %.0f, PostgreSQL %.0f; generator %.1f for"
                                + " each request sent",
                        result.overload().microsPerOrder(result.overload().cpu().node()),
                        result.overload().microsPerOrder(result.overload().cpu().database()),
                        result.overload().cpu().generator().toNanos() / 1e3 / Math.max(1, both.requests()));
    }

    private static double p99(Answers answers) {
        return answers.latencies().getValueAtPercentile(99);
    }
}
