package io.mandi.http.api;

import java.util.Map;

/** Carries a problem out of the reading of a request, with the headers that its answer needs beside the usual ones. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Map<String, String> headers;

    ProblemException(Problem problem) {
        this(problem, Map.of());
    }

    ProblemException(Problem problem, Map<String, String> headers) {
        // It is an answer, not a mistake of this program: nobody reads its stack.
        super(problem.code(), null, false, false);
        this.problem = problem;
        this.headers = headers;
    }

    Problem problem() {
        return problem;
    }

    Map<String, String> headers() {
        return headers;
    }
}
