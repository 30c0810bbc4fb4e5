package io.mandi.engine.lots.disclosure;

/** How far two partners have come with each other (section 2.2), the least first. */
public enum Stage {
    /** One sees a posting of the other. */
    BROWSE,
    /** A match of the two exists. */
    MATCHED,
    /** A reservation between the two is HELD. */
    NEGOTIATING,
    /** A trade between the two was made. */
    TRADE;

    /**
     * @param matched whether a match of the two exists
     * @param held whether a reservation between them is HELD; one that has ended without a trade is not
     * @param traded whether a trade between them was made
     */
    public static Stage between(boolean matched, boolean held, boolean traded) {
        if (traded) {
            return TRADE;
        }
        if (held) {
            return NEGOTIATING;
        }
        return matched ? MATCHED : BROWSE;
    }

    /** Whether what is shown from that stage on is shown now. */
    public boolean reaches(Stage other) {
        return compareTo(other) >= 0;
    }
}
