package io.mandi.engine.book;

import java.util.Locale;

/** Every reason for which a book refuses a command. */
public enum RejectionCode {
    UNKNOWN_INSTRUMENT(Kind.RULE),
    INVALID_INSTRUMENT(Kind.RULE),
    /** The grids and units of an instrument cannot change once orders were recorded in them. */
    INSTRUMENT_IN_USE(Kind.CONFLICT),
    PRICE_REQUIRED(Kind.RULE),
    PRICE_NOT_ALLOWED(Kind.RULE),
    PRICE_NOT_POSITIVE(Kind.RULE),
    PRICE_OFF_TICK(Kind.RULE),
    PRICE_OUT_OF_RANGE(Kind.RULE),
    QUANTITY_NOT_POSITIVE(Kind.RULE),
    QUANTITY_OFF_LOT(Kind.RULE),
    QUANTITY_OUT_OF_RANGE(Kind.RULE),
    QUANTITY_BELOW_MINIMUM(Kind.RULE),
    QUANTITY_ABOVE_MAXIMUM(Kind.RULE),
    QUANTITY_BELOW_FILLED(Kind.RULE),
    PRICE_OUTSIDE_BAND(Kind.RULE),
    /** The order would be worth more than one may. */
    NOTIONAL_ABOVE_MAXIMUM(Kind.RULE),
    /** A post-only order is one that rests. */
    POST_ONLY_NOT_ALLOWED(Kind.RULE),
    /** Only an order that rests can hide a part of itself. */
    DISPLAY_QUANTITY_NOT_ALLOWED(Kind.RULE),
    DISPLAY_QUANTITY_OFF_LOT(Kind.RULE),
    DISPLAY_QUANTITY_ABOVE_QUANTITY(Kind.RULE),
    /** The order would be refilled too often. */
    DISPLAY_QUANTITY_TOO_SMALL(Kind.RULE),
    EXPIRES_AT_REQUIRED(Kind.RULE),
    /** Only a GTD order names the time at which it ends. */
    EXPIRES_AT_NOT_ALLOWED(Kind.RULE),
    EXPIRES_AT_PAST(Kind.RULE),
    EXPIRES_AT_TOO_FAR(Kind.RULE),
    SELF_TRADES_FORBIDDEN(Kind.RULE),
    /** The phase that the instrument is in takes no such order, or no such change of one. */
    PHASE_REFUSES_ORDER(Kind.RULE),
    /** An order that waits for a price has to say for which. */
    STOP_PRICE_REQUIRED(Kind.RULE),
    /** The order does not wait for a price, or no longer. */
    STOP_PRICE_NOT_ALLOWED(Kind.RULE),
    STOP_PRICE_NOT_POSITIVE(Kind.RULE),
    STOP_PRICE_OFF_TICK(Kind.RULE),
    STOP_PRICE_OUT_OF_RANGE(Kind.RULE),
    TOO_MANY_OPEN_ORDERS(Kind.RULE),
    DUPLICATE_CLIENT_ORDER_ID(Kind.CONFLICT),
    /** The user may not act for this partner, or there is none. */
    PARTNER_NOT_FOUND(Kind.NOT_FOUND),
    ORDER_NOT_FOUND(Kind.NOT_FOUND),
    ORDER_CLOSED(Kind.CONFLICT),
    /** The market takes orders of approved partners alone, and this is none, or may not do this. */
    CAPABILITY_MISSING(Kind.FORBIDDEN),
    IDEMPOTENCY_KEY_REUSED(Kind.RULE),
    /** What the command changes has been changed since the user looked at it. */
    PRECONDITION_FAILED(Kind.PRECONDITION);

    /** What sort of mistake it is; decides the status of an HTTP answer. */
    public enum Kind {
        /** The command breaks a rule of the market. */
        RULE,
        /** The command does not fit the present state. */
        CONFLICT,
        /** Somebody may not do what the command asks for. */
        FORBIDDEN,
        /** The command was meant for another version of what it changes. */
        PRECONDITION,
        /** What the command names does not exist, or not for this user. */
        NOT_FOUND
    }

    private final Kind kind;

    RejectionCode(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The code as clients see it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
