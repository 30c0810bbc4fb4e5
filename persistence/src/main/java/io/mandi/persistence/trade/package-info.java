/**
 * Trades of the desk, in tables that change with their events. With each change goes the wake-up that carries on what is under way, and
 * the one that tells the desk when it takes too long.
 */
package io.mandi.persistence.trade;
