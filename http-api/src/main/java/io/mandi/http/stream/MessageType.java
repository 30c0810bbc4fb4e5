package io.mandi.http.stream;

import java.util.Locale;

/** Every message that the server sends. */
public enum MessageType {
    WELCOME,
    AUTHENTICATED,
    SUBSCRIBED,
    UNSUBSCRIBED,
    BOOK_SNAPSHOT,
    BOOK_CHANGE,
    TRADES_SNAPSHOT,
    TRADES_CHANGE,
    TICKER_SNAPSHOT,
    TICKER_CHANGE,
    OWN_ORDERS_SNAPSHOT,
    OWN_ORDERS_CHANGE,
    OWN_TRADES_SNAPSHOT,
    OWN_TRADES_CHANGE,
    MATCHES_SNAPSHOT,
    MATCHES_CHANGE,
    NOTICE,
    ERROR,
    HEARTBEAT,
    PONG,
    CANCEL_ON_DISCONNECT,
    SHUTDOWN;

    /** The word in its field {@code type}; with the channel it tells the message. */
    public String word() {
        String name = name().toLowerCase(Locale.ROOT);
        for (String word : new String[] {"snapshot", "change"}) {
            if (name.endsWith("_" + word)) {
                return word;
            }
        }
        return name;
    }
}
