package io.mandi.engine.partner;

import io.mandi.engine.partner.identifier.Email;
import io.mandi.engine.partner.identifier.Mobile;
import java.util.Optional;

/** @param phone any text */
public record Contact(Optional<Mobile> mobile, Optional<Email> email, Optional<String> phone) {
    /** Longest text of a phone number. */
    public static final int MAX_PHONE_LENGTH = 40;
}
