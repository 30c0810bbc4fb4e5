/** Sends webhooks: signed as Standard Webhooks 1.0.0 says, and only to addresses that anybody may send to. */
package io.mandi.integrations.webhook;
