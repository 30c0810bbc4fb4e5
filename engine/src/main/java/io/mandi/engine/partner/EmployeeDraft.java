package io.mandi.engine.partner;

import java.util.Optional;

/** An employee as somebody wants it, not checked yet. */
public record EmployeeDraft(
        String name, Optional<String> mobile, Optional<String> email, Optional<String> designation) {}
