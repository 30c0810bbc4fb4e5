/**
 * The ledgers of partners in their tables, and what matching asks of partners. Each ledger is an entity of its own: its changes wait for each
 * other, so that no two holds use the same headroom and no two opposite postings both pass.
 */
package io.mandi.persistence.ledger;
