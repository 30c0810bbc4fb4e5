package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.book.Rejection;
import io.mandi.engine.book.RejectionCode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a request was not done, as RFC 9457 has it.
 *
 * @param status of the HTTP answer
 * @param code stable, for programs
 * @param title the same for every problem of this code
 * @param detail what would be right, for the client's developer
 * @param errors the fields that are at fault
 * @param retryAfter seconds after which the same request may succeed
 */
record Problem(int status, String code, String title, String detail, List<FieldError> errors, OptionalInt retryAfter) {

    /**
     * One field that is at fault.
     *
     * @param pointer JSON pointer (RFC 6901) into the body, or {@code ?name} for a parameter
     */
    record FieldError(String pointer, String code, String detail) {}

    static Problem of(int status, String code, String detail) {
        return new Problem(status, code, title(code), detail, List.of(), OptionalInt.empty());
    }

    static Problem retry(int status, String code, String detail, int seconds) {
        return new Problem(status, code, title(code), detail, List.of(), OptionalInt.of(seconds));
    }

    static Problem field(int status, String code, String pointer, String detail) {
        return fields(status, List.of(new FieldError(pointer, code, detail)));
    }

    /** @param errors at least one; the first gives the problem its code */
    static Problem fields(int status, List<FieldError> errors) {
        FieldError first = errors.getFirst();
        return new Problem(
                status,
                first.code(),
                title(first.code()),
                first.pointer() + ": " + first.detail(),
                errors,
                OptionalInt.empty());
    }

    static Problem of(Rejection rejection) {
        RejectionCode code = rejection.code();
        int status = switch (code.kind()) {
            case RULE -> 422;
            case CONFLICT -> 409;
            case FORBIDDEN -> 403;
            case PRECONDITION -> 412;
            case NOT_FOUND -> 404;
        };
        if (status == 404) {
            return notFound();
        }
        return rejection.field().isEmpty()
                ? of(status, code.code(), rejection.detail())
                : field(status, code.code(), "/" + rejection.field(), rejection.detail());
    }

    /** One answer for what never existed, what is another tenant's and what is another partner's. */
    static Problem notFound() {
        return of(404, "not_found", "there is no such resource");
    }

    static Problem outcomeUnknown() {
        return retry(
                503,
                "outcome_unknown",
                "it is not known whether this was done; repeat the request with the same Idempotency-Key to find out",
                1);
    }

    static Problem overloaded() {
        return retry(503, "overloaded", "nothing was done; repeat the request with the same Idempotency-Key", 1);
    }

    static Problem internal() {
        return of(500, "internal_error", "this is a mistake in the server; the trace_id finds it in the log");
    }

    void write(JsonGenerator out, String traceId) throws IOException {
        write(out, Optional.of(traceId));
    }

    /** As part of another answer: without the trace, which differs between a request and its repetition. */
    void writeItem(JsonGenerator out) throws IOException {
        write(out, Optional.empty());
    }

    private void write(JsonGenerator out, Optional<String> traceId) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "urn:mandi:problem:" + code);
        out.writeStringField("title", title);
        out.writeNumberField("status", status);
        out.writeStringField("detail", detail);
        out.writeStringField("code", code);
        if (traceId.isPresent()) {
            out.writeStringField("trace_id", traceId.get());
        }
        out.writeArrayFieldStart("errors");
        for (FieldError error : errors) {
            out.writeStartObject();
            out.writeStringField("pointer", error.pointer());
            out.writeStringField("code", error.code());
            out.writeStringField("detail", error.detail());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static String title(String code) {
        return code.substring(0, 1).toUpperCase(Locale.ROOT) + code.substring(1).replace('_', ' ');
    }
}
