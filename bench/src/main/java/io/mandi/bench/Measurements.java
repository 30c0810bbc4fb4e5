package io.mandi.bench;

import io.mandi.bench.load.Orders.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The windows of a run by case, and the tables made of them. */
final class Measurements {
    private final Map<Case, List<Window>> windows = new LinkedHashMap<>();

    /**
     * What is measured.
     *
     * @param peer whose figures they are
     * @param books that the orders go to
     */
    record Case(String peer, Shape shape, int books) {
        @Override
        public String toString() {
            String orders = shape == Shape.SINGLE ? "single" : "batches";
            return peer + ", " + orders + ", " + books + (books == 1 ? " book" : " books");
        }
    }

    void add(Case which, Window window) {
        windows.computeIfAbsent(which, any -> new ArrayList<>()).add(window);
    }

    boolean has(Case which) {
        return windows.containsKey(which);
    }

    Window of(Case which) {
        return Window.sum(windows.get(which));
    }

    /** How many times the orders per second of one case those of another are. */
    double ratio(Case dividend, Case divisor) {
        return of(dividend).ordersPerSecond() / of(divisor).ordersPerSecond();
    }

    /** A table in Markdown of what was possible at most. */
    String table() {
        StringBuilder table = new StringBuilder("""
            | case | orders/s | least–most | p50 ms | p99 ms | p99.9 ms | orders/commit | node µs/order | PostgreSQL µs/order | generator µs/order | refused |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
            """);
        windows.forEach((which, rounds) -> {
            Window all = Window.sum(rounds);
            double least =
                    rounds.stream().mapToDouble(Window::ordersPerSecond).min().orElseThrow();
            double most =
                    rounds.stream().mapToDouble(Window::ordersPerSecond).max().orElseThrow();
            table.append(line(
                    "| %s | %,.0f | %,.0f–%,.0f | %.2f | %.2f | %.2f | %s | %.0f | %.0f | %.1f | %d |%n",
                    which,
                    all.ordersPerSecond(),
                    least,
                    most,
                    all.millisAt(50),
                    all.millisAt(99),
                    all.millisAt(99.9),
                    all.written().events() == 0 ? "–" : line("%.1f", all.ordersPerCommit()),
                    all.microsPerOrder(all.cpu().node()),
                    all.microsPerOrder(all.cpu().database()),
                    all.microsPerOrder(all.cpu().generator()),
                    all.answers().refused() + all.answers().unknown()));
        });
        return table.toString();
    }

    /** A table in Markdown of what callers wait at a given rate. */
    String latencyTable() {
        StringBuilder table = new StringBuilder("""
            | case | orders/s | p50 ms | p99 ms | p99.9 ms | most ms | sent late, p99 ms | refused | not sent |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|
            """);
        windows.forEach((which, rounds) -> {
            Window all = Window.sum(rounds);
            table.append(line(
                    "| %s | %,.0f | %.2f | %.2f | %.2f | %.2f | %.2f | %d | %d |%n",
                    which,
                    all.ordersPerSecond(),
                    all.millisAt(50),
                    all.millisAt(99),
                    all.millisAt(99.9),
                    all.millisAt(100),
                    all.answers().delays().getValueAtPercentile(99) / 1e6,
                    all.answers().refused() + all.answers().unknown(),
                    all.answers().unsent()));
        });
        return table.toString();
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
