/** Ids that lead to their owner by themselves. */
package io.mandi.engine.id;
