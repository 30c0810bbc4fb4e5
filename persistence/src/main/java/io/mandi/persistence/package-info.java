/**
 * Everything of Mandi that knows PostgreSQL. The sub-packages are one room each: the embedded server, the connection
 * pool, the migrations and the journal's way to the database. This room itself holds what the node asks about the
 * database as a whole: whether it answers.
 */
package io.mandi.persistence;
