package io.mandi.http.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Posts the rows of a report as lots, some at a time. A row is posted under a key made of itself: whoever imports a file again, because
 * something has failed or for no reason, has no lot twice.
 */
public final class LotImport {
    private static final int CREATED = 201;
    private static final int UNAUTHENTICATED = 401;
    private static final int NOT_FOUND = 404;
    private static final long PROGRESS_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LotImportPlan plan;
    private final ReportLots lots;
    private final Consumer<String> rejects;
    private final Consumer<String> progress;

    // For the thread alone that reads the file.
    private long rows;
    private long skipped;
    private long taken;

    // Several rows are under way at a time: whoever looks at one of these holds the lock.
    private final SortedMap<String, Long> bad = new TreeMap<>();
    private final SortedMap<String, Long> refused = new TreeMap<>();
    private long posted;
    private long repeated;
    private Optional<String> stopped = Optional.empty();

    /**
     * @param rejects gets a line for each row that has not become a lot
     * @param progress gets a line to show from time to time
     */
    public LotImport(LotImportPlan plan, Consumer<String> rejects, Consumer<String> progress) {
        this.plan = plan;
        this.lots = plan.lots();
        this.rejects = rejects;
        this.progress = progress;
    }

    /**
     * Does the file. What has been counted until the node is given up is in the summary too.
     *
     * @throws IOException when the file is no report, or cannot be read
     */
    public ImportSummary run(Path file) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (BufferedReader lines = Files.newBufferedReader(file);
                NodeClient node = new NodeClient(plan.node(), plan.token(), plan.patience())) {
            String first = lines.readLine();
            ReportLayout layout = Optional.ofNullable(first)
                    .flatMap(ReportLayout::of)
                    .orElseThrow(() -> new IOException(
                            file + ": neither a report of arrivals, which begins with " + ReportLayout.HEADER
                                    + ", nor one of prices, with State, District, Market, Commodity, Variety, Grade,"
                                    + " dd/mm/yyyy and three prices in each line"));
            int created = 0;
            int placed = 0;
            try {
                ReportCatalogue catalogue = ReportCatalogue.read(node, plan);
                try {
                    post(node, catalogue, layout, lines, layout.hasHeader() ? lines.readLine() : first, start);
                } finally {
                    created = catalogue.createdCommodities();
                    placed = catalogue.createdLocations();
                }
            } catch (ImportStoppedException e) {
                stop(e.getMessage());
            } catch (CharacterCodingException e) {
                stop("the file is not UTF-8 some way after its row " + rows);
            }
            return summary(created, placed, (System.nanoTime() - start) / 1e9);
        }
    }

    private void post(
            NodeClient node,
            ReportCatalogue catalogue,
            ReportLayout layout,
            BufferedReader lines,
            String firstRow,
            long start)
            throws IOException, InterruptedException {
        Semaphore free = new Semaphore(plan.parallel());
        long line = layout.hasHeader() ? 2 : 1;
        long shown = start;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String text = firstRow; text != null && wantsMore(taken); text = lines.readLine(), line++) {
                if (text.isBlank()) {
                    continue;
                }
                rows++;
                Optional<Posting> posting = posting(catalogue, layout, line, text);
                if (posting.isPresent()) {
                    taken++;
                    free.acquire();
                    if (!wantsMore(taken - 1)) {
                        break;
                    }
                    threads.submit(() -> {
                        try {
                            post(node, posting.get());
                        } finally {
                            free.release();
                        }
                    });
                }
                long now = System.nanoTime();
                if (now - shown > PROGRESS_EVERY_NANOS) {
                    shown = now;
                    progress.accept(progress(now - start));
                }
            }
        }
        progress.accept(progress(System.nanoTime() - start));
    }

    private synchronized boolean wantsMore(long have) {
        return stopped.isEmpty()
                && (plan.limit().isEmpty() || have < plan.limit().getAsLong());
    }

    /** A row on its way. */
    private record Posting(long line, String key, ObjectNode lot) {}

    private Optional<Posting> posting(ReportCatalogue catalogue, ReportLayout layout, long line, String text)
            throws IOException, InterruptedException {
        return switch (layout.read(text)) {
            case ReadRow.Bad(RowFlaw flaw) -> {
                reject(line, flaw);
                yield Optional.empty();
            }
            case ReadRow.Good(ReportRow row) -> {
                if (plan.asOf().filter(day -> !day.equals(row.date())).isPresent()) {
                    skipped++;
                    yield Optional.empty();
                }
                yield posting(catalogue, line, row);
            }
        };
    }

    private Optional<Posting> posting(ReportCatalogue catalogue, long line, ReportRow row)
            throws IOException, InterruptedException {
        Optional<RowFlaw> flaw = lots.flaw(row);
        if (flaw.isPresent()) {
            reject(line, flaw.get());
            return Optional.empty();
        }
        Optional<String> commodity = catalogue.commodity(row.commodity());
        if (commodity.isEmpty()) {
            reject(
                    line,
                    new RowFlaw(
                            RowFlaw.Code.UNKNOWN_COMMODITY, "the catalogue has no commodity named " + row.commodity()));
            return Optional.empty();
        }
        Optional<String> location = catalogue.location(ReportLots.state(row).orElseThrow(), row.market());
        if (location.isEmpty()) {
            reject(
                    line,
                    new RowFlaw(
                            RowFlaw.Code.UNKNOWN_LOCATION,
                            "the catalogue has no location named " + row.market() + " in " + row.state()));
            return Optional.empty();
        }
        return Optional.of(new Posting(line, lots.key(row), lots.lot(row, commodity.get(), location.get())));
    }

    private synchronized void reject(long line, RowFlaw flaw) {
        bad.merge(flaw.code().text(), 1L, Long::sum);
        rejects.accept("line " + line + ": " + flaw.code().text() + ": " + flaw.detail());
    }

    private void post(NodeClient node, Posting posting) {
        if (plan.dryRun()) {
            count(true);
            return;
        }
        try {
            NodeClient.Reply reply = node.post("/availabilities", posting.key, posting.lot);
            if (reply.status() == CREATED) {
                count(!reply.replayed());
            } else if (isHopeless(reply)) {
                stop("line " + posting.line + " was answered " + reply.status() + " " + reply.code() + ": "
                        + reply.detail());
            } else {
                refuse(posting.line, reply);
            }
        } catch (IOException | RuntimeException e) {
            // Nobody waits for this thread: what it does not say is not known.
            stop("line " + posting.line + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether every other row would be answered the same. */
    private static boolean isHopeless(NodeClient.Reply reply) {
        return reply.status() == UNAUTHENTICATED
                || reply.status() == NOT_FOUND
                || reply.code().equals("permission_denied");
    }

    private synchronized void count(boolean isNew) {
        if (isNew) {
            posted++;
        } else {
            repeated++;
        }
    }

    private synchronized void refuse(long line, NodeClient.Reply reply) {
        refused.merge(reply.code(), 1L, Long::sum);
        rejects.accept("line " + line + ": " + RowFlaw.printable(reply.code() + ": " + reply.detail()));
    }

    private synchronized void stop(String why) {
        if (stopped.isEmpty()) {
            stopped = Optional.of(why);
        }
    }

    private synchronized String progress(long nanos) {
        return rows + " rows, " + posted + (plan.dryRun() ? " to be posted, " : " posted, ") + repeated + " repeated, "
                + (ImportSummary.sum(bad) + ImportSummary.sum(refused)) + " not, "
                + (posted + repeated) * 1_000_000_000L / Math.max(1, nanos) + " lots/s";
    }

    private synchronized ImportSummary summary(int commodities, int locations, double seconds) {
        return new ImportSummary(
                rows,
                skipped,
                bad,
                posted,
                repeated,
                refused,
                commodities,
                locations,
                plan.dryRun(),
                stopped.orElse(""),
                Math.round(seconds * 1_000) / 1_000.0);
    }
}
