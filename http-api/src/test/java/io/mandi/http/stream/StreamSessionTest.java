package io.mandi.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.UserType;
import io.mandi.http.auth.Permission;
import io.mandi.http.auth.Principal;
import io.mandi.http.auth.Tokens;
import io.mandi.http.auth.Tokens.Grant;
import io.mandi.http.websocket.CloseCode;
import io.mandi.http.websocket.WebSocket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a client's subscriptions and orders when its socket closes; the test plays the socket. */
class StreamSessionTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Principal USER =
            new Principal("clerk", "demo", UserType.EXTERNAL, Optional.of("mill"), EnumSet.allOf(Permission.class));

    private final TestProbe<BookFeeds.Message> books = KIT.createTestProbe();
    private final TestProbe<OwnFeeds.Message> own = KIT.createTestProbe();
    private final List<Set<String>> cancelled = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Streams streams = new Streams(
            BookFeedTest.settings(),
            new Tokens("a secret that is long enough for HS256 tokens", InstantSource.fixed(NOW)),
            InstantSource.fixed(NOW),
            new SimpleMeterRegistry(),
            books.ref(),
            own.ref(),
            (user, correlationId, partners) -> cancelled.add(partners),
            (caller, named) -> violations.add(caller.actor().user() + " " + named));
    private final StreamSession session = new StreamSession(
            streams, BookFeedTest.settings(), Optional.of(new Grant(USER, NOW.plus(Duration.ofHours(1)))), "up-1");
    private final Socket socket = new Socket();

    /** Does what is wanted at once, and tells the session that it closes as a real one does. */
    private final class Socket implements WebSocket {
        private boolean open = true;
        /** Closes as too slow with the next message. */
        private boolean full;

        @Override
        public void send(ByteString frame) {
            if (open && full) {
                full = false;
                session.tooSlow();
            }
        }

        @Override
        public void ping() {
            send(ByteString.emptyByteString());
        }

        @Override
        public void close(CloseCode code, String reason) {
            if (open) {
                open = false;
                session.closing();
            }
        }

        @Override
        public void run(Runnable task) {
            task.run();
        }
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void open() {
        session.opened(socket);
    }

    private Subscriber subscribedToABook() {
        session.received("{\"op\":\"subscribe\",\"channels\":[\"book:COTTON\"]}");
        return books.expectMessageClass(BookFeeds.Join.class).subscriber();
    }

    private void wantCancellation() {
        session.received("{\"op\":\"cancel_on_disconnect\",\"enabled\":true}");
    }

    @Test
    void letsGoOfItsFeedsAndHasOrdersCancelledWhenTheCloseBeginsAndOnce() {
        Subscriber subscriber = subscribedToABook();
        wantCancellation();
        socket.close(CloseCode.POLICY_VIOLATION, "any");
        assertThat(books.expectMessageClass(BookFeeds.Leave.class).subscriber()).isSameAs(subscriber);
        assertThat(cancelled).containsExactly(Set.of("mill"));
        session.ended();
        books.expectNoMessage(Duration.ofMillis(50));
        assertThat(cancelled).hasSize(1);
    }

    @Test
    void doesTheSameWhenTheConnectionIsLostWithoutAClose() {
        Subscriber subscriber = subscribedToABook();
        wantCancellation();
        session.ended();
        assertThat(books.expectMessageClass(BookFeeds.Leave.class).subscriber()).isSameAs(subscriber);
        assertThat(cancelled).containsExactly(Set.of("mill"));
    }

    @Test
    void cancelsNothingWhenTheNodeStops() {
        subscribedToABook();
        wantCancellation();
        session.stop();
        books.expectMessageClass(BookFeeds.Leave.class);
        session.ended();
        assertThat(cancelled).isEmpty();
    }

    /** The answer to the first name closes the socket; what is joined after that nobody would leave. */
    @Test
    void joinsNothingMoreOfAMessageOverWhichItWasClosed() {
        socket.full = true;
        session.received("{\"op\":\"subscribe\",\"channels\":[\"no such\",\"book:COTTON\"]}");
        books.expectNoMessage(Duration.ofMillis(50));
        session.ended();
        books.expectNoMessage(Duration.ofMillis(50));
    }
}
