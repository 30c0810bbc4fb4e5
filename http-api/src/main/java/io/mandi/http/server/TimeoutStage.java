package io.mandi.http.server;

import io.mandi.http.api.MalformedRequests;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SubscriptionWithCancelException;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Between the socket and HTTP: cuts off a connection on which nothing moves, and one whose request's head does not become
 * complete in time. The second is not part of Pekko HTTP, whose idle timeout begins anew with every byte, so that a byte
 * a minute would hold a connection for ever.
 */
final class TimeoutStage extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
    private final Inlet<ByteString> fromHttp = Inlet.create("fromHttp");
    private final Outlet<ByteString> toSocket = Outlet.create("toSocket");
    private final Inlet<ByteString> fromSocket = Inlet.create("fromSocket");
    private final Outlet<ByteString> toHttp = Outlet.create("toHttp");

    private final Duration idleTimeout;
    private final Duration headerTimeout;

    TimeoutStage(Duration idleTimeout, Duration headerTimeout) {
        this.idleTimeout = idleTimeout;
        this.headerTimeout = headerTimeout;
    }

    @Override
    public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
        return new BidiShape<>(fromHttp, toSocket, fromSocket, toHttp);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic(Connection.of(attributes));
    }

    private final class Logic extends TimerGraphStageLogic {
        private static final String LOOK = "look";

        private final Connection connection;
        private long lastMove = System.nanoTime();
        private long nextLook;
        private boolean cutOff;
        /** HTTP reads no more; what the socket brings is dropped. */
        private boolean deaf;

        Logic(Connection connection) {
            super(shape());
            this.connection = connection;
            setHandler(fromSocket, new AbstractInHandler() {
                @Override
                public void onPush() {
                    if (deaf) {
                        grab(fromSocket);
                        pull(fromSocket);
                        return;
                    }
                    long now = System.nanoTime();
                    lastMove = now;
                    connection.bytesArrived(now);
                    if (nextLook - now > headerTimeout.toNanos()) {
                        lookIn(now, headerTimeout.toNanos());
                    }
                    push(toHttp, grab(fromSocket));
                }

                @Override
                public void onUpstreamFinish() {
                    complete(toHttp);
                }
            });
            setHandler(toHttp, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    if (!deaf) {
                        pull(fromSocket);
                    }
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    if (cause instanceof SubscriptionWithCancelException.NonFailureCancellation) {
                        turnDeaf();
                    } else {
                        cancel(fromSocket, cause);
                    }
                }
            });
            setHandler(fromHttp, new AbstractInHandler() {
                @Override
                public void onPush() {
                    lastMove = System.nanoTime();
                    push(toSocket, grab(fromHttp));
                }

                @Override
                public void onUpstreamFinish() {
                    complete(toSocket);
                }
            });
            setHandler(toSocket, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    if (!cutOff) {
                        pull(fromHttp);
                    }
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(fromHttp, cause);
                }
            });
        }

        @Override
        public void preStart() {
            lookIn(lastMove, idleTimeout.toNanos());
        }

        private void lookIn(long now, long nanos) {
            nextLook = now + nanos;
            scheduleOnce(LOOK, Duration.ofNanos(nanos));
        }

        /**
         * One timer serves both limits. While requests come and go it is looked at once in a header timeout, so that no
         * request has to set and stop a timer of its own.
         */
        @Override
        public void onTimer(Object key) {
            long now = System.nanoTime();
            long idle = now - lastMove;
            long head = connection.headNanos(now);
            long untilIdle = idleTimeout.toNanos() - idle;
            if (untilIdle <= 0 || cutOff) {
                failStage(new TimeoutException("nothing has moved on a connection"));
            } else if (head >= headerTimeout.toNanos()) {
                cutOff();
                lookIn(now, headerTimeout.toNanos());
            } else if (head > 0) {
                lookIn(now, Math.min(headerTimeout.toNanos() - head, untilIdle));
            } else {
                boolean busy = idle < headerTimeout.toNanos();
                lookIn(now, busy ? Math.min(headerTimeout.toNanos(), untilIdle) : untilIdle);
            }
        }

        /** Says why, in case that somebody listens, and closes. */
        private void cutOff() {
            cutOff = true;
            turnDeaf();
            emit(toSocket, MalformedRequests.headerTimeout(headerTimeout), () -> {
                complete(toSocket);
                cancel(fromHttp);
                complete(toHttp);
            });
        }

        /**
         * The socket is not cancelled: that could close it before the last answer is written. It closes when that is done;
         * the limits hold until then, for a client that never reads.
         */
        private void turnDeaf() {
            deaf = true;
            if (!isClosed(fromSocket) && !hasBeenPulled(fromSocket)) {
                pull(fromSocket);
            }
        }
    }
}
