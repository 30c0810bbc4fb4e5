/**
 * What is due at a time, and who is woken then. When something is due is part of its state and is kept there; a wake-up says only
 * that somebody has to look at that state at that time, whether or not it is in memory, and also after the node was down.
 */
package io.mandi.engine.schedule;
