package io.mandi.http.stream;

/**
 * Why something was not done.
 *
 * @param code stable, for programs; the same words as in problems over HTTP
 * @param detail what would be right, for the client's developer
 */
record StreamError(String code, String detail) {

    /** One answer for what never existed, what is another tenant's and what is another partner's. */
    static StreamError notFound() {
        return new StreamError("not_found", "there is no such resource");
    }

    static StreamError unavailable() {
        return new StreamError("unavailable", "this cannot be read now; subscribe again later");
    }
}
