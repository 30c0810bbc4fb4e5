package io.mandi.bench;

import io.mandi.bench.Measurements.Case;
import io.mandi.bench.load.Orders.Shape;
import io.mandi.bench.node.NodeFolder;
import io.mandi.bench.node.NodeProcess;
import io.mandi.bench.node.NodeSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Orders over HTTP to the commit and back. First the most that each peer can do, in turn; then the latencies of Mandi at
 * half of its own most.
 */
final class DurableBench {
    /** What is measured, beside what. */
    enum Peer {
        /** The program as it is. */
        MANDI("Mandi", Map.of()),
        /** The same on a journal that does nothing: what HTTP, sharding and matching leave for a journal to reach. */
        NO_OP("no-op journal", Map.of()),
        /** The same on the plugin of pekko-persistence-jdbc. */
        LIBRARY("library's plugin", Map.of("JOURNAL", "pekko-persistence-jdbc")),
        /** The same with each command committed alone. */
        ALONE("BOOK_MAX_BATCH=1", Map.of("BOOK_MAX_BATCH", "1")),
        /** No Mandi: one transaction for each order. */
        PLAIN_SQL("plain SQL", Map.of());

        private final String label;
        private final Map<String, String> settings;

        Peer(String label, Map<String, String> settings) {
            this.label = label;
            this.settings = settings;
        }

        String label() {
            return label;
        }

        private NodeSpec spec(Map<String, String> common) {
            NodeSpec spec = NodeSpec.of(common).with(settings);
            return this == NO_OP ? spec.withNoOpJournal() : spec;
        }
    }

    private final DurablePlan plan;
    private final PrintStream progress;

    /** @param progress where what happens is told meanwhile */
    DurableBench(DurablePlan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * What was measured.
     *
     * @param machine what it was measured on
     * @param warmUps how long each peer was loaded before
     * @param most at the most that was possible
     * @param half at half of that
     */
    record Result(String machine, Map<Peer, Duration> warmUps, Measurements most, Measurements half) {}

    static Case single(Peer peer, int books) {
        return new Case(peer.label, Shape.SINGLE, books);
    }

    static Case batch(Peer peer, int books) {
        return new Case(peer.label, Shape.BATCH, books);
    }

    /** The peer's own, with as many streams as connections. */
    static Case plainSql() {
        return single(Peer.PLAIN_SQL, PlainSql.CONNECTIONS);
    }

    private record Measured(Case which, WarmUp.Load load) {}

    Result run() throws Exception {
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try {
            Map<Peer, Target> targets = start(open);
            NodeProcess mandi = targets.get(Peer.MANDI).node();
            String machine = Machine.describe(plan.folder(), mandi.journal().settings());
            List<Measured> cases = cases(targets);
            Map<Peer, Duration> warmUps = new EnumMap<>(Peer.class);
            for (Map.Entry<Peer, Target> target : targets.entrySet()) {
                warmUps.put(target.getKey(), warmUp(target.getKey(), target.getValue()));
            }
            if (plan.peers().contains(Peer.PLAIN_SQL)) {
                PlainSql peer = new PlainSql(mandi);
                open.push(peer);
                cases.add(new Measured(plainSql(), peer::run));
                warmUps.put(Peer.PLAIN_SQL, WarmUp.run(peer::run, plan.warmUp()));
            }
            Measurements most = most(cases);
            return new Result(machine, warmUps, most, half(targets.get(Peer.MANDI), most));
        } finally {
            while (!open.isEmpty()) {
                open.pop().close();
            }
        }
    }

    private Map<Peer, Target> start(Deque<AutoCloseable> open) throws IOException, InterruptedException {
        Map<Peer, Target> targets = new EnumMap<>(Peer.class);
        for (Peer peer : plan.peers()) {
            if (peer != Peer.PLAIN_SQL) {
                progress.println("starting a node: " + peer.label);
                NodeFolder folder = NodeFolder.in(plan.folder());
                open.push(folder);
                NodeProcess node = NodeProcess.start(folder, peer.spec(plan.settings()));
                open.push(node);
                node.openBooks(NodeProcess.ORGANIZATION, plan.mostBooks());
                targets.put(peer, new Target(node, plan.connections(), peer != Peer.NO_OP));
            }
        }
        return targets;
    }

    private List<Measured> cases(Map<Peer, Target> targets) {
        List<Measured> cases = new ArrayList<>();
        for (Shape shape : plan.shapes()) {
            for (int books : plan.books()) {
                targets.forEach((peer, target) -> cases.add(new Measured(
                        new Case(peer.label, shape, books), time -> target.closedLoop(shape, books, time))));
            }
        }
        return cases;
    }

    private Duration warmUp(Peer peer, Target target) throws IOException, SQLException, InterruptedException {
        progress.println("warming up: " + peer.label);
        Duration all = Duration.ZERO;
        for (Shape shape : plan.shapes()) {
            all = all.plus(
                    WarmUp.run(time -> target.closedLoop(shape, plan.books().getLast(), time), plan.warmUp()));
        }
        return all;
    }

    private Measurements most(List<Measured> cases) throws IOException, SQLException, InterruptedException {
        Measurements measurements = new Measurements();
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Measured measured : cases) {
                Window window = measured.load.run(plan.window());
                progress.printf("round %d: %s: %.0f orders/s%n", round, measured.which, window.ordersPerSecond());
                measurements.add(measured.which, window);
            }
        }
        return measurements;
    }

    private Measurements half(Target mandi, Measurements most) throws IOException, SQLException {
        Map<Case, Double> rates = new LinkedHashMap<>();
        for (Shape shape : plan.shapes()) {
            for (int books : plan.books()) {
                Case which = new Case(Peer.MANDI.label, shape, books);
                rates.put(which, most.of(which).answers().requestsDonePerSecond() / 2);
            }
        }
        Measurements measurements = new Measurements();
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Map.Entry<Case, Double> rate : rates.entrySet()) {
                Case which = rate.getKey();
                Window window = mandi.openLoop(which.shape(), which.books(), rate.getValue(), plan.window());
                progress.printf("round %d: %s at half: p99 %.1f ms%n", round, which, window.millisAt(99));
                measurements.add(which, window);
            }
        }
        return measurements;
    }
}
