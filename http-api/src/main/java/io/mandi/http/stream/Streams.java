package io.mandi.http.stream;

import io.mandi.cluster.NodeSettings.StreamSettings;
import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.IsolationViolations;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.book.Actor;
import io.mandi.engine.catalog.InstrumentDirectory;
import io.mandi.engine.id.BookId;
import io.mandi.http.auth.InvalidTokenException;
import io.mandi.http.auth.Principal;
import io.mandi.http.auth.Tokens;
import io.mandi.http.auth.Tokens.Grant;
import io.mandi.http.desk.MatchViews;
import io.mandi.http.websocket.WebSocketLimits;
import io.mandi.http.websocket.WebSocketListener;
import io.mandi.persistence.history.PostgresOrderChanges;
import io.mandi.persistence.history.PostgresOrderLists;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** The live stream of a node: its sockets, counted, and the feeds that they share. */
public final class Streams {
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
    private static final int TICKS = 4;

    private final StreamSettings settings;
    private final Tokens tokens;
    private final InstantSource clock;
    private final StreamMeters meters;
    private final ActorRef<BookFeeds.Message> books;
    private final ActorRef<OwnFeeds.Message> own;
    private final Cancelling cancelling;
    private final IsolationViolations violations;

    /** Only users with sockets are in it. */
    private final Map<UserKey, Integer> byUser = new ConcurrentHashMap<>();

    private final Set<StreamSession> open = ConcurrentHashMap.newKeySet();
    /** How many of them have not said who they are, so that strangers cannot take all places. */
    private final AtomicInteger unauthenticated = new AtomicInteger();

    private final CompletableFuture<Done> closed = new CompletableFuture<>();
    private volatile boolean stopping;

    private record UserKey(String organization, String user) {}

    /** What is done for sockets that are lost: {@link CancelOnDisconnect}. */
    interface Cancelling {
        void begin(Principal user, String correlationId, Set<String> partners);
    }

    Streams(
            StreamSettings settings,
            Tokens tokens,
            InstantSource clock,
            MeterRegistry registry,
            ActorRef<BookFeeds.Message> books,
            ActorRef<OwnFeeds.Message> own,
            Cancelling cancelling,
            IsolationViolations violations) {
        this.settings = settings;
        this.tokens = tokens;
        this.clock = clock;
        this.meters = new StreamMeters(registry, open::size);
        this.books = books;
        this.own = own;
        this.cancelling = cancelling;
        this.violations = violations;
    }

    /**
     * Starts the feeds. When the system shuts down, the clients are told before the connections are ended.
     *
     * @param registry into which clients and messages are measured
     */
    public static Streams start(
            ActorSystem<?> system,
            StreamSettings settings,
            Tokens tokens,
            MeterRegistry registry,
            OrderBooks books,
            InstrumentDirectory directory,
            PostgresOrderLists lists,
            PostgresOrderChanges changes,
            MatchViews matches,
            ItemWriter items,
            IsolationViolations violations) {
        InstantSource clock = InstantSource.system();
        CancelOnDisconnect cancelling = new CancelOnDisconnect(
                books, directory, system.scheduler(), system.executionContext(), clock, settings);
        Streams streams = new Streams(
                settings,
                tokens,
                clock,
                registry,
                system.systemActorOf(
                        BookFeeds.create(BookFeeds.Sources.of(books, settings.bookDepth()), settings, items),
                        "stream-books",
                        Props.empty()),
                system.systemActorOf(
                        OwnFeeds.create(OwnFeeds.Sources.of(changes, lists, matches), settings, items),
                        "stream-organizations",
                        Props.empty()),
                cancelling::begin,
                violations);
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
        shutdown.addTask(CoordinatedShutdown.PhaseServiceRequestsDone(), "stream-clients", streams::stop);
        // No socket is left that could be lost, and the books are still there.
        shutdown.addTask(
                CoordinatedShutdown.PhaseServiceStop(),
                "stream-cancellations",
                () -> cancelling.finish(settings.cancelDrain()));
        return streams;
    }

    // ---------------------------------------------------------------------------------------------------- who may come

    /** Whether there is room for one more; it is taken when the upgrade is done. */
    public sealed interface Admitted {
        /** There is one. */
        record Place(WebSocketListener listener) implements Admitted {}

        /** The node stops, or has as many sockets as it takes. */
        record NoRoom() implements Admitted {}

        /** This user has as many as one may have. */
        record TooManyOfUser(int limit) implements Admitted {}
    }

    /**
     * Whether a client may come.
     *
     * @param grant of the token in the upgrade's head, where there is one
     */
    public Admitted admit(Optional<Grant> grant, String correlationId) {
        boolean room = open.size() < settings.maxSockets()
                && (grant.isPresent() || unauthenticated.get() < settings.maxUnauthenticated());
        if (stopping || !room) {
            return new Admitted.NoRoom();
        }
        if (grant.isPresent() && byUser.getOrDefault(key(grant.get().principal()), 0) >= settings.maxSocketsPerUser()) {
            return new Admitted.TooManyOfUser(settings.maxSocketsPerUser());
        }
        return new Admitted.Place(new StreamSession(this, settings, grant, correlationId));
    }

    /** What one socket may cost. */
    public WebSocketLimits limits() {
        Duration shortest = Stream.of(
                        LONGEST_TICK.multipliedBy(TICKS),
                        settings.heartbeat(),
                        settings.clientSilence(),
                        settings.authenticationTimeout())
                .min(Duration::compareTo)
                .orElseThrow();
        return new WebSocketLimits(settings.maxMessageBytes(), settings.bufferBytes(), shortest.dividedBy(TICKS));
    }

    /** What a token gives. */
    public Grant grant(String token) throws InvalidTokenException {
        return tokens.grant(token);
    }

    static StreamError tooManyOfUser(StreamSettings settings) {
        return new StreamError(
                "too_many_sockets", "one user has at most " + settings.maxSocketsPerUser() + " sockets on a node");
    }

    private static UserKey key(Principal user) {
        return new UserKey(user.organization(), user.user());
    }

    /** @return false when the user has as many sockets as one may have */
    boolean enter(Principal user) {
        if (byUser.merge(key(user), 1, Integer::sum) > settings.maxSocketsPerUser()) {
            exit(user);
            return false;
        }
        return true;
    }

    void exit(Principal user) {
        byUser.computeIfPresent(key(user), (key, count) -> count == 1 ? null : count - 1);
    }

    /** @return false when there are more than there may be */
    boolean add(StreamSession session) {
        open.add(session);
        // Looked at after it was added, and set before the others are told: one of the two sees a late one.
        if (stopping) {
            session.stop();
        }
        return open.size() <= settings.maxSockets();
    }

    /** @return false when there are more than there may be */
    boolean addUnauthenticated() {
        return unauthenticated.incrementAndGet() <= settings.maxUnauthenticated();
    }

    void removeUnauthenticated() {
        unauthenticated.decrementAndGet();
    }

    void remove(StreamSession session) {
        open.remove(session);
        completeWhenEmpty();
    }

    private CompletionStage<Done> stop() {
        stopping = true;
        open.forEach(StreamSession::stop);
        completeWhenEmpty();
        return closed;
    }

    private void completeWhenEmpty() {
        if (stopping && open.isEmpty()) {
            closed.complete(Done.getInstance());
        }
    }

    // ---------------------------------------------------------------------------------------------------- what they
    // get

    StreamMeters meters() {
        return meters;
    }

    Instant now() {
        return clock.instant();
    }

    void join(String organization, Channel channel, OptionalLong after, Subscriber subscriber) {
        if (channel.symbol().isPresent()) {
            BookId book = new BookId(organization, channel.symbol().get());
            books.tell(new BookFeeds.Join(book, channel.kind(), after, subscriber));
        } else {
            own.tell(new OwnFeeds.Join(organization, channel, after, subscriber));
        }
    }

    void leave(String organization, Channel channel, Subscriber subscriber) {
        if (channel.symbol().isPresent()) {
            books.tell(new BookFeeds.Leave(
                    new BookId(organization, channel.symbol().get()), subscriber));
        } else {
            own.tell(new OwnFeeds.Leave(organization, subscriber));
        }
    }

    /** A client has named what is another's. */
    void noteViolation(Principal user, String correlationId, String named) {
        Actor actor = new Actor(user.user(), Optional.of(user.type()), user.partner());
        violations.note(new Caller(user.organization(), actor, correlationId, Optional.empty()), named);
    }

    void cancelOrders(Principal user, String correlationId, Set<String> partners) {
        cancelling.begin(user, correlationId, partners);
    }
}
