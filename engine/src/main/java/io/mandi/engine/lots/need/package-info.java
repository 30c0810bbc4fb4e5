/** Needs (requirements): what a buyer wants, what is checked of it, and how far it has got. */
package io.mandi.engine.lots.need;
