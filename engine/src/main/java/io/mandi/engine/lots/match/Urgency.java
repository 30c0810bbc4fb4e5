package io.mandi.engine.lots.match;

/** How soon a buyer wants goods, the soonest first: lots look for needs in this order (MT-6). */
public enum Urgency {
    URGENT,
    NORMAL,
    PLANNING
}
