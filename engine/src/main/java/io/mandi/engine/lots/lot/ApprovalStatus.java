package io.mandi.engine.lots.lot;

/** Whether somebody, or a rule, has let a lot on the market. */
public enum ApprovalStatus {
    PENDING,
    AUTO_APPROVED,
    APPROVED,
    REJECTED
}
