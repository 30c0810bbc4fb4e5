/** Receivers of webhooks, as somebody else's system would have them. */
package io.mandi.http.receiver;
