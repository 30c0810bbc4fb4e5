package io.mandi.http.stream;

import java.util.Locale;

/** What a client has to know about what it is told. */
enum Notice {
    NOT_RESUMED("what was missed is not kept any more; a snapshot follows"),
    GAP("some of what happened cannot be told; a snapshot follows"),
    STALE("the source does not answer, or is behind; what was told may be old until the notice current"),
    CURRENT("the source answers again; nothing is missing"),
    BOOK_QUARANTINED("what is stored of this book is damaged, and its operator is told; the notice current ends this"),
    TOKEN_EXPIRES("send a new token by the operation authenticate, or the socket is closed when this one expires");

    private final String detail;

    Notice(String detail) {
        this.detail = detail;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String detail() {
        return detail;
    }
}
