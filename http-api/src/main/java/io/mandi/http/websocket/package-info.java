/**
 * WebSockets (RFC 6455) on the connections of the HTTP server: frames with limits, and sockets whose reader may be slow. It knows
 * nothing of what is said on them.
 */
package io.mandi.http.websocket;
