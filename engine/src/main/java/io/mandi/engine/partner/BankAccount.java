package io.mandi.engine.partner;

import io.mandi.engine.partner.identifier.Bic;
import io.mandi.engine.partner.identifier.Ifsc;
import java.util.Optional;

/**
 * Where a partner is paid. It has an IFSC or a SWIFT code, or both.
 *
 * @param number in upper case, without spaces
 */
public record BankAccount(String number, Optional<Ifsc> ifsc, Optional<Bic> swift, Optional<String> holder) {}
