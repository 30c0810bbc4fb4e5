/** Quantities of lots that are kept for somebody until a fixed moment. */
package io.mandi.engine.lots.reservation;
