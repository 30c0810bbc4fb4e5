package io.mandi.engine.partner.kind;

/** What somebody on the staff may approve; each may what those before may. */
public enum ApproverLevel {
    MANAGER,
    DIRECTOR
}
