package io.mandi.engine.book;

import java.util.Optional;

/**
 * Who acts.
 *
 * @param user name of the user
 * @param type absent in events that were written before it was recorded
 * @param partner the only partner the user acts for, and whose orders the user may touch; empty for staff of the organisation
 */
public record Actor(String user, Optional<UserType> type, Optional<String> partner) {
    private static final String SYSTEM = "system";

    /** A user of a partner's, or one of the organisation's staff when there is no partner. */
    public static Actor of(String user, Optional<String> partner) {
        return new Actor(user, Optional.of(partner.isPresent() ? UserType.EXTERNAL : UserType.INTERNAL), partner);
    }

    /** One of the organisation's staff. */
    public static Actor staff(String user) {
        return of(user, Optional.empty());
    }

    /** The program itself: timers, sweeps, and whoever carries on what was begun. */
    public static Actor system() {
        return staff(SYSTEM);
    }

    /** Whether it is the program itself. */
    public boolean isSystem() {
        return partner.isEmpty() && user.equals(SYSTEM);
    }

    /** Whether the user acts for every partner. */
    public boolean mayTouchAll() {
        return partner.isEmpty();
    }

    /** Whether the user acts for that partner. */
    public boolean mayTouch(String partnerId) {
        return partner.isEmpty() || partner.get().equals(partnerId);
    }
}
