package io.mandi.bench;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lots, needs, matches and reservations. */
@Command(
        name = "desk",
        mixinStandardHelpOptions = true,
        description = "Matches and reservations of one commodity with many open lots and needs.")
final class DeskCommand implements Callable<Integer> {
    private static final int PAIRED_LOTS = 10_000;
    private static final long SEED = 7;
    private static final double MICRO = 1e3;
    private static final double MILLI = 1e6;

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--lots",
            defaultValue = "8000",
            paramLabel = "N",
            description = "Open lots of the commodity. Default: ${DEFAULT-VALUE}.")
    private int lots;

    @Option(
            names = "--needs",
            defaultValue = "2000",
            paramLabel = "N",
            description = "Open needs of the commodity. Default: ${DEFAULT-VALUE}.")
    private int needs;

    @Option(
            names = "--postings",
            defaultValue = "500",
            paramLabel = "N",
            description = "Lots, and needs, that are posted one after the other. Default: ${DEFAULT-VALUE}.")
    private int postings;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            paramLabel = "N",
            description = "Length of each case of the reservations. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "20",
            paramLabel = "N",
            description = "Most seconds of load for each case before; it ends sooner when the rate no longer rises."
                    + " Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "How often each case has its turn. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--connections",
            defaultValue = "128",
            paramLabel = "N",
            description = "Connections that reserve, or send orders. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Override
    public Integer call() throws Exception {
        DeskPlan plan = new DeskPlan(
                lots,
                needs,
                postings,
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(warmUp),
                rounds,
                connections,
                common.settings(),
                common.folder());
        PairBench.Result pairs = new PairBench(PAIRED_LOTS, SEED).run();
        DeskBench.Result result = new DeskBench(plan, System.err).run();
        System.out.print(result.machine());
        System.out.print(Report.line(
                "%,d lots and %,d needs of one commodity; %d connections; %d rounds of %d s for each case, in turn",
                lots, needs, connections, rounds, seconds));
        System.out.print(Report.settings(plan.settings()));
        System.out.println();
        System.out.print(visible(result));
        System.out.println();
        System.out.print(rates(result));
        System.out.println();
        System.out.print(figures(result, pairs));
        return 0;
    }

    private static String visible(DeskBench.Result result) {
        return """
                | posted one after the other | p50 ms | p99 ms | most ms | of that the posting, p50/p99 ms | searches, p50/p99 ms | searches for each |
                |---|---:|---:|---:|---:|---:|---:|
                """
                + row("a lot, until a need's matches show it", result.lots())
                + row("a need, created and published, until its matches are there", result.needs());
    }

    private static String row(String name, DeskBench.Visible seen) {
        return Report.row(
                name,
                at(seen.visible(), 50),
                at(seen.visible(), 99),
                at(seen.visible(), 100),
                at(seen.posting(), 50) + " / " + at(seen.posting(), 99),
                at(seen.search(), 50) + " / " + at(seen.search(), 99),
                "%.2f".formatted(seen.searches() / (double) seen.visible().getTotalCount()));
    }

    private static String at(Histogram histogram, double percentile) {
        return "%.2f".formatted(histogram.getValueAtPercentile(percentile) / MILLI);
    }

    private static String rates(DeskBench.Result result) {
        StringBuilder table = new StringBuilder("""
            | case | done/s | least–most | p50 ms | p99 ms | events/commit | node µs each | PostgreSQL µs each | refused |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|
            """);
        result.rates().forEach((which, rounds) -> {
            Window all = Window.sum(rounds);
            table.append(Report.row(
                    which.label(),
                    "%,.0f".formatted(all.ordersPerSecond()),
                    "%,.0f–%,.0f"
                            .formatted(
                                    rounds.stream()
                                            .mapToDouble(Window::ordersPerSecond)
                                            .min()
                                            .orElseThrow(),
                                    rounds.stream()
                                            .mapToDouble(Window::ordersPerSecond)
                                            .max()
                                            .orElseThrow()),
                    "%.2f".formatted(all.millisAt(50)),
                    "%.2f".formatted(all.millisAt(99)),
                    "%.1f"
                            .formatted(all.written().events()
                                    / (double) Math.max(1, all.written().commits())),
                    "%.0f".formatted(all.microsPerOrder(all.cpu().node())),
                    "%.0f".formatted(all.microsPerOrder(all.cpu().database())),
                    Long.toString(all.answers().refused() + all.answers().unknown())));
        });
        return table.toString();
    }

    private String figures(DeskBench.Result result, PairBench.Result pairs) {
        double postings = lots + needs;
        return Report.atMost(
                        "a lot posted until it is seen as a match, p99 ms",
                        result.lots().visible().getValueAtPercentile(99) / MILLI,
                        50)
                + Report.atMost("one pair scored, everything about it, µs", pairs.scoredNanos() / MICRO, 5)
                + Report.line(
                        "one pair rejected, with all reasons: %.2f µs; %,d of %,d pairs were matches",
                        pairs.rejectedNanos() / MICRO, pairs.matches(), pairs.pairs())
                + Report.line(
                        "a search for the ten best of %,d lots by the index alone: p50 %.0f µs, p99 %.0f µs",
                        PAIRED_LOTS,
                        pairs.searches().getValueAtPercentile(50) / MICRO,
                        pairs.searches().getValueAtPercentile(99) / MICRO)
                + Report.line(
                        "reservations / orders on one book: **%.2f**",
                        result.ratio(DeskBench.Case.RESERVATIONS, DeskBench.Case.ORDERS_ONE_BOOK))
                + Report.line(
                        "reservations / orders on 16 books: **%.2f**",
                        result.ratio(DeskBench.Case.RESERVATIONS, DeskBench.Case.ORDERS))
                + Report.line(
                        "reservations / reservations in plain SQL: **%.2f**",
                        result.ratio(DeskBench.Case.RESERVATIONS, DeskBench.Case.PLAIN_SQL))
                + Report.line("postings while the market was made: %,.0f/s", result.postingsPerSecond())
                + Report.line(
                        "heap in use after a look at all of it, MiB: %d without, %d with all lots and needs: **%.1f"
                                + " KiB** for each",
                        result.liveBefore(),
                        result.liveAfter(),
                        (result.liveAfter() - result.liveBefore()) * 1024 / postings);
    }
}
