package io.mandi.http.websocket;

/** What is done with a socket; called on the socket's own thread alone. */
public interface WebSocketListener {

    /** The first call. */
    void opened(WebSocket socket);

    /** A message has come. */
    void received(String text);

    /** Some frame has come: the client is there. */
    void alive(long nanos);

    /**
     * From time to time.
     *
     * @param nanos as of {@link System#nanoTime}
     */
    void tick(long nanos);

    /** More waits to be sent than may: what has waited was dropped. The listener says so and closes. */
    void tooSlow();

    /**
     * The socket begins to close, whoever wants it: nothing more is received, and nothing that is sent from now on arrives. Called
     * at most once; a connection that is lost ends without it.
     */
    void closing();

    /** The last call. */
    void ended();
}
