package io.mandi.engine.partner.edit;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.partner.kind.ApproverLevel;
import java.util.Optional;

/**
 * An approval as somebody wants it.
 *
 * @param creditLimit instead of the one that the score suggests
 * @param level of who approves
 * @param checks what was checked besides; needed at the lowest scores
 */
public record ApprovalDraft(Optional<Decimal> creditLimit, ApproverLevel level, Optional<String> checks) {}
