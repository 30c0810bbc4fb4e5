package io.mandi.http.websocket;

import io.mandi.http.websocket.FrameReader.Received;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * One socket: frames in and out. What cannot be sent at once waits in a line of a limited number of bytes; the limit is the
 * reader's, so that one who is slow costs no more than that, and nobody else waits for him.
 */
final class WebSocketStage extends GraphStage<FlowShape<ByteString, ByteString>> {
    /** How long a client may take to answer that the server closes. */
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    /** How long a reader who was too slow may take to come to where it is told so. */
    static final Duration SLOW_CLOSE_TIMEOUT = Duration.ofSeconds(15);
    /** Frames that wait are sent together up to this size. */
    private static final int SENT_TOGETHER = 32 * 1024;

    private final Inlet<ByteString> in = Inlet.create("fromClient");
    private final Outlet<ByteString> out = Outlet.create("toClient");
    private final WebSocketLimits limits;
    private final Supplier<WebSocketListener> listeners;

    WebSocketStage(WebSocketLimits limits, Supplier<WebSocketListener> listeners) {
        this.limits = limits;
        this.listeners = listeners;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return new FlowShape<>(in, out);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private enum State {
        OPEN,
        /** The close frame is in the line; what comes after it is dropped. */
        CLOSING,
        /** Both sides have said that they close; only what waits is still sent. */
        CLOSED
    }

    private final class Logic extends TimerGraphStageLogic implements WebSocket {
        private static final String TICK = "tick";
        private static final String GIVE_UP = "give up";

        private final FrameReader reader = new FrameReader(limits.maxMessageBytes());
        private final WebSocketListener listener = listeners.get();
        private final ArrayDeque<ByteString> line = new ArrayDeque<>();
        private long lineBytes;
        private State state = State.OPEN;
        /** The client is closed because it does not read. */
        private boolean slow;

        private AsyncCallback<Runnable> tasks;

        Logic() {
            super(shape());
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    read(grab(in));
                    if (!isClosed(in)) {
                        pull(in);
                    }
                }

                @Override
                public void onUpstreamFinish() {
                    completeStage();
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    sendWaiting();
                }
            });
        }

        @Override
        public void preStart() {
            tasks = createAsyncCallback(Runnable::run);
            scheduleAtFixedRate(TICK, limits.tick(), limits.tick());
            listener.opened(this);
            pull(in);
        }

        @Override
        public void postStop() {
            listener.ended();
        }

        @Override
        public void onTimer(Object key) {
            if (key.equals(TICK)) {
                if (state == State.OPEN) {
                    listener.tick(System.nanoTime());
                }
            } else {
                completeStage();
            }
        }

        private void read(ByteString bytes) {
            if (state != State.OPEN) {
                readToTheEnd(bytes);
                return;
            }
            try {
                for (Received received : reader.read(bytes)) {
                    listener.alive(System.nanoTime());
                    take(received);
                }
            } catch (WebSocketException e) {
                close(e.closeCode(), e.getMessage());
            }
        }

        private void take(Received received) {
            if (state != State.OPEN) {
                return;
            }
            switch (received) {
                case Received.Text(String text) -> listener.received(text);
                case Received.Ping(ByteString data) -> send(Frames.pong(data));
                case Received.Pong ignored -> {
                    // To have heard of the client was all.
                }
                case Received.Close ignored -> {
                    enqueue(Frames.close(CloseCode.NORMAL.number(), ""));
                    state = State.CLOSED;
                    listener.closing();
                    endWhenSent();
                }
            }
        }

        /** Only whether the client has closed as well is of interest. */
        private void readToTheEnd(ByteString bytes) {
            try {
                if (reader.read(bytes).stream().anyMatch(received -> received instanceof Received.Close)) {
                    state = State.CLOSED;
                    endWhenSent();
                }
            } catch (WebSocketException e) {
                state = State.CLOSED;
                endWhenSent();
            }
        }

        @Override
        public void send(ByteString frame) {
            if (state != State.OPEN) {
                return;
            }
            // What waits already counts, and not this frame: a long message alone does not make a reader slow.
            if (lineBytes > limits.bufferBytes()) {
                line.clear();
                lineBytes = 0;
                slow = true;
                listener.tooSlow();
            } else {
                enqueue(frame);
            }
        }

        @Override
        public void ping() {
            send(Frames.ping());
        }

        @Override
        public void close(CloseCode code, String reason) {
            if (state == State.OPEN) {
                enqueue(Frames.close(code.number(), reason));
                state = State.CLOSING;
                scheduleOnce(GIVE_UP, slow ? SLOW_CLOSE_TIMEOUT : CLOSE_TIMEOUT);
                listener.closing();
            } else if (state == State.CLOSING && slow) {
                // Who closes a second time waits no longer: the node stops.
                slow = false;
                scheduleOnce(GIVE_UP, CLOSE_TIMEOUT);
            }
        }

        @Override
        public void run(Runnable task) {
            tasks.invoke(task);
        }

        private void enqueue(ByteString frame) {
            line.addLast(frame);
            lineBytes += frame.size();
            if (isAvailable(out)) {
                sendWaiting();
            }
        }

        private void sendWaiting() {
            if (line.isEmpty()) {
                return;
            }
            ByteString next = line.removeFirst();
            while (!line.isEmpty() && next.size() + line.peekFirst().size() <= SENT_TOGETHER) {
                next = next.concat(line.removeFirst());
            }
            lineBytes -= next.size();
            push(out, next);
            if (state == State.CLOSED) {
                endWhenSent();
            }
        }

        private void endWhenSent() {
            if (line.isEmpty()) {
                completeStage();
            } else if (!isTimerActive(GIVE_UP)) {
                scheduleOnce(GIVE_UP, CLOSE_TIMEOUT);
            }
        }
    }
}
