package io.mandi.http.websocket;

/** Why a socket is closed, in the numbers of RFC 6455 and its registry. */
public enum CloseCode {
    /** Both sides are done. */
    NORMAL(1000),
    /** What arrived is not what the protocol allows. */
    PROTOCOL_ERROR(1002),
    /** A binary message. */
    UNSUPPORTED_DATA(1003),
    /** A text that is not UTF-8. */
    INVALID_TEXT(1007),
    /** A rule of the server was broken; an error has said which. */
    POLICY_VIOLATION(1008),
    /** A message is longer than the server reads. */
    TOO_BIG(1009),
    /** A mistake in the server. */
    INTERNAL_ERROR(1011),
    /** The node stops; another one, or this one a little later, serves. */
    SERVICE_RESTART(1012),
    /** The reader is too slow, or there is no room: come again later. */
    TRY_AGAIN_LATER(1013);

    private final int number;

    CloseCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
