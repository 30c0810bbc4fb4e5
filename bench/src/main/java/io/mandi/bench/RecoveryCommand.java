package io.mandi.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How soon a book with many events serves again. */
@Command(
        name = "recovery",
        mixinStandardHelpOptions = true,
        description = "Starts on a book with a million events, with and without a snapshot, beside a SELECT of them.")
final class RecoveryCommand implements Callable<Integer> {
    private static final double MOST_SECONDS = 5;

    @Mixin
    private CommonOptions common;

    @Option(
            names = "--events",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "Events in the book's journal, one for each order. Default: ${DEFAULT-VALUE}.")
    private int events;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "How often each kind of start is measured, in turn. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--fetch",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Rows that the SELECT fetches at a time. Default: ${DEFAULT-VALUE}.")
    private int fetch;

    @Override
    public Integer call() throws Exception {
        RecoveryPlan plan = new RecoveryPlan(events, rounds, fetch, common.settings(), common.folder());
        RecoveryBench.Result result = new RecoveryBench(plan, System.err).run();
        System.out.print(result.machine());
        System.out.print(Report.line(
                "%,d events of %.0f bytes on average; %d rounds in turn, medians; the SELECT fetches %d rows at a time",
                events, result.eventBytes() / (double) events, rounds, fetch));
        System.out.print(Report.settings(plan.settings()));
        System.out.println();
        double select = seconds(result.selects());
        double replayed = seconds(result.replayed());
        double fromSnapshot = seconds(result.fromSnapshot());
        double replay = seconds(result.replays());
        System.out.print("""
                | what | s | least–most | events/s |
                |---|---:|---:|---:|
                """
                + row("plain SELECT of all events", result.selects(), "%,.0f".formatted(events / select))
                + row(
                        "replay of all events, as an order to a running node",
                        result.replays(),
                        "%,.0f".formatted(events / replay))
                + row("start to first order, small book", result.small(), "")
                + row("start to first order, without a snapshot", result.replayed(), "")
                + row("start to first order, with a snapshot", result.fromSnapshot(), ""));
        System.out.println();
        System.out.print(Report.atLeast("replay / plain SELECT, events per second", select / replay, 0.5));
        System.out.print(Report.atMost("start to first order with a snapshot, s", fromSnapshot, MOST_SECONDS));
        System.out.print(Report.line("without a snapshot / with one: **%.2f**", replayed / fromSnapshot));
        System.out.print(Report.line(
                "The snapshot has %,d bytes. The state's hash was compared %d times: after every replay, after each"
                        + " snapshot was written, after each start from it. It was the same each time.",
                result.snapshotBytes(), result.hashes()));
        return 0;
    }

    private static String row(String what, List<Duration> times, String rate) {
        List<Duration> sorted = times.stream().sorted().toList();
        return Report.row(
                what,
                "%.2f".formatted(seconds(times)),
                "%.2f–%.2f".formatted(seconds(sorted.getFirst()), seconds(sorted.getLast())),
                rate);
    }

    private static double seconds(List<Duration> times) {
        List<Duration> sorted = times.stream().sorted().toList();
        return seconds(sorted.get(sorted.size() / 2));
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
