package io.mandi.engine.lots.match;

/** What is remarkable about a pair and does not reject it. */
public enum Warning {
    /** The need does not say where the goods should go, so that every place is near. */
    NO_DELIVERY_LOCATION,
    /** Buyer and seller have a telephone number in common; PASS becomes WARN (8.1). */
    SAME_MOBILE,
    /** Buyer and seller have a mail domain of their own in common; PASS becomes WARN (8.1). */
    SAME_EMAIL_DOMAIN,
    /** A side has no rating or no performance yet, which deducts nothing (RK-1). */
    NO_HISTORY
}
