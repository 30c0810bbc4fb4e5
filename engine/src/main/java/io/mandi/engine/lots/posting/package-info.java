/** What lots and needs have in common: counters of quantities and money, deadlines, and what is checked alike. */
package io.mandi.engine.lots.posting;
