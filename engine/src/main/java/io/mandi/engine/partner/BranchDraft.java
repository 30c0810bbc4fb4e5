package io.mandi.engine.partner;

import java.util.Optional;

/** A branch as somebody wants it, not checked yet. */
public record BranchDraft(String name, AddressDraft address, Optional<String> gstNumber) {}
