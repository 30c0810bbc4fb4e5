package io.mandi.bench.core;

import io.mandi.bench.core.CoreBench.Round;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The rounds of a run by flow and book, and the tables made of them. */
public final class CoreResults {
    private final Map<FlowKind, Map<ContenderKind, List<Round>>> rounds = new EnumMap<>(FlowKind.class);

    void add(FlowKind flow, ContenderKind contender, Round round) {
        rounds.computeIfAbsent(flow, any -> new EnumMap<>(ContenderKind.class))
                .computeIfAbsent(contender, any -> new ArrayList<>())
                .add(round);
    }

    /** The flows that were measured. */
    public List<FlowKind> flows() {
        return List.copyOf(rounds.keySet());
    }

    /** Median over the rounds, in nanoseconds. */
    public double nanosPerCommand(FlowKind flow, ContenderKind contender) {
        return at(flow, contender, 0.5, CoreResults::nanos);
    }

    /** Median over the rounds, in nanoseconds of the playing thread's processor time. */
    public double cpuNanosPerCommand(FlowKind flow, ContenderKind contender) {
        return at(flow, contender, 0.5, CoreResults::cpuNanos);
    }

    /** Median over the rounds. */
    public double bytesPerCommand(FlowKind flow, ContenderKind contender) {
        return at(flow, contender, 0.5, CoreResults::bytes);
    }

    /** How many times as fast as the fastest peer Mandi is. */
    public double ratio(FlowKind flow) {
        return ratio(flow, contender -> nanosPerCommand(flow, contender));
    }

    /** The same in processor time. */
    public double cpuRatio(FlowKind flow) {
        return ratio(flow, contender -> cpuNanosPerCommand(flow, contender));
    }

    private double ratio(FlowKind flow, ToDoubleFunction<ContenderKind> nanos) {
        double fastest = rounds.get(flow).keySet().stream()
                .filter(ContenderKind::isPeer)
                .mapToDouble(nanos)
                .min()
                .orElseThrow();
        return fastest / nanos.applyAsDouble(ContenderKind.MANDI);
    }

    /** A table in Markdown. */
    public String table() {
        StringBuilder table = new StringBuilder("""
            | flow | book | orders/s | ns/order | least–most | CPU ns/order | bytes/order | time to Mandi's |
            |---|---|---:|---:|---:|---:|---:|---:|
            """);
        rounds.forEach((flow, contenders) -> contenders.keySet().forEach(contender -> {
            double nanos = nanosPerCommand(flow, contender);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,.0f | %.1f | %.1f–%.1f | %.1f | %.0f | %.2f |%n",
                    flow.title(),
                    contender.title(),
                    1e9 / nanos,
                    nanos,
                    at(flow, contender, 0, CoreResults::nanos),
                    at(flow, contender, 1, CoreResults::nanos),
                    cpuNanosPerCommand(flow, contender),
                    bytesPerCommand(flow, contender),
                    nanos / nanosPerCommand(flow, ContenderKind.MANDI)));
        }));
        return table.toString();
    }

    /** A list in Markdown: how Mandi stands to the fastest peer of each flow. */
    public String ratios() {
        StringBuilder list = new StringBuilder();
        flows().forEach(flow -> list.append(String.format(
                Locale.ROOT,
                "- %s: Mandi is **%.2f** × as fast as the fastest peer; %.2f × in processor time%n",
                flow.title(),
                ratio(flow),
                cpuRatio(flow))));
        return list.toString();
    }

    private double at(FlowKind flow, ContenderKind contender, double quantile, ToDoubleFunction<Round> what) {
        double[] sorted = rounds.get(flow).get(contender).stream()
                .mapToDouble(what)
                .sorted()
                .toArray();
        return sorted[(int) Math.round(quantile * (sorted.length - 1))];
    }

    private static double nanos(Round round) {
        return (double) round.nanos() / round.commands();
    }

    private static double cpuNanos(Round round) {
        return (double) round.cpuNanos() / round.commands();
    }

    private static double bytes(Round round) {
        return (double) round.bytes() / round.commands();
    }
}
