/**
 * The database's tables as a row of plain SQL scripts, each of which can be undone. They are applied at a node's start,
 * once however many nodes start together, and each of them whole or not at all.
 */
package io.mandi.persistence.migration;
