/**
 * The sharded entities: thin shells around the core. An order goes {@link io.mandi.engine.actor.OrderBooks} →
 * {@link io.mandi.engine.actor.Coalescer} → {@link io.mandi.engine.actor.JournaledOrderBook} → journal, and its answer
 * comes back after the commit.
 */
package io.mandi.engine.actor;
