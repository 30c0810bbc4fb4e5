package io.mandi.persistence.ledger;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.ledger.Exposure;
import java.util.Optional;

/** What a partner has on hold and has bought, and its limit, as both are at one moment. */
public record PartnerExposure(String partnerId, Optional<Decimal> limit, Exposure exposure) {}
