/**
 * The PostgreSQL that comes with Mandi: one server process on one data folder, owned by one node, durable, and never
 * two on the same folder, whatever was killed before. Also the check that a server, ours or another's, is set to keep
 * what it has acknowledged.
 */
package io.mandi.persistence.postgres;
