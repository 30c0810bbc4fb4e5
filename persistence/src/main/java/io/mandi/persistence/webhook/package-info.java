/**
 * Webhook endpoints and their deliveries in PostgreSQL. The tables are the truth; an endpoint's deliverer holds no more of them than
 * it needs to send, and can be lost at any time.
 */
package io.mandi.persistence.webhook;
