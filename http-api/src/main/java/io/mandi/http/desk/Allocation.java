package io.mandi.http.desk;

import io.mandi.engine.lots.match.AllocationType;
import java.util.List;
import java.util.Optional;

/**
 * What a fill has come to (MT-7).
 *
 * @param need as it is now
 * @param type absent when nothing was granted
 * @param reservations in the order in which they were granted
 */
public record Allocation(PostedNeed need, Optional<AllocationType> type, List<ReservationView> reservations) {
    public Allocation {
        reservations = List.copyOf(reservations);
    }
}
