package io.mandi.http.desk;

import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.disclosure.Counterparty;
import io.mandi.engine.lots.disclosure.Stage;
import io.mandi.engine.lots.reservation.Reservation;

/**
 * A reservation, for its holder, for the seller of its lot, and for staff.
 *
 * @param unit of the lot, which the quantity is in
 * @param stage how far holder and seller have come
 * @param seller with all that there is to tell, whoever asks: what of it is shown is not for the desk to decide
 * @param holder likewise
 */
public record ReservationView(
        ResourceId id, Reservation reservation, Unit unit, Stage stage, Counterparty seller, Counterparty holder) {}
