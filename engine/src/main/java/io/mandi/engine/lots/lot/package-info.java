/** Lots (availabilities): what a seller offers, what is checked of it, and where it is in its life. */
package io.mandi.engine.lots.lot;
