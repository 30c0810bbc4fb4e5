/**
 * What the routes of lots, needs, matches and reservations ask, and what they are answered. The routes read and write JSON; whoever
 * implements {@link io.mandi.http.desk.Desk} finds the books, collects what others say of the partners, and asks.
 */
package io.mandi.http.desk;
