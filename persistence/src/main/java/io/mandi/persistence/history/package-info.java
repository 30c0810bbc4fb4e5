/**
 * Orders and trades of all books for lists, made of the log: {@link io.mandi.persistence.history.OrderProjection} writes the
 * tables, {@link io.mandi.persistence.history.PostgresOrderLists} reads them for one organisation.
 */
package io.mandi.persistence.history;
