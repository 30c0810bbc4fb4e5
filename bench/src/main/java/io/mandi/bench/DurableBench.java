package io.mandi.bench;

import io.mandi.bench.Load.Shape;
import io.mandi.bench.Measurements.Case;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What gathering commands is worth: orders over HTTP to a node that commits as many together as are waiting, and to one
 * that commits each alone, in turn.
 */
final class DurableBench {
    static final String COALESCED = "coalesced";
    static final String ALONE = "BOOK_MAX_BATCH=1";

    private static final Map<String, Map<String, String>> SETTINGS = settings();

    private final LoadPlan plan;
    private final PrintStream progress;

    /** @param progress where what happens is told meanwhile */
    DurableBench(LoadPlan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
    }

    private static Map<String, Map<String, String>> settings() {
        Map<String, Map<String, String>> settings = new LinkedHashMap<>();
        settings.put(COALESCED, Map.of());
        settings.put(ALONE, Map.of("BOOK_MAX_BATCH", "1"));
        return settings;
    }

    /** The measurements, and what they were taken on. */
    record Result(String machine, Measurements measurements) {}

    Result run() throws IOException, SQLException, InterruptedException {
        Map<String, NodeProcess> nodes = new LinkedHashMap<>();
        try {
            String machine = "";
            for (Map.Entry<String, Map<String, String>> entry : SETTINGS.entrySet()) {
                progress.println("starting a node: " + entry.getKey());
                Map<String, String> settings = new LinkedHashMap<>(plan.settings());
                settings.putAll(entry.getValue());
                NodeProcess node = NodeProcess.start(plan.folder(), settings);
                nodes.put(entry.getKey(), node);
                if (machine.isEmpty()) {
                    machine = Machine.describe(plan.folder(), node.journal().settings());
                }
                node.openBooks(plan.mostBooks());
            }
            return new Result(machine, measure(nodes));
        } finally {
            for (NodeProcess node : nodes.values()) {
                node.close();
            }
        }
    }

    private Measurements measure(Map<String, NodeProcess> nodes)
            throws IOException, SQLException, InterruptedException {
        Measurements measurements = new Measurements();
        // The first round of all only warms up.
        for (int round = 0; round <= plan.rounds(); round++) {
            for (int books : plan.books()) {
                for (Map.Entry<String, NodeProcess> node : nodes.entrySet()) {
                    Case which = new Case(node.getKey(), books);
                    Load load = new Load(node.getValue(), plan.connections());
                    if (round == 0) {
                        progress.println("warming up: " + which);
                        load.run(Shape.SINGLE, books, plan.warmUp());
                    } else {
                        Window window = load.run(Shape.SINGLE, books, plan.window());
                        progress.printf("round %d: %s: %.0f orders/s%n", round, which, window.ordersPerSecond());
                        measurements.add(which, window);
                    }
                }
            }
        }
        return measurements;
    }
}
