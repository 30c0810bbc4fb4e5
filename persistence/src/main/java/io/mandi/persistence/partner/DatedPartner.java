package io.mandi.persistence.partner;

import io.mandi.engine.partner.Partner;
import io.mandi.persistence.catalog.Versioned;
import java.time.LocalDate;

/**
 * A partner as it is stored.
 *
 * @param today the business day of the organisation: what a partner may do follows from the day
 */
public record DatedPartner(Versioned<Partner> stored, LocalDate today) {

    public Partner partner() {
        return stored.value();
    }
}
