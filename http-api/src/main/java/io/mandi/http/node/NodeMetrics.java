package io.mandi.http.node;

import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.pool.DatabasePools;
import io.mandi.persistence.pool.PoolUsage;
import io.mandi.persistence.projection.Projection;
import io.mandi.persistence.projection.ProjectionStatus;
import io.mandi.persistence.schedule.WakeUpStatus;
import io.mandi.persistence.webhook.WebhookStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node measures of itself: the registry that its parts measure into, and what is looked up when someone asks. */
final class NodeMetrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeMetrics.class);

    /** Who asks more often is told what was found before. */
    private static final Duration LOOK_PAUSE = Duration.ofSeconds(5);
    /** Events behind are counted to this in each slice of the log. */
    private static final int MOST_BEHIND = 10_000;

    private static final double MICROS_PER_SECOND = 1_000_000;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Map<Projection, Progress> projections = new LinkedHashMap<>();
    /** Absent while that is not known. */
    private volatile Optional<WebhookStatus> webhooks = Optional.empty();

    /** Absent while that is not known. */
    private volatile Optional<WakeUpStatus> wakeUps = Optional.empty();

    private final ReentrantLock looking = new ReentrantLock();
    private long lastLook = System.nanoTime() - LOOK_PAUSE.toNanos();

    /** How far a projection is; not a number while that is not known. */
    private static final class Progress {
        volatile double behind = Double.NaN;
        volatile double lastEvent = Double.NaN;
    }

    NodeMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    MeterRegistry registry() {
        return registry;
    }

    void follow(DatabasePools pools) {
        follow("journal", pools.writes());
        follow("recovery", pools.recovery());
        follow("queries", pools.queries());
        follow("projections", pools.projections());
        follow("webhooks", pools.webhooks());
    }

    void follow(String name, DatabasePool pool) {
        Map<String, ToDoubleFunction<PoolUsage>> states = Map.of("active", PoolUsage::active, "idle", PoolUsage::idle);
        states.forEach((state, count) -> Gauge.builder(
                        "mandi.database.connections", pool, of -> count.applyAsDouble(of.usage()))
                .description("Connections to the database, by pool and by what they are doing")
                .tag("pool", name)
                .tag("state", state)
                .register(registry));
        Gauge.builder("mandi.database.waiting", pool, of -> of.usage().waiting())
                .description("Threads that wait for a connection")
                .tag("pool", name)
                .register(registry);
    }

    void followQuarantine(IntSupplier books) {
        Gauge.builder("mandi.books.quarantined", books::getAsInt)
                .description(
                        "Books that are not served because what is stored of them is damaged, in the whole cluster")
                .register(registry);
    }

    /** @param count of spans that have come to this so far */
    <T> void followSpans(String outcome, T counted, ToDoubleFunction<T> count) {
        FunctionCounter.builder("mandi.traces.spans", counted, count)
                .description("Spans of sampled requests, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    void followWebhooks() {
        webhook("mandi.webhook.behind.events", "Events that have not become deliveries", WebhookStatus::behind);
        webhook("mandi.webhook.unfinished", "Deliveries that wait", WebhookStatus::unfinished);
        webhook(
                "mandi.webhook.oldest.seconds",
                "When the event of the oldest delivery that waits occurred, since the epoch",
                status -> status.oldest().isPresent() ? status.oldest().getAsLong() / MICROS_PER_SECOND : Double.NaN);
        Map<String, ToDoubleFunction<WebhookStatus>> states = Map.of(
                "active", WebhookStatus::active,
                "waiting", WebhookStatus::waiting,
                "disabled", WebhookStatus::disabled);
        states.forEach(
                (state, count) -> Gauge.builder("mandi.webhook.endpoints", this, metrics -> metrics.webhook(count))
                        .description("Endpoints that events are sent to, that wait, and that were given up")
                        .tag("state", state)
                        .register(registry));
    }

    private void webhook(String name, String description, ToDoubleFunction<WebhookStatus> value) {
        Gauge.builder(name, this, metrics -> metrics.webhook(value))
                .description(description + ", in the whole cluster")
                .register(registry);
    }

    void followSchedule() {
        schedule(
                "mandi.schedule.due",
                "Wake-ups whose time has come and that are not done, counted to " + WakeUpStatus.MOST_COUNTED,
                WakeUpStatus::due);
        schedule(
                "mandi.schedule.late.seconds",
                "How long the oldest of these has been due",
                status -> status.lateMicros() / MICROS_PER_SECOND);
    }

    private void schedule(String name, String description, ToDoubleFunction<WakeUpStatus> value) {
        Gauge.builder(
                        name,
                        this,
                        metrics -> metrics.wakeUps
                                .map(status -> (Double) value.applyAsDouble(status))
                                .orElse(Double.NaN))
                .description(description + ", in the whole cluster")
                .register(registry);
    }

    /** Not a number while it is not known. */
    private double webhook(ToDoubleFunction<WebhookStatus> value) {
        return webhooks.map(status -> (Double) value.applyAsDouble(status)).orElse(Double.NaN);
    }

    void follow(List<Projection> followed) {
        for (Projection projection : followed) {
            Progress progress = new Progress();
            projections.put(projection, progress);
            Gauge.builder("mandi.projection.behind.events", progress, of -> of.behind)
                    .description("Events that a projection has not taken in, to " + MOST_BEHIND + " in each slice")
                    .tag("projection", projection.name())
                    .register(registry);
            Gauge.builder("mandi.projection.last.event.seconds", progress, of -> of.lastEvent)
                    .description("When the newest event happened that a projection has taken in, since the epoch")
                    .tag("projection", projection.name())
                    .register(registry);
        }
    }

    /**
     * All there is, in the text format of Prometheus.
     *
     * @param connections for what has to be looked up
     * @param blocking whose threads may wait for the database
     */
    CompletionStage<String> scrape(DataSource connections, Executor blocking) {
        return CompletableFuture.supplyAsync(
                () -> {
                    look(connections);
                    return registry.scrape();
                },
                blocking);
    }

    /** One at a time; whoever comes meanwhile does not wait, and is told what was found before. */
    private void look(DataSource connections) {
        if (!looking.tryLock()) {
            return;
        }
        try {
            if (System.nanoTime() - lastLook >= LOOK_PAUSE.toNanos()) {
                projections.forEach((projection, progress) -> look(connections, projection, progress));
                lookAtWebhooks(connections);
                lookAtSchedule(connections);
                lastLook = System.nanoTime();
            }
        } finally {
            looking.unlock();
        }
    }

    private void lookAtWebhooks(DataSource connections) {
        try {
            webhooks = Optional.of(WebhookStatus.of(connections));
        } catch (SQLException e) {
            LOG.warn("How far the webhooks are cannot be looked up: {}", e.getMessage());
            webhooks = Optional.empty();
        }
    }

    private void lookAtSchedule(DataSource connections) {
        try {
            long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            wakeUps = Optional.of(WakeUpStatus.of(connections, now));
        } catch (SQLException e) {
            LOG.warn("How late the schedule is cannot be looked up: {}", e.getMessage());
            wakeUps = Optional.empty();
        }
    }

    private static void look(DataSource connections, Projection projection, Progress progress) {
        try {
            ProjectionStatus status = ProjectionStatus.of(connections, projection, MOST_BEHIND);
            progress.behind = status.behind();
            progress.lastEvent = status.lastEvent()
                    .map(at -> at.getEpochSecond() + at.getNano() / 1_000 / MICROS_PER_SECOND)
                    .orElse(Double.NaN);
        } catch (SQLException e) {
            LOG.warn("How far the projection {} is cannot be looked up: {}", projection.name(), e.getMessage());
            progress.behind = Double.NaN;
            progress.lastEvent = Double.NaN;
        }
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
