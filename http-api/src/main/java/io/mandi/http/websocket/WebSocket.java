package io.mandi.http.websocket;

import org.apache.pekko.util.ByteString;

/** The server's side of an open socket. All but {@link #run} is for the socket's own thread. */
public interface WebSocket {

    /**
     * Puts a frame behind those that wait to be sent.
     *
     * @param frame of {@link Frames#text}
     */
    void send(ByteString frame);

    /** Sends a ping frame, which every client answers by itself. */
    void ping();

    /** Sends what waits, says why, and ends the socket; when the client does not answer it is cut off. */
    void close(CloseCode code, String reason);

    /** Has something done on the socket's own thread, from any other; in vain when the socket has ended. */
    void run(Runnable task);
}
