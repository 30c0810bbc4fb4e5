package io.mandi.http.server;

import java.util.Optional;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.stage.AsyncCallback;

/**
 * What the stages of one connection know of each other. All of them run on one actor, so that nothing here is shared
 * between threads, but for the way to end it.
 */
final class Connection implements Attributes.Attribute {
    private final Connections all;

    private volatile Optional<AsyncCallback<Ending>> ending = Optional.empty();
    private State state = State.QUIET;
    /** {@link System#nanoTime} of the first byte of a head that is not complete. */
    private long headSince;

    /** How a connection is to end. */
    enum Ending {
        /** After the answer to the request that it has, or at once when it has none. */
        WHEN_ANSWERED,
        AT_ONCE
    }

    private enum State {
        /** Between two requests, or before the first. */
        QUIET,
        /** A head has begun to arrive. */
        HEAD,
        /** A request is being answered; what arrives is its body, or comes too early to be looked at. */
        REQUEST,
        /** It is a socket now, and no affair of HTTP's any more. */
        SOCKET
    }

    Connection(Connections all) {
        this.all = all;
    }

    static Connection of(Attributes attributes) {
        return attributes
                .getAttribute(Connection.class)
                .orElseThrow(() -> new IllegalStateException("the stage belongs to no connection"));
    }

    void opened(AsyncCallback<Ending> callback) {
        ending = Optional.of(callback);
        all.add(this);
    }

    void closed() {
        all.remove(this);
    }

    void end(Ending how) {
        ending.ifPresent(callback -> callback.invoke(how));
    }

    void bytesArrived(long now) {
        if (state == State.QUIET) {
            state = State.HEAD;
            headSince = now;
        }
    }

    void requestArrived() {
        state = State.REQUEST;
    }

    void answered() {
        state = State.QUIET;
    }

    void becameSocket() {
        state = State.SOCKET;
    }

    boolean isSocket() {
        return state == State.SOCKET;
    }

    boolean hasRequest() {
        return state == State.REQUEST;
    }

    /** Nanoseconds for which an incomplete head has been arriving; 0 when there is none. */
    long headNanos(long now) {
        return state == State.HEAD ? now - headSince : 0;
    }
}
