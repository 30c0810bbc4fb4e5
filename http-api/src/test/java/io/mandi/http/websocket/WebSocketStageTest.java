package io.mandi.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How a socket ends, between a listener and a client that the test plays both. */
class WebSocketStageTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
    private static final ManualTime TIME = ManualTime.get(KIT.system());
    private static final Duration INSTANT = Duration.ofMillis(1);
    private static final int BUFFER = 200_000;
    /** Larger than what is sent together, so that each goes alone. */
    private static final ByteString FRAME = Frames.text(ByteString.fromArray(new byte[50_000]));

    private final Listener listener = new Listener();
    private final SourceQueueWithComplete<ByteString> fromClient;
    private final SinkQueueWithCancel<ByteString> toClient;

    /** Closes a slow reader as the live stream does, and remembers what it is told. */
    private static final class Listener implements WebSocketListener {
        final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
        final BlockingQueue<String> told = new LinkedBlockingQueue<>();

        @Override
        public void opened(WebSocket own) {
            socket.complete(own);
        }

        @Override
        public void received(String text) {
            told.add(text);
        }

        @Override
        public void alive(long nanos) {
            // Nothing depends on it here.
        }

        @Override
        public void tick(long nanos) {
            told.add("tick");
        }

        @Override
        public void tooSlow() {
            told.add("too slow");
            socket.join().close(CloseCode.TRY_AGAIN_LATER, "slow");
        }

        @Override
        public void closing() {
            told.add("closing");
        }

        @Override
        public void ended() {
            told.add("ended");
        }
    }

    WebSocketStageTest() {
        Ends ends = Source.<ByteString>queue(8, OverflowStrategy.fail())
                .viaMat(
                        Flow.fromGraph(new WebSocketStage(
                                new WebSocketLimits(1_000, BUFFER, Duration.ofHours(1)), () -> listener)),
                        Keep.left())
                .toMat(Sink.<ByteString>queue().withAttributes(Attributes.inputBuffer(1, 1)), Ends::new)
                .run(KIT.system());
        fromClient = ends.source();
        toClient = ends.sink();
    }

    private record Ends(SourceQueueWithComplete<ByteString> source, SinkQueueWithCancel<ByteString> sink) {}

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private void onSocket(Consumer<WebSocket> task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        WebSocket socket = listener.socket.join();
        socket.run(() -> {
            task.accept(socket);
            done.complete(null);
        });
        done.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private String told() throws InterruptedException {
        return listener.told.poll(10, TimeUnit.SECONDS);
    }

    private Optional<ByteString> read() throws Exception {
        return toClient.pull().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private ByteString readToTheEnd() throws Exception {
        ByteString all = ByteString.emptyByteString();
        for (Optional<ByteString> next = read(); next.isPresent(); next = read()) {
            all = all.concat(next.get());
        }
        return all;
    }

    private static final ByteString SLOW_CLOSE = Frames.close(CloseCode.TRY_AGAIN_LATER.number(), "slow");

    private void sendUntilTooSlow() throws InterruptedException {
        onSocket(socket -> {
            for (int i = 0; i < 10; i++) {
                socket.send(FRAME);
            }
        });
        assertThat(told()).isEqualTo("too slow");
        assertThat(told()).isEqualTo("closing");
    }

    @Test
    void givesASlowReaderTimeToComeToWhereItIsToldSo() throws Exception {
        sendUntilTooSlow();
        TIME.timePasses(WebSocketStage.SLOW_CLOSE_TIMEOUT.minus(INSTANT));
        List<ByteString> read = new ArrayList<>();
        while (read.isEmpty() || !read.getLast().equals(SLOW_CLOSE)) {
            read.add(read().orElseThrow());
        }
        assertThat(read).startsWith(FRAME).hasSizeLessThan(10);
        fromClient.offer(ByteString.fromArray(new byte[] {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0}));
        assertThat(told()).isEqualTo("ended");
    }

    @Test
    void cutsOffASlowReaderThatReadsNothingInThatTime() throws Exception {
        sendUntilTooSlow();
        TIME.timePasses(WebSocketStage.SLOW_CLOSE_TIMEOUT);
        assertThat(told()).isEqualTo("ended");
        assertThat(readToTheEnd().endsWith(SLOW_CLOSE)).isFalse();
    }

    @Test
    void doesNotWaitForASlowReaderWhenItIsClosedOnceMore() throws Exception {
        sendUntilTooSlow();
        onSocket(socket -> socket.close(CloseCode.SERVICE_RESTART, "stops"));
        TIME.timePasses(WebSocketStage.CLOSE_TIMEOUT);
        assertThat(told()).isEqualTo("ended");
    }

    @Test
    void saysThatItClosesBeforeTheClientHasAnswered() throws Exception {
        onSocket(socket -> socket.close(CloseCode.POLICY_VIOLATION, "late"));
        assertThat(told()).isEqualTo("closing");
        assertThat(read()).hasValue(Frames.close(CloseCode.POLICY_VIOLATION.number(), "late"));
        assertThat(listener.told).isEmpty();
        TIME.timePasses(WebSocketStage.CLOSE_TIMEOUT);
        assertThat(told()).isEqualTo("ended");
    }

    @Test
    void saysThatItClosesWhenTheClientDoes() throws Exception {
        fromClient.offer(ByteString.fromArray(new byte[] {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0}));
        assertThat(told()).isEqualTo("closing");
        assertThat(told()).isEqualTo("ended");
        assertThat(readToTheEnd()).isEqualTo(Frames.close(CloseCode.NORMAL.number(), ""));
    }
}
