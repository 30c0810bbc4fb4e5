package io.mandi.engine.lots;

import io.mandi.engine.lots.match.Reason;
import java.util.Locale;

/** Every reason for which a book of lots refuses a command. */
public enum LotRejectionCode {
    /** What was given is not as it must be; the flaws say where. */
    VALIDATION_FAILED(Kind.RULE),
    IDEMPOTENCY_KEY_REUSED(Kind.RULE),
    TOO_MANY_POSTINGS(Kind.RULE),
    TOO_MANY_RESERVATIONS(Kind.RULE),
    /** Less than what is reserved, sold or committed already. */
    QUANTITY_BELOW_COMMITTED(Kind.RULE),
    PARTIAL_NOT_ALLOWED(Kind.RULE),
    BELOW_MIN_ORDER(Kind.RULE),
    BELOW_MIN_LOT(Kind.RULE),
    INTENT_NOT_ALLOCATABLE(Kind.RULE),
    /** Only a budget says what a lot without a price comes to. */
    BUDGET_REQUIRED(Kind.RULE),
    OVER_BUDGET(Kind.RULE),
    OVER_TOTAL_BUDGET(Kind.RULE),
    COMMODITY_MISMATCH(Kind.RULE),
    CURRENCY_MISMATCH(Kind.RULE),
    SAME_ENTITY(Kind.RULE),
    MASTER_BRANCH(Kind.RULE),
    CORPORATE_GROUP(Kind.RULE),
    SAME_GST(Kind.RULE),
    SAME_PAN(Kind.RULE),
    SAME_BANK_ACCOUNT(Kind.RULE),
    SAME_DAY_BUY_SELL_REVERSAL(Kind.RULE),
    SAME_DAY_SELL_BUY_REVERSAL(Kind.RULE),
    UNSETTLED_SELL_EXISTS(Kind.RULE),
    UNSETTLED_BUY_EXISTS(Kind.RULE),
    SAME_DAY_REVERSE_TRADE(Kind.RULE),
    RISK_FAIL(Kind.RULE),
    EXPOSURE_LIMIT(Kind.RULE),
    STATE_CONFLICT(Kind.CONFLICT),
    INSUFFICIENT_QUANTITY(Kind.CONFLICT),
    INSUFFICIENT_ROOM(Kind.CONFLICT),
    OPEN_RESERVATIONS(Kind.CONFLICT),
    DUPLICATE_POSTING(Kind.CONFLICT),
    RESERVATION_EXPIRED(Kind.CONFLICT),
    COMMODITY_INACTIVE(Kind.CONFLICT),
    /** A trade at a risk of WARN waits for staff (MT-11). */
    APPROVAL_REQUIRED(Kind.CONFLICT),
    TAX_RATE_MISSING(Kind.CONFLICT),
    PRECONDITION_FAILED(Kind.PRECONDITION),
    NOT_FOUND(Kind.NOT_FOUND),
    PERMISSION_DENIED(Kind.FORBIDDEN),
    CAPABILITY_MISSING(Kind.FORBIDDEN),
    NOT_HOLDER(Kind.FORBIDDEN),
    RISK_UNAVAILABLE(Kind.UNAVAILABLE);

    /** What sort of mistake it is; decides the status of an HTTP answer. */
    public enum Kind {
        /** The command breaks a rule of the market. */
        RULE,
        /** The command does not fit the present state. */
        CONFLICT,
        /** The command was meant for another version of what it changes. */
        PRECONDITION,
        /** What the command names does not exist, or not for this user. */
        NOT_FOUND,
        /** The user sees it, and may not do that with it. */
        FORBIDDEN,
        /** What would have to be asked does not answer; nobody is at fault. */
        UNAVAILABLE
    }

    private final Kind kind;
    private final String code;

    LotRejectionCode(Kind kind) {
        this.kind = kind;
        code = name().toLowerCase(Locale.ROOT);
    }

    public Kind kind() {
        return kind;
    }

    /** The code as clients see it. */
    public String code() {
        return code;
    }

    /** The code of a rule about partners. */
    static LotRejectionCode of(Reason reason) {
        return valueOf(reason.name());
    }
}
