package io.mandi.engine.lots;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.UserType;
import java.time.Instant;
import java.util.Optional;

/**
 * Who asks, and when, as the rules of a book of lots need it.
 *
 * @param now never before the last transition of the book
 */
record Standing(CommandContext context, Instant now) {

    Actor actor() {
        return context.actor();
    }

    /** Whether the user may post and reserve for that partner. */
    boolean mayActFor(String partner) {
        return actor().mayTouch(partner) && !actor().type().equals(Optional.of(UserType.SUPER_ADMIN));
    }

    /** Whether the user is of the organisation's staff. */
    boolean isStaff() {
        return actor().mayTouchAll() && !actor().type().equals(Optional.of(UserType.SUPER_ADMIN));
    }

    /** Why the user may not change what belongs to that partner, which is in that version. */
    Optional<LotRejection> refusal(String owner, long version) {
        if (!mayActFor(owner)) {
            return Optional.of(LotRejection.unknown(true));
        }
        return context.expectsOtherThan(version) ? Optional.of(changed(version)) : Optional.empty();
    }

    /** Of what is the business of staff. */
    Optional<LotRejection> refusalUnlessStaff(String owner, long version) {
        Optional<LotRejection> refusal = refusal(owner, version);
        return refusal.isPresent() || isStaff()
                ? refusal
                : Optional.of(LotRejection.of(LotRejectionCode.PERMISSION_DENIED, "only staff may do this"));
    }

    /** Of what the program itself does, in the course of something else. */
    Optional<LotRejection> refusalUnlessSystem() {
        return actor().isSystem()
                ? Optional.empty()
                : Optional.of(LotRejection.of(LotRejectionCode.PERMISSION_DENIED, "only the program itself does this"));
    }

    private static LotRejection changed(long version) {
        return LotRejection.of(LotRejectionCode.PRECONDITION_FAILED, "it was changed since; its version is " + version);
    }
}
