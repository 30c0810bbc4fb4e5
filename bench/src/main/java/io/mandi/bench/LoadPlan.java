package io.mandi.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * How long and how hard to load.
 *
 * @param window length of one measurement
 * @param rounds how often each case is measured, in turn with the others, so that a drift of the machine meets all alike
 * @param warmUp load on each case before the first measurement
 * @param connections connections with one request at a time each
 * @param books numbers of order books to spread the orders over
 * @param settings of the nodes, where they differ from the defaults
 * @param folder where the databases lie meanwhile
 */
public record LoadPlan(
        Duration window,
        int rounds,
        Duration warmUp,
        int connections,
        List<Integer> books,
        Map<String, String> settings,
        Path folder) {

    private static final int MAX_BOOKS = 1_000;

    public LoadPlan {
        boolean wrongBooks = books.isEmpty() || books.stream().anyMatch(count -> count < 1 || count > MAX_BOOKS);
        if (!window.isPositive() || rounds < 1 || warmUp.isNegative() || connections < 1 || wrongBooks) {
            throw new IllegalArgumentException("windows, rounds, connections and books must be positive");
        }
    }

    int mostBooks() {
        return Collections.max(books);
    }
}
