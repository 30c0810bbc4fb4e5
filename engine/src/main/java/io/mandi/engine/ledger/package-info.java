/**
 * What a partner has on hold and has bought against its limit, how risky it is to trade with it, and who trades in circles (section 8). No
 * actors, no clocks, no I/O.
 *
 * <p>{@link io.mandi.engine.ledger.LedgerRules} decides about one entry of a ledger at a time, {@link io.mandi.engine.ledger.RiskRules} and
 * {@link io.mandi.engine.ledger.CircularRules} judge plain values. {@link io.mandi.engine.ledger.KnownParties} puts them together to what
 * matching asks of partners.
 *
 * <p>Where the rules leave it open:
 *
 * <ul>
 *   <li>A hold that is refused leaves nothing: asked again with the same key, it is decided anew.
 *   <li>A hold that was released does not come back under its key, whoever repeats it.
 *   <li>Without a limit every hold is refused, one of nothing too (EX-3).
 *   <li>Crossing several thresholds at once is told once, with the state that was reached (EX-5). A limit that is
 *       lowered crosses them as well as a hold does.
 *   <li>A seller with a limit of 0 has none (RK-1).
 *   <li>The performance that counts for a partner as a whole is the worse of payment and delivery (RK-4, RK-5).
 *   <li>Who is no partner is not approved; a service provider lacks the capability. Where a country is not known, any capability to sell, or
 *       to buy, will do (CAP-2, CAP-3).
 *   <li>An unsettled sale or purchase is a trade; a reservation is none (8.2).
 *   <li>Days of dealings are those on which they were reserved.
 * </ul>
 */
package io.mandi.engine.ledger;
