/**
 * What reservations become (section 9): a trade, its tax, and the steps that lead to it or back.
 *
 * <p>A {@link io.mandi.engine.trade.Trade} is made once of one reservation. Its terms are fixed then; what changes is how far it has
 * come. A run of steps at the lot, the need and the buyer's ledger makes it, takes it back, cancels it or completes it, one step after
 * the other; {@link io.mandi.engine.trade.TradeRules} says what follows when a step is done or is refused. Each step can be repeated.
 */
package io.mandi.engine.trade;
