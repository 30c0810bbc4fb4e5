package io.mandi.engine.book;

/** What sort of user somebody is. */
public enum UserType {
    /** Staff of the organisation: acts for any of its partners. */
    INTERNAL,
    /** A partner's user: acts for that partner alone. */
    EXTERNAL,
    /** Platform staff: reads one tenant with a token issued for it, never trades. */
    SUPER_ADMIN
}
