package io.mandi.bench;

import io.mandi.bench.Load.Shape;
import io.mandi.bench.Measurements.Case;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Orders in batches, beside the same orders one by one. */
@Command(
        name = "batch",
        mixinStandardHelpOptions = true,
        description = "Orders in batches of 100 for each request, beside the same orders one for each request.")
final class BatchCommand implements Callable<Integer> {
    private static final String SINGLE = "single";
    private static final String BATCH = "batches of " + Orders.BATCH;

    @Mixin
    private LoadOptions options;

    @Override
    public Integer call() throws Exception {
        LoadPlan plan = options.plan();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(SINGLE, Shape.SINGLE);
        shapes.put(BATCH, Shape.BATCH);
        Measurements measured = new Measurements();
        String machine;
        try (NodeProcess node = NodeProcess.start(plan.folder(), plan.settings())) {
            machine = Machine.describe(plan.folder(), node.journal().settings());
            node.openBooks(plan.mostBooks());
            Load load = new Load(node, plan.connections());
            // The first round of all only warms up.
            for (int round = 0; round <= plan.rounds(); round++) {
                for (int books : plan.books()) {
                    for (Map.Entry<String, Shape> shape : shapes.entrySet()) {
                        Case which = new Case(shape.getKey(), books);
                        Window window = load.run(shape.getValue(), books, round == 0 ? plan.warmUp() : plan.window());
                        System.err.printf("round %d: %s: %.0f orders/s%n", round, which, window.ordersPerSecond());
                        if (round > 0) {
                            measured.add(which, window);
                        }
                    }
                }
            }
        }
        System.out.print(machine);
        System.out.println(
                Report.plan(plan, "one order, or one batch of " + Orders.BATCH + " for one book, per request"));
        System.out.println(measured.table());
        for (int books : plan.books()) {
            System.out.print(measured.ratioLine(new Case(BATCH, books), new Case(SINGLE, books)));
        }
        return 0;
    }
}
