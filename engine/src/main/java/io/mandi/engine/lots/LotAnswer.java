package io.mandi.engine.lots;

import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.reservation.Reservation;
import java.util.List;
import java.util.Optional;

/**
 * What a command has led to: what it was about, as it is after the command.
 *
 * @param warnings what is remarkable about what was given
 * @param rejection of a command whose refusal was recorded
 */
public record LotAnswer(
        Optional<Lot> lot,
        Optional<Need> need,
        Optional<Reservation> reservation,
        List<Flaw> warnings,
        Optional<LotRejection> rejection) {
    public LotAnswer {
        warnings = List.copyOf(warnings);
    }

    static LotAnswer of(Lot lot) {
        return new LotAnswer(Optional.of(lot), Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }

    static LotAnswer of(Need need) {
        return new LotAnswer(Optional.empty(), Optional.of(need), Optional.empty(), List.of(), Optional.empty());
    }

    static LotAnswer of(Reservation reservation, Optional<Lot> lot) {
        return new LotAnswer(lot, Optional.empty(), Optional.of(reservation), List.of(), Optional.empty());
    }

    static LotAnswer none() {
        return new LotAnswer(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }
}
