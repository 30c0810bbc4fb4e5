package io.mandi.engine.partner;

import io.mandi.engine.partner.identifier.Email;
import io.mandi.engine.partner.identifier.Mobile;
import java.util.Optional;

/**
 * Somebody who works for a partner.
 *
 * @param id counted within the partner
 */
public record Employee(
        String id, String name, Optional<Mobile> mobile, Optional<Email> email, Optional<String> designation) {
    /** Longest designation. */
    public static final int MAX_DESIGNATION_LENGTH = 120;
}
