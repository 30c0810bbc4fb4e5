package io.mandi.engine.lots;

import io.mandi.engine.catalog.Flaw;
import java.util.List;

/**
 * Why a command was refused. Nothing was changed.
 *
 * @param detail what would be right, for the client's developer
 * @param flaws of the fields that are at fault, where there are such
 * @param violation whether the command has named what belongs to somebody else (TEN-3)
 */
public record LotRejection(LotRejectionCode code, String detail, List<Flaw> flaws, boolean violation) {
    public LotRejection {
        flaws = List.copyOf(flaws);
    }

    static LotRejection of(LotRejectionCode code, String detail) {
        return new LotRejection(code, detail, List.of(), false);
    }

    /** A request with the same idempotency key had another body. */
    public static LotRejection keyReused() {
        return of(LotRejectionCode.IDEMPOTENCY_KEY_REUSED, "this Idempotency-Key was used with another body");
    }

    static LotRejection invalid(List<Flaw> flaws) {
        return new LotRejection(
                LotRejectionCode.VALIDATION_FAILED, flaws.getFirst().detail(), flaws, false);
    }

    /** There is no such thing, for this user. */
    static LotRejection unknown(boolean violation) {
        return new LotRejection(LotRejectionCode.NOT_FOUND, "there is no such resource", List.of(), violation);
    }
}
