package io.mandi.http.api;

import java.util.Map;
import java.util.Optional;

/** Carries a problem out of the reading of a request, with the headers that its answer needs beside the usual ones. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Map<String, String> headers;
    /** What belongs to another and was named. */
    private final transient Optional<String> violation;

    ProblemException(Problem problem) {
        this(problem, Map.of());
    }

    /**
     * What was named is another's. It is answered as what never was, and a record is made of it.
     *
     * @param named as the caller has named it
     */
    static ProblemException ofAnother(String named) {
        return new ProblemException(Problem.notFound(), Map.of(), Optional.of(named));
    }

    ProblemException(Problem problem, Map<String, String> headers) {
        this(problem, headers, Optional.empty());
    }

    private ProblemException(Problem problem, Map<String, String> headers, Optional<String> violation) {
        // It is an answer, not a mistake of this program: nobody reads its stack.
        super(problem.code(), null, false, false);
        this.problem = problem;
        this.headers = headers;
        this.violation = violation;
    }

    Problem problem() {
        return problem;
    }

    Map<String, String> headers() {
        return headers;
    }

    Optional<String> violation() {
        return violation;
    }
}
