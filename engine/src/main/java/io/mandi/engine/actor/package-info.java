/**
 * The sharded entities: thin shells around the core. An order goes {@link io.mandi.engine.actor.OrderBooks} →
 * {@link io.mandi.engine.actor.Coalescer} → {@link io.mandi.engine.actor.JournaledOrderBook} → journal, and its answer
 * comes back after the commit. What concerns lots and needs goes {@link io.mandi.engine.actor.LotBooks} →
 * {@link io.mandi.engine.actor.LotBookEntity} → {@link io.mandi.engine.actor.JournaledLotBook}, and questions for matches from there
 * to the {@link io.mandi.engine.actor.Matchmaker}.
 */
package io.mandi.engine.actor;
