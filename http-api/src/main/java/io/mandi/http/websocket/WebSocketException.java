package io.mandi.http.websocket;

/** A client has sent what it must not send. */
final class WebSocketException extends Exception {
    private static final long serialVersionUID = 1L;

    private final CloseCode closeCode;

    /** @param message for the client's developer, at most 120 characters of ASCII */
    WebSocketException(CloseCode closeCode, String message) {
        super(message, null, false, false);
        this.closeCode = closeCode;
    }

    CloseCode closeCode() {
        return closeCode;
    }
}
