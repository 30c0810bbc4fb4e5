package io.mandi.bench.core;

import com.sun.management.ThreadMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Plays every flow into every book, in turn, each time into a new book, and requires the same trades of all. */
public final class CoreBench {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final CorePlan plan;
    private final PrintStream progress;

    public CoreBench(CorePlan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** @throws IllegalStateException when a book trades differently */
    public CoreResults run() {
        CoreResults results = new CoreResults();
        // Every book sees every flow before anything counts, so that none is compiled for one flow alone.
        for (FlowKind kind : plan.flows()) {
            Flow flow = kind.flow(plan.before(), Math.max(1, plan.commands() / 4), plan.seed() + 1);
            for (int round = 0; round < plan.warmUps(); round++) {
                plan.contenders().forEach(contender -> play(contender, flow));
            }
        }
        for (FlowKind kind : plan.flows()) {
            Flow flow = kind.flow(plan.before(), plan.commands(), plan.seed());
            List<ContenderKind> turn = new ArrayList<>(plan.contenders());
            for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
                for (ContenderKind contender : turn) {
                    Round played = play(contender, flow);
                    if (round >= 0) {
                        results.add(kind, contender, played);
                    }
                }
                // Whoever went first goes last.
                Collections.rotate(turn, -1);
            }
            progress.println("bench: " + kind.title() + " done");
        }
        return results;
    }

    /**
     * What one book did in one round.
     *
     * @param commands how many
     * @param nanos that they took, collections of garbage and waiting for a processor included
     * @param cpuNanos that the playing thread had a processor; neither of the two is in it
     * @param bytes that were allocated for them
     */
    record Round(int commands, long nanos, long cpuNanos, long bytes) {}

    private static Round play(ContenderKind kind, Flow flow) {
        return play(kind.title(), kind.create(), flow);
    }

    static Round play(String name, Contender book, Flow flow) {
        Tape tape = new Tape(flow.trades());
        for (int from = 0; from < flow.built(); from += Contender.BLOCK) {
            int to = Math.min(from + Contender.BLOCK, flow.built());
            book.prepare(flow, from, to);
            book.play(flow, from, to, tape);
        }
        // What the books before have left behind is not collected at the cost of this one.
        System.gc();
        long nanos = 0;
        long cpuNanos = 0;
        long bytes = 0;
        for (int from = flow.built(); from < flow.size(); from += Contender.BLOCK) {
            int to = Math.min(from + Contender.BLOCK, flow.size());
            book.prepare(flow, from, to);
            long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
            long cpuBefore = THREADS.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            book.play(flow, from, to, tape);
            nanos += System.nanoTime() - start;
            cpuNanos += THREADS.getCurrentThreadCpuTime() - cpuBefore;
            bytes += THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
        }
        tape.requireAll(name, flow.name());
        return new Round(flow.measured(), nanos, cpuNanos, bytes);
    }
}
