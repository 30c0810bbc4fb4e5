package io.mandi.persistence.lots;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.lots.LotTables.LotRow;
import io.mandi.persistence.lots.LotTables.NeedRow;
import io.mandi.persistence.lots.LotTables.ReservationRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Whom to wake for lots, needs and reservations, by their ids. A wake-up that is not needed any more stays until it is due, and finds
 * nothing to do: to take it away would lose it, where a projection is rebuilt beside the one that is served.
 */
public final class LotWakeUps {
    /** One that is open ends by itself at that time. */
    public static final WakeUp.Kind ENDS = new WakeUp.Kind("lot_ends");

    /** One has ended: ledgers of partners still have to learn of it. */
    public static final WakeUp.Kind ENDED = new WakeUp.Kind("lot_ended");

    private LotWakeUps() {}

    static List<WakeUp> of(
            Collection<LotRow> lots, Collection<NeedRow> needs, Collection<ReservationRow> reservations) {
        List<WakeUp> wakeUps = new ArrayList<>(lots.size() + needs.size() + reservations.size());
        for (LotRow row : lots) {
            Lot lot = row.lot();
            wakeUps.add(of(row.id(), lot.isOpen(), lot.content().expiresAt(), lot.changedAt()));
        }
        for (NeedRow row : needs) {
            Need need = row.need();
            wakeUps.add(of(row.id(), need.isOpen(), need.content().validUntil(), need.changedAt()));
        }
        for (ReservationRow row : reservations) {
            Reservation reservation = row.reservation();
            if (!reservation.isSold()) {
                wakeUps.add(of(row.id(), reservation.isHeld(), reservation.expiresAt(), reservation.changedAt()));
            }
        }
        return wakeUps;
    }

    private static WakeUp of(ResourceId id, boolean open, Instant end, Instant changed) {
        return new WakeUp(id.organization(), open ? ENDS : ENDED, id.toString(), Micros.of(open ? end : changed));
    }
}
