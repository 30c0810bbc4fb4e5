package io.mandi.http.auth;

/** What a user may be allowed to do. */
public enum Permission {
    INSTRUMENT_READ,
    INSTRUMENT_UPDATE,
    ORDER_CREATE,
    ORDER_READ,
    ORDER_UPDATE,
    ORDER_CANCEL
}
