package io.mandi.http.desk;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.ApprovalStatus;
import io.mandi.engine.lots.match.Intent;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.reservation.ReservationStatus;
import java.time.Instant;
import java.util.Optional;

/** What lists are narrowed to. An absent part narrows nothing. */
public sealed interface Filters {

    /**
     * @param seller partner id; that of a partner's user is always there
     * @param location id of the catalogue
     * @param createdFrom at or after
     * @param createdBefore before
     */
    record Lots(
            Optional<String> seller,
            Optional<ResourceId> commodity,
            Optional<LotStatus> status,
            Optional<ApprovalStatus> approval,
            Optional<ResourceId> location,
            Optional<Instant> createdFrom,
            Optional<Instant> createdBefore)
            implements Filters {}

    /** @param buyer partner id; that of a partner's user is always there */
    record Needs(
            Optional<String> buyer,
            Optional<ResourceId> commodity,
            Optional<NeedStatus> status,
            Optional<Urgency> urgency,
            Optional<Intent> intent)
            implements Filters {}

    /**
     * @param party partner id of the holder or of the lot's seller; that of a partner's user is always there
     * @param holder partner id
     */
    record Reservations(
            Optional<String> party,
            Optional<String> holder,
            Optional<ResourceId> lot,
            Optional<ResourceId> need,
            Optional<ReservationStatus> status)
            implements Filters {}
}
