/**
 * Webhooks: events sent to the endpoints of an organisation, each until its receiver has taken it. What is to be sent when, and
 * what follows from an attempt, is decided here, without I/O; {@link io.mandi.engine.webhook.WebhookStore} keeps it,
 * {@link io.mandi.engine.webhook.WebhookSender} sends it.
 *
 * <p>An endpoint has a position in the events of its organisation. Events behind it become deliveries in the same transaction that
 * moves it, so that each is taken once; a delivery is repeated until it is answered with success, so that it arrives at least once,
 * under one id. Deliveries of one aggregate go out one after the other.
 */
package io.mandi.engine.webhook;
