package io.mandi.bench;

import io.mandi.bench.DurableBench.Peer;
import io.mandi.bench.load.Orders.Shape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long and how hard to load, and what.
 *
 * @param window length of one measurement
 * @param rounds how often each case is measured, in turn with the others, so that a drift of the machine meets all alike
 * @param warmUp longest load on each node before the first measurement
 * @param connections connections with one request at a time each
 * @param books numbers of order books to spread the orders over
 * @param shapes of the requests
 * @param peers what is measured
 * @param settings of the nodes, where they differ from the defaults
 * @param folder where the databases lie meanwhile
 */
record DurablePlan(
        Duration window,
        int rounds,
        Duration warmUp,
        int connections,
        List<Integer> books,
        Set<Shape> shapes,
        Set<Peer> peers,
        Map<String, String> settings,
        Path folder) {

    private static final int MAX_BOOKS = 1_000;

    DurablePlan {
        boolean wrongBooks = books.isEmpty() || books.stream().anyMatch(count -> count < 1 || count > MAX_BOOKS);
        if (!window.isPositive() || rounds < 1 || warmUp.isNegative() || connections < 1 || wrongBooks) {
            throw new IllegalArgumentException("windows, rounds, connections and books must be positive");
        }
        if (shapes.isEmpty() || !peers.contains(Peer.MANDI)) {
            throw new IllegalArgumentException("there must be a shape, and mandi among the peers");
        }
    }

    int mostBooks() {
        return Collections.max(books);
    }
}
