package io.mandi.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mandi.cluster.Environment;
import io.mandi.cluster.NodeSettings;
import io.mandi.engine.book.UserType;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.InstrumentDirectory;
import io.mandi.http.auth.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What becomes of lost sockets while the list of books is slow; {@code StreamIT} has what becomes of the orders. */
class CancelOnDisconnectTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
    private static final ManualTime TIME = ManualTime.get(KIT.system());
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Logger logger = (Logger) LoggerFactory.getLogger(CancelOnDisconnect.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final BlockingQueue<CompletableFuture<List<Instrument>>> asked = new LinkedBlockingQueue<>();
    private CancelOnDisconnect cancelling;

    /** Organisations without instruments: no book is asked. */
    private final class SlowDirectory implements InstrumentDirectory {
        @Override
        public CompletionStage<Void> put(String organization, Instrument instrument, long version) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<List<Instrument>> list(String organization, Optional<String> after, int limit) {
            CompletableFuture<List<Instrument>> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        }
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void start() {
        cancelling = new CancelOnDisconnect(
                null,
                new SlowDirectory(),
                KIT.system().scheduler(),
                KIT.system().executionContext(),
                InstantSource.system(),
                NodeSettings.from(new Environment(Map.of("STREAM_CANCEL_PASSES", "1", "STREAM_CANCEL_QUEUE", "1")))
                        .stream());
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
    }

    @AfterEach
    void unlisten() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
    }

    private void lose(String socket) {
        Principal clerk = new Principal("clerk", "north", UserType.INTERNAL, Optional.empty(), Set.of());
        cancelling.begin(clerk, socket, Set.of("mill"));
    }

    private CompletableFuture<List<Instrument>> nextPass() throws InterruptedException {
        CompletableFuture<List<Instrument>> next = asked.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(next).as("a pass begins").isNotNull();
        return next;
    }

    private List<String> errors() {
        return lines.list.stream()
                .filter(line -> line.getLevel() == Level.ERROR)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void takesInWhatTheClocksOfNodesMayDifferByAndTheMomentOfTheLossItself() {
        Instant lost = Instant.EPOCH.plusSeconds(1);
        assertThat(CancelOnDisconnect.placedBefore(lost, Duration.ZERO)).isEqualTo(1_000_001);
        assertThat(CancelOnDisconnect.placedBefore(lost, Duration.ofMillis(100)))
                .isEqualTo(1_100_001);
    }

    @Test
    void makesOnePassBehindTheOtherAndSaysForWhichThereIsNoRoom() throws InterruptedException {
        lose("socket-1");
        CompletableFuture<List<Instrument>> first = nextPass();
        lose("socket-2");
        lose("socket-3");
        assertThat(asked).isEmpty();
        assertThat(errors())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("socket-3", "mill", "north", "more sockets were lost"));

        first.complete(List.of());
        nextPass().complete(List.of());
        assertThat(cancelling.finish(PATIENCE).toCompletableFuture()).succeedsWithin(PATIENCE.dividedBy(2));
        assertThat(errors()).hasSize(1);
    }

    @Test
    void triesAgainWhenTheInstrumentsCannotBeRead() throws InterruptedException {
        lose("socket-1");
        nextPass().completeExceptionally(new IllegalStateException("no database"));
        CompletableFuture<List<Instrument>> second;
        do {
            // Until the pause has begun.
            TIME.timePasses(Duration.ofSeconds(1));
            second = asked.poll(10, TimeUnit.MILLISECONDS);
        } while (second == null);
        second.complete(List.of());
        assertThat(cancelling.finish(PATIENCE).toCompletableFuture()).succeedsWithin(PATIENCE.dividedBy(2));
        assertThat(errors()).isEmpty();
    }

    @Test
    void waitsWhenTheNodeStopsButNotForeverAndSaysWhatIsLeft() throws InterruptedException {
        lose("socket-1");
        lose("socket-2");
        CompletableFuture<List<Instrument>> first = nextPass();
        assertThat(cancelling.finish(Duration.ofMillis(1)).toCompletableFuture())
                .succeedsWithin(PATIENCE);
        assertThat(errors())
                .satisfiesExactly(
                        line -> assertThat(line).contains("socket-1", "the node stops"),
                        line -> assertThat(line).contains("socket-2", "the node stops"));

        first.complete(List.of());
        lose("socket-3");
        assertThat(errors()).hasSize(3).last().asString().contains("socket-3");
        assertThat(asked).isEmpty();
    }
}
