package io.mandi.engine.actor;

import io.mandi.engine.actor.WebhookMessage.Due;
import io.mandi.engine.actor.WebhookMessage.Idle;
import io.mandi.engine.actor.WebhookMessage.Opened;
import io.mandi.engine.actor.WebhookMessage.Recorded;
import io.mandi.engine.actor.WebhookMessage.Resume;
import io.mandi.engine.actor.WebhookMessage.Sent;
import io.mandi.engine.actor.WebhookMessage.Stop;
import io.mandi.engine.actor.WebhookMessage.StoreFailed;
import io.mandi.engine.actor.WebhookMessage.Taken;
import io.mandi.engine.actor.WebhookMessage.Wake;
import io.mandi.engine.webhook.Attempt;
import io.mandi.engine.webhook.Delivery;
import io.mandi.engine.webhook.DeliveryPolicy;
import io.mandi.engine.webhook.DeliveryQueue;
import io.mandi.engine.webhook.EndpointId;
import io.mandi.engine.webhook.Outcome;
import io.mandi.engine.webhook.WebhookEndpoint;
import io.mandi.engine.webhook.WebhookSender;
import io.mandi.engine.webhook.WebhookSender.Message;
import io.mandi.engine.webhook.WebhookStore;
import io.mandi.engine.webhook.WebhookStore.Kept;
import io.mandi.engine.webhook.WebhookStore.NotTheOwnerException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers to one endpoint. Everything that outlives it is in the store, which it asks one thing at a time; attempts that end
 * meanwhile are kept together with the next one.
 */
final class WebhookDeliverer extends AbstractBehavior<WebhookMessage> {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDeliverer.class);

    private static final Duration STORE_RETRY = Duration.ofSeconds(1);
    /** The queue is filled when this part of it is empty, not for every delivery that has left it. */
    private static final int REFILL_PARTS = 8;

    private static final long QUIET_MICROS = 200_000;
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final TimerScheduler<WebhookMessage> timers;
    private final EndpointId id;
    private final WebhookStore store;
    private final WebhookSender sender;
    private final DeliveryPolicy policy;
    private final InstantSource clock;
    private final Runnable passivate;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final DeliveryQueue queue;
    private final List<Outcome> ended = new ArrayList<>();

    /** Absent until the endpoint is opened. */
    private Optional<Kept> kept = Optional.empty();

    private long epoch;
    /** Outcomes that the store is keeping now. */
    private int recording;

    private boolean storeBusy;
    /** Whether there may be deliveries that are not in the queue. */
    private boolean more;

    /** Whether someone has said so since the store was last asked. */
    private boolean woken = true;

    /** Microseconds since the epoch; who was asked in vain is not asked again before. */
    private long quietUntil;

    /** Whether nothing is under way. */
    private boolean idle;

    private WebhookDeliverer(
            ActorContext<WebhookMessage> context,
            TimerScheduler<WebhookMessage> timers,
            EndpointId id,
            WebhookStore store,
            WebhookSender sender,
            DeliveryPolicy policy,
            InstantSource clock,
            Runnable passivate) {
        super(context);
        this.timers = timers;
        this.id = id;
        this.store = store;
        this.sender = sender;
        this.policy = policy;
        this.clock = clock;
        this.passivate = passivate;
        this.queue = new DeliveryQueue(policy);
        ask(store.open(id), Opened::new);
    }

    /** @param passivate asks for {@link Stop}; called when there was nothing to do for long */
    static Behavior<WebhookMessage> create(
            EndpointId id,
            WebhookStore store,
            WebhookSender sender,
            DeliveryPolicy policy,
            InstantSource clock,
            Function<ActorContext<WebhookMessage>, Runnable> passivate) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers ->
                new WebhookDeliverer(context, timers, id, store, sender, policy, clock, passivate.apply(context))));
    }

    @Override
    public Receive<WebhookMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(Wake.class, message -> {
                    woken = true;
                    return next();
                })
                .onMessage(Opened.class, message -> opened(message.opened()))
                .onMessage(Taken.class, message -> {
                    storeBusy = false;
                    // While there is no room, nothing says that there is nothing.
                    more = message.taken().more() || queue.room() == 0;
                    quietUntil = message.taken().deliveries().isEmpty() ? now() + QUIET_MICROS : 0;
                    keep(message.taken().kept());
                    queue.add(message.taken().deliveries());
                    return next();
                })
                .onMessage(Recorded.class, message -> {
                    storeBusy = false;
                    ended.subList(0, recording).clear();
                    recording = 0;
                    keep(message.kept());
                    return next();
                })
                .onMessage(StoreFailed.class, message -> storeFailed(message.cause()))
                .onMessage(Sent.class, message -> sent(message.delivery(), message.attempt()))
                .onMessageEquals(Due.INSTANCE, this::next)
                .onMessageEquals(Resume.INSTANCE, () -> {
                    storeBusy = false;
                    return next();
                })
                .onMessageEquals(Idle.INSTANCE, () -> {
                    if (idle) {
                        passivate.run();
                    }
                    return this;
                })
                .onMessageEquals(Stop.INSTANCE, Behaviors::stopped)
                .build();
    }

    private Behavior<WebhookMessage> opened(Optional<WebhookStore.Opened> opened) {
        storeBusy = false;
        if (opened.isEmpty()) {
            return Behaviors.stopped();
        }
        epoch = opened.get().epoch();
        keep(opened.get().kept());
        return next();
    }

    /** What is kept may have been changed by the endpoint's owner. */
    private void keep(Kept now) {
        boolean changed = kept.isEmpty()
                || kept.get().endpoint().version() != now.endpoint().version();
        kept = Optional.of(now);
        if (changed) {
            queue.restore(now.health());
            woken = true;
            quietUntil = 0;
        }
        if (!isDelivering()) {
            queue.clear();
        }
    }

    private boolean isDelivering() {
        return kept.isPresent() && kept.get().endpoint().status() == WebhookEndpoint.Status.ACTIVE;
    }

    /** What ended is kept first, then the queue is filled; meanwhile attempts go on. */
    private Behavior<WebhookMessage> next() {
        if (kept.isEmpty()) {
            return this;
        }
        if (isDelivering()) {
            begin();
        }
        if (!storeBusy) {
            askStore();
        }
        OptionalLong due = isDelivering() ? queue.nextDue() : OptionalLong.empty();
        if (!storeBusy && woken) {
            // The timer for that runs.
            idle = false;
            return this;
        }
        if (!storeBusy && due.isPresent()) {
            long wait = Math.max(due.getAsLong() - now(), 0);
            timers.startSingleTimer(Due.INSTANCE, Due.INSTANCE, Duration.of(wait, ChronoUnit.MICROS));
        }
        boolean nothing = !storeBusy && queue.underWay() == 0;
        if (nothing && !idle) {
            timers.startSingleTimer(Idle.INSTANCE, Idle.INSTANCE, IDLE);
        }
        idle = nothing;
        return this;
    }

    private void askStore() {
        Kept at = kept.orElseThrow();
        if (!ended.isEmpty()) {
            recording = ended.size();
            ask(
                    store.record(
                            id, epoch, List.copyOf(ended), at.endpoint().version(), queue.health(), queue.disabled()),
                    Recorded::new);
        } else if (woken && now() < quietUntil) {
            long wait = quietUntil - now();
            timers.startSingleTimer(Due.INSTANCE, Due.INSTANCE, Duration.of(wait, ChronoUnit.MICROS));
        } else if (woken || more && isDelivering() && queue.room() >= policy.window() / REFILL_PARTS) {
            // Also when there is no room, or nothing is delivered: the endpoint may have been changed.
            woken = false;
            ask(store.take(id, epoch, queue.positions(), isDelivering() ? queue.room() : 0), Taken::new);
        }
    }

    private void begin() {
        WebhookEndpoint endpoint = kept.orElseThrow().endpoint();
        for (Delivery delivery : queue.begin(now())) {
            getContext()
                    .pipeToSelf(
                            sender.send(
                                    endpoint,
                                    new Message(
                                            delivery.eventId(),
                                            delivery.body(),
                                            delivery.attempts(),
                                            delivery.trace())),
                            (attempt, failure) -> new Sent(
                                    delivery,
                                    failure == null
                                            ? attempt
                                            : Attempt.failed(now(), 0, Attempt.Failure.CONNECTION_FAILED)));
        }
    }

    private Behavior<WebhookMessage> sent(Delivery delivery, Attempt attempt) {
        ended.add(
                queue.end(delivery, attempt, kept.orElseThrow().endpoint().maxAttempts(), now(), random.nextDouble()));
        return next();
    }

    private <T> void ask(CompletionStage<T> answer, Function<T, WebhookMessage> message) {
        storeBusy = true;
        getContext()
                .pipeToSelf(
                        answer, (value, failure) -> failure == null ? message.apply(value) : new StoreFailed(failure));
    }

    private Behavior<WebhookMessage> storeFailed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        recording = 0;
        if (cause instanceof NotTheOwnerException) {
            // Whoever has the endpoint now makes the attempts anew whose outcomes are not kept.
            return Behaviors.stopped();
        }
        LOG.warn("What is kept of the webhook endpoint {} cannot be reached: {}", id.entityId(), cause.toString());
        if (kept.isEmpty()) {
            return Behaviors.stopped();
        }
        // What was asked in vain may have been for more.
        woken = true;
        timers.startSingleTimer(Resume.INSTANCE, Resume.INSTANCE, STORE_RETRY);
        return this;
    }

    private long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
