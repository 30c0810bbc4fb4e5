package io.mandi.http.stream;

import io.mandi.http.auth.Permission;

/** What can be subscribed to. */
public enum ChannelKind {
    /** The price levels of a book. */
    BOOK("book", true, Permission.INSTRUMENT_READ),
    /** The trades of a book. */
    TRADES("trades", true, Permission.INSTRUMENT_READ),
    /** The best prices of a book and its last trade. */
    TICKER("ticker", true, Permission.INSTRUMENT_READ),
    /** The orders of one partner, or of the whole organisation. */
    OWN_ORDERS("orders", false, Permission.ORDER_READ),
    /** The trades of one partner, or of the whole organisation. */
    OWN_TRADES("trades", false, Permission.ORDER_READ),
    /** The matches of the lots and needs of one partner, or of the whole organisation. */
    MATCHES("matches", false, Permission.MATCHING_VIEW_RESULTS);

    private final String word;
    private final boolean ofInstrument;
    private final Permission permission;

    ChannelKind(String word, boolean ofInstrument, Permission permission) {
        this.word = word;
        this.ofInstrument = ofInstrument;
        this.permission = permission;
    }

    /** The name of the channel, or what stands before the colon. */
    public String word() {
        return word;
    }

    /** Whether there is one channel for each instrument. */
    public boolean ofInstrument() {
        return ofInstrument;
    }

    /** What a token must allow. */
    public Permission permission() {
        return permission;
    }
}
