package io.mandi.bench;

import io.mandi.bench.core.ContenderKind;
import io.mandi.bench.core.CoreBench;
import io.mandi.bench.core.CorePlan;
import io.mandi.bench.core.CoreResults;
import io.mandi.bench.core.FlowKind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The order book alone, beside its peers. */
@Command(
        name = "core",
        mixinStandardHelpOptions = true,
        description =
                "The order book alone, without journal and network, beside the books of exchange-core and Parity.")
final class CoreCommand implements Callable<Integer> {
    @Option(
            names = "--commands",
            defaultValue = "500000",
            paramLabel = "N",
            description = "Orders and cancellations in one round of one flow and book. Default: ${DEFAULT-VALUE}.")
    private int commands;

    @Option(
            names = "--before",
            defaultValue = "400000",
            paramLabel = "N",
            description = "Commands of the flow that each new book has behind it when it is measured. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int before;

    @Option(
            names = "--rounds",
            defaultValue = "9",
            paramLabel = "N",
            description = "How often each book is measured, in turn with the others. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--warm-up",
            defaultValue = "3",
            paramLabel = "N",
            description = "Rounds before that are not measured. Default: ${DEFAULT-VALUE}.")
    private int warmUps;

    @Option(
            names = "--seed",
            defaultValue = "20261122",
            paramLabel = "N",
            description = "What the flows are made from. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--flows", split = ",", paramLabel = "FLOW", description = "Only these: ${COMPLETION-CANDIDATES}.")
    private List<FlowKind> flows = List.of(FlowKind.values());

    @Option(names = "--books", split = ",", paramLabel = "BOOK", description = "Only these: ${COMPLETION-CANDIDATES}.")
    private List<ContenderKind> books = List.of(ContenderKind.values());

    @Override
    public Integer call() throws Exception {
        CorePlan plan = new CorePlan(List.copyOf(flows), List.copyOf(books), before, commands, warmUps, rounds, seed);
        String machine = Machine.describeAlone();
        CoreResults results = new CoreBench(plan, System.err).run();
        System.out.print(machine);
        System.out.printf(
                "- One thread; each round %,d commands to a new book that has %,d behind it; %d rounds for each book"
                        + " and flow, in turn, after %d of warm-up; seed %d%n%n",
                plan.commands(), plan.before(), plan.rounds(), plan.warmUps(), plan.seed());
        System.out.println(results.table());
        if (books.contains(ContenderKind.MANDI) && books.stream().anyMatch(ContenderKind::isPeer)) {
            System.out.print(results.ratios());
        }
        return 0;
    }
}
