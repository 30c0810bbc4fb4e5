/**
 * The journal read as a log: in the order of commits, without gaps, and without waiting for numbers that may never come.
 *
 * <p>{@link io.mandi.persistence.log.EventLog} reads, {@link io.mandi.persistence.log.LogNews} says when there is more.
 */
package io.mandi.persistence.log;
