package io.mandi.http.auth;

/** A token is not good; the message says why, without repeating anything of the token. */
public final class InvalidTokenException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidTokenException(String message) {
        super(message, null, false, false);
    }
}
