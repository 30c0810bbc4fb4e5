package io.mandi.http.stream;

import org.apache.pekko.util.ByteString;

/** Who has subscribed to a channel; may be called on any thread. */
interface Subscriber {

    /**
     * The first call.
     *
     * @param resumed whether what follows goes on where the client was; otherwise a snapshot is next
     */
    void joined(boolean resumed);

    /** The next message of the channel, as the frame to send. */
    void message(ByteString frame);

    /** There is nothing to subscribe to, or no longer: the last call. */
    void refused(StreamError error);
}
