package io.mandi.engine.lots;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.reservation.Reservation;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the events of a book have made of its lots, needs and reservations, for whoever follows the log and keeps them elsewhere: they
 * need not all be here, only those that the next events name. Nothing is forgotten. What may happen is not its business; that the
 * book has decided.
 */
public final class LotHistory {
    private final Map<Long, Lot> lots = new HashMap<>();
    private final Map<Long, Need> needs = new HashMap<>();
    private final Map<Long, Reservation> reservations = new HashMap<>();

    /** The ids of what an event brings or changes. */
    public static List<ResourceId> changedBy(LotEvent event) {
        return switch (event) {
            case LotEvent.OfStock stock -> List.of(stock.availabilityId(), stock.reservationId());
            case LotEvent.OfLot lot -> List.of(lot.availabilityId());
            case LotEvent.OfNeed need -> List.of(need.requirementId());
            case LotEvent.ReservationRejected rejected -> List.of();
        };
    }

    /** Takes a lot in as it was before the next event. */
    public void know(Lot lot) {
        lots.put(lot.number(), lot);
    }

    /** Takes a need in as it was before the next event. */
    public void know(Need need) {
        needs.put(need.number(), need);
    }

    /** Takes a reservation in as it was before the next event. */
    public void know(Reservation reservation) {
        reservations.put(reservation.number(), reservation);
    }

    /**
     * Takes a transition in.
     *
     * @param changed gets the ids of what it has brought or changed
     * @throws IllegalStateException when something that an event names is not here, or not as it must have been
     */
    public void apply(LotTransition transition, Collection<ResourceId> changed) {
        long version = transition.firstSequence();
        for (LotEvent event : transition.events()) {
            apply(event, transition.at(), version++);
            changed.addAll(changedBy(event));
        }
    }

    private void apply(LotEvent event, Instant at, long version) {
        switch (event) {
            case LotEvent.OfLot ofLot -> {
                if (ofLot instanceof LotEvent.OfStock stock) {
                    know(Outcomes.of(stock, reservation(stock.reservationId().number()), at, version));
                }
                know(Outcomes.of(ofLot, lot(ofLot.availabilityId().number()), this::reservation, at, version));
            }
            case LotEvent.OfNeed ofNeed ->
                know(Outcomes.of(ofNeed, need(ofNeed.requirementId().number()), at, version));
            case LotEvent.ReservationRejected rejected -> {
                // Nothing has become of it.
            }
        }
    }

    public Optional<Lot> lot(long number) {
        return Optional.ofNullable(lots.get(number));
    }

    public Optional<Need> need(long number) {
        return Optional.ofNullable(needs.get(number));
    }

    public Optional<Reservation> reservation(long number) {
        return Optional.ofNullable(reservations.get(number));
    }
}
