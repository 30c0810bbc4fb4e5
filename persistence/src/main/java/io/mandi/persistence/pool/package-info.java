/**
 * The one connection pool of a node and how to reach the database: addresses in the two spellings that are in use,
 * settings that are checked once, and failures that never show a password.
 */
package io.mandi.persistence.pool;
