/**
 * The live stream: what goes to whom over a socket. {@link io.mandi.http.stream.StreamSession} is one client,
 * {@link io.mandi.http.stream.BookFeed} follows one order book for all clients of the node,
 * {@link io.mandi.http.stream.OwnFeed} the orders and trades of one organisation.
 */
package io.mandi.http.stream;
