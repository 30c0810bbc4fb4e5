package io.mandi.bench;

import io.mandi.bench.Measurements.Case;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Single orders: gathered into commits, and each committed alone. */
@Command(
        name = "durable",
        mixinStandardHelpOptions = true,
        description = "Orders over HTTP to the commit and back: gathered into commits, and each committed alone.")
final class DurableCommand implements Callable<Integer> {
    @Mixin
    private LoadOptions options;

    @Override
    public Integer call() throws Exception {
        LoadPlan plan = options.plan();
        DurableBench.Result result = new DurableBench(plan, System.err).run();
        Measurements measured = result.measurements();
        System.out.print(result.machine());
        System.out.println(Report.plan(plan, "one order per request"));
        System.out.println(measured.table());
        for (int books : plan.books()) {
            System.out.print(
                    measured.ratioLine(new Case(DurableBench.COALESCED, books), new Case(DurableBench.ALONE, books)));
        }
        int fewest = plan.books().getFirst();
        for (int books : plan.books().subList(1, plan.books().size())) {
            System.out.print(measured.ratioLine(
                    new Case(DurableBench.COALESCED, books), new Case(DurableBench.COALESCED, fewest)));
        }
        return 0;
    }
}
