package io.mandi.bench;

import io.mandi.bench.load.Answers;
import io.mandi.bench.load.Generator;
import io.mandi.bench.load.Orders;
import io.mandi.bench.load.Orders.Shape;
import io.mandi.bench.node.CpuTimes;
import io.mandi.bench.node.NodeFolder;
import io.mandi.bench.node.NodeProcess;
import io.mandi.bench.node.NodeSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** Lots, needs, matches and reservations of one commodity, over HTTP to the commit and back. */
final class DeskBench {
    private static final long SEED = 20_261_123;
    /** Below all other prices; with the best quality, at the very place, this is the best match there is. */
    private static final double BEST_PRICE = 40;

    private static final double BEST_BUDGET = 90;
    /** That a node sees what it has committed takes no longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What reservations are measured beside. */
    enum Case {
        RESERVATIONS("reservations, 1 commodity"),
        ORDERS_ONE_BOOK("orders, 1 book"),
        ORDERS("orders, 16 books"),
        PLAIN_SQL("reservations in plain SQL");

        private static final int BOOKS = 16;
        private final String label;

        Case(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    private final DeskPlan plan;
    private final PrintStream progress;

    /** @param progress where what happens is told meanwhile */
    DeskBench(DeskPlan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** Nanoseconds of what happens when somebody posts. */
    record Visible(Histogram posting, Histogram search, Histogram visible, long searches) {
        Visible() {
            this(new Histogram(3), new Histogram(3), new Histogram(3), 0);
        }
    }

    /**
     * What was seen.
     *
     * @param postingsPerSecond while the market was made
     * @param liveBefore mebibytes in use before the market was made, after a look at the whole heap
     * @param liveAfter the same with all lots and needs
     * @param lots from the sending of a lot to the answer that shows it among the matches of a need
     * @param needs from the sending of a need, which is then published, to the answer that shows its matches
     * @param rates of each case, by rounds
     */
    record Result(
            String machine,
            double postingsPerSecond,
            long liveBefore,
            long liveAfter,
            Visible lots,
            Visible needs,
            Map<Case, List<Window>> rates) {
        Window of(Case which) {
            return Window.sum(rates.get(which));
        }

        double ratio(Case which, Case to) {
            return of(which).ordersPerSecond() / of(to).ordersPerSecond();
        }
    }

    Result run() throws IOException, SQLException, InterruptedException {
        // Some sellers and buyers post everything; the connections are as many as those of the plain SQL peer.
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("LOTS_MAX_OPEN_PER_PARTNER", "50000");
        settings.put("ORDERS_REQUIRE_APPROVED_PARTNER", "false");
        settings.put("DATABASE_QUERY_CONNECTIONS", Integer.toString(PlainSql.CONNECTIONS));
        settings.putAll(plan.settings());
        try (NodeFolder folder = NodeFolder.in(plan.folder());
                NodeProcess node = NodeProcess.start(folder, NodeSpec.of(settings));
                DeskMarket market = new DeskMarket(node)) {
            return run(node, market);
        }
    }

    private Result run(NodeProcess node, DeskMarket market) throws IOException, SQLException, InterruptedException {
        String machine = Machine.describe(plan.folder(), node.journal().settings());
        node.collectGarbage();
        long before = node.heapLog().lastFull();
        progress.println("posting " + plan.lots() + " lots and " + plan.needs() + " needs");
        long start = System.nanoTime();
        List<String> lots = market.lots(plan.lots(), SEED);
        market.needs(plan.needs(), -SEED);
        double seconds = (System.nanoTime() - start) / 1e9;
        node.collectGarbage();
        long after = node.heapLog().lastFull();

        progress.printf("%.0f postings/s; waiting for the matches of all%n", (plan.lots() + plan.needs()) / seconds);
        node.journal().awaitSearches();
        progress.println("posting one after the other");
        Visible ofLots = lotsOneByOne(market);
        Visible ofNeeds = needsOneByOne(market);
        Map<Case, List<Window>> rates = rates(node, market, lots);
        return new Result(machine, (plan.lots() + plan.needs()) / seconds, before, after, ofLots, ofNeeds, rates);
    }

    // ------------------------------------------------------------------------------------------------------ visible

    private Visible lotsOneByOne(DeskMarket market) throws IOException, InterruptedException {
        DeskMarket.Spot spot = DeskMarket.Spot.draw(new SplittableRandom(SEED));
        String need = market.need(plan.needs(), spot, BEST_BUDGET);
        Visible seen = new Visible();
        long searches = 0;
        for (int i = 0; i < plan.postings(); i++) {
            // Each is a paisa cheaper than the one before, and so stands above it.
            double price = BEST_PRICE - i / 100.0;
            long start = System.nanoTime();
            String lot = market.lot(plan.lots() + i, spot, price, DeskMarket.BEST_STAPLE);
            long posted = System.nanoTime();
            do {
                searches++;
                requirePatience(posted);
            } while (!market.matches(need, lot).lot());
            record(seen, start, posted);
        }
        return new Visible(seen.posting, seen.search, seen.visible, searches);
    }

    private Visible needsOneByOne(DeskMarket market) throws IOException, InterruptedException {
        DeskMarket.Spot spot = DeskMarket.Spot.draw(new SplittableRandom(SEED + 1));
        String lot = market.lot(plan.lots() + plan.postings(), spot, BEST_PRICE, DeskMarket.BEST_STAPLE);
        Visible seen = new Visible();
        long searches = 0;
        for (int i = 0; i < plan.postings(); i++) {
            long start = System.nanoTime();
            String need = market.need(plan.needs() + 1 + i, spot, BEST_BUDGET);
            long posted = System.nanoTime();
            do {
                searches++;
                requirePatience(posted);
            } while (!market.matches(need, lot).lot());
            record(seen, start, posted);
        }
        return new Visible(seen.posting, seen.search, seen.visible, searches);
    }

    private static void record(Visible seen, long start, long posted) {
        long now = System.nanoTime();
        seen.posting.recordValue(posted - start);
        seen.search.recordValue(now - posted);
        seen.visible.recordValue(now - start);
    }

    private static void requirePatience(long since) throws IOException {
        if (System.nanoTime() - since > PATIENCE.toNanos()) {
            throw new IOException("a match was not seen within " + PATIENCE);
        }
    }

    // --------------------------------------------------------------------------------------------------------- rates

    private Map<Case, List<Window>> rates(NodeProcess node, DeskMarket market, List<String> lots)
            throws IOException, SQLException, InterruptedException {
        node.openBooks(NodeProcess.ORGANIZATION, Case.BOOKS);
        Target target = new Target(node, plan.connections(), true);
        Map<Case, List<Window>> rates = new EnumMap<>(Case.class);
        try (DeskSql plain = new DeskSql(node, lots.size())) {
            Map<Case, WarmUp.Load> loads = Map.of(
                    Case.RESERVATIONS, time -> reservations(node, market, lots, time),
                    Case.ORDERS_ONE_BOOK, time -> target.closedLoop(Shape.SINGLE, 1, time),
                    Case.ORDERS, time -> target.closedLoop(Shape.SINGLE, Case.BOOKS, time),
                    Case.PLAIN_SQL, plain::run);
            for (Case which : Case.values()) {
                progress.println("warming up " + which.label());
                WarmUp.run(loads.get(which), plan.warmUp());
            }
            for (int round = 0; round < plan.rounds(); round++) {
                for (Case which : Case.values()) {
                    Window window = loads.get(which).run(plan.time());
                    progress.printf("%s: %.0f/s%n", which.label(), window.ordersPerSecond());
                    rates.computeIfAbsent(which, any -> new ArrayList<>()).add(window);
                }
            }
        }
        return rates;
    }

    /** What was granted must be reserved afterwards, and nothing else. */
    private Window reservations(NodeProcess node, DeskMarket market, List<String> lots, Duration time)
            throws IOException, SQLException, InterruptedException {
        long reservedBefore = market.reserved(lots);
        Orders orders = Orders.reservations(node.url(), node.token(NodeProcess.ORGANIZATION), lots, market.buyers());
        try (Generator generator = Generator.open(node.url(), orders, plan.connections())) {
            long position = node.journal().position();
            CpuTimes before = node.cpuTimes();
            Answers answers = generator.closedLoop(time);
            Window window = new Window(
                    answers, node.journal().since(position), node.cpuTimes().since(before));
            answers.requireOrderly();
            long reserved = market.reserved(lots) - reservedBefore;
            if (reserved < answers.done() || reserved > answers.done() + answers.unknown()) {
                throw new IOException("%d reservations were granted and %d perhaps, but %d are there"
                        .formatted(answers.done(), answers.unknown(), reserved));
            }
            return window;
        }
    }
}
