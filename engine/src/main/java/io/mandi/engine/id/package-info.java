/** Ids that lead to their owner by themselves, and those of the trace that something belongs to. */
package io.mandi.engine.id;
