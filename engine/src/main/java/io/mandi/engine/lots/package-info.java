/**
 * Lots, needs and reservations of one commodity: what is decided about them one command at a time. No actors, no clocks, no I/O.
 *
 * <p>Start with {@link io.mandi.engine.lots.LotBook}; what it can be asked is in {@link io.mandi.engine.lots.LotCommand}, what it
 * records in {@link io.mandi.engine.lots.LotEvent}. What others decide (whether a seller may sell, whether two partners are
 * related, how risky it is, whether the buyer's ledger has taken a hold) comes with the command as a verdict, and is applied
 * where its place in the order of checks is.
 *
 * <p>Where the rules leave it open:
 *
 * <ul>
 *   <li>A draft is not assessed for risk; everything else is checked as of a lot that is offered at once. A draft is handed in
 *       by {@link io.mandi.engine.lots.LotCommand.SubmitLot}, one that staff approve need not be.
 *   <li>A lot that was created without an end keeps the one that it was given then, whatever is edited later.
 *   <li>The commodity of a posting never changes: its book would be another one. Nor does the partner (TEN-4).
 *   <li>Amounts in the events of a need's progress are in base units, so that they are exact.
 *   <li>Who names a need must reserve within its budget; a lot that costs more is refused ({@code over_budget}).
 *   <li>A refused reservation is recorded where a rule of section 8 is the reason, and not where somebody was faster.
 *   <li>The room that a need keeps for a lot of another commodity has a key that is chosen before the reservation has an id.
 *   <li>What is closed is forgotten after a while, and what was sold after a longer while: until then a sale can be reverted.
 * </ul>
 */
package io.mandi.engine.lots;
