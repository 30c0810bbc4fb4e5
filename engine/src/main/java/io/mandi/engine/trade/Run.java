package io.mandi.engine.trade;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Steps that are under way.
 *
 * @param next the step that is not known to be done
 * @param attempts how often it was asked for in vain
 * @param since when the first step was asked for
 * @param by the user who wants it
 * @param correlationId of the request that wants it
 * @param reason why, where somebody has to say why
 * @param cause why what was begun is undone
 */
public record Run(
        Kind kind,
        Step next,
        int attempts,
        Instant since,
        String by,
        String correlationId,
        Optional<String> reason,
        Optional<Failure> cause) {

    /** Where the steps lead. */
    public enum Kind {
        /** The trade is made. */
        CREATE,
        /** What was done of it is undone, in reverse order: it fails. */
        UNDO,
        CANCEL,
        COMPLETE
    }

    private static final int LONGEST_PAUSE_SECONDS = 30;
    private static final int MOST_DOUBLINGS = 5;

    /** All steps that lead there, in their order. */
    static List<Step> steps(Kind kind) {
        return switch (kind) {
            case CREATE -> List.of(Step.SELL, Step.PURCHASE, Step.CONVERT_HOLD, Step.NUMBER);
            case UNDO, CANCEL -> List.of(Step.RELEASE_EXPOSURE, Step.REVERT_PURCHASE, Step.REVERT_SALE);
            case COMPLETE -> List.of(Step.RELEASE_EXPOSURE);
        };
    }

    static Run begin(Kind kind, Instant at, String by, String correlationId, Optional<String> reason) {
        return new Run(kind, steps(kind).getFirst(), 0, at, by, correlationId, reason, Optional.empty());
    }

    Run at(Step step) {
        return new Run(kind, step, 0, since, by, correlationId, reason, cause);
    }

    Run inVain() {
        return new Run(kind, next, attempts + 1, since, by, correlationId, reason, cause);
    }

    /** What was done is undone from now on. */
    Run undone(Failure why) {
        return new Run(Kind.UNDO, steps(Kind.UNDO).getFirst(), 0, since, by, correlationId, reason, Optional.of(why));
    }

    /** How long to wait before the step is asked for again: 1, 2, 4 … 30 s (TR-7). */
    public Duration pause() {
        int doublings = Math.clamp(attempts - 1L, 0, MOST_DOUBLINGS);
        return Duration.ofSeconds(Math.min(1L << doublings, LONGEST_PAUSE_SECONDS));
    }
}
