package io.mandi.http.stream;

/** Carries an error out of the reading of a client's message. */
final class StreamErrorException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient StreamError error;

    StreamErrorException(StreamError error) {
        super(error.code(), null, false, false);
        this.error = error;
    }

    StreamError error() {
        return error;
    }
}
