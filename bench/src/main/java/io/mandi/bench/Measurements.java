package io.mandi.bench;

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
     * @param name of what differs between cases
     * @param books that the orders go to
     */
    record Case(String name, int books) {
        @Override
        public String toString() {
            return name + ", " + books + (books == 1 ? " book" : " books");
        }
    }

    void add(Case which, Window window) {
        windows.computeIfAbsent(which, any -> new ArrayList<>()).add(window);
    }

    Window of(Case which) {
        return Window.sum(windows.get(which));
    }

    /** A table in Markdown. */
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
                    "| %s | %,.0f | %,.0f–%,.0f | %.2f | %.2f | %.2f | %.1f | %.0f | %.0f | %.0f | %d |%n",
                    which,
                    all.ordersPerSecond(),
                    least,
                    most,
                    all.millisAt(50),
                    all.millisAt(99),
                    all.millisAt(99.9),
                    all.ordersPerCommit(),
                    all.microsPerOrder(all.cpu().node()),
                    all.microsPerOrder(all.cpu().database()),
                    all.microsPerOrder(all.cpu().generator()),
                    all.refused()));
        });
        return table.toString();
    }

    /** How many times the orders per second of one case those of another are. */
    double ratio(Case dividend, Case divisor) {
        return of(dividend).ordersPerSecond() / of(divisor).ordersPerSecond();
    }

    String ratioLine(Case dividend, Case divisor) {
        return line("- %s / %s: **%.2f**%n", dividend, divisor, ratio(dividend, divisor));
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
