/**
 * The wake-ups of all nodes, in a table. Whoever keeps something with a due time sets a wake-up in the same transaction; each node
 * claims what is due and wakes whoever is responsible. A node that dies leaves its claims to the others.
 */
package io.mandi.persistence.schedule;
