package io.mandi.http.websocket;

import java.time.Duration;

/**
 * What a client may cost.
 *
 * @param maxMessageBytes of the longest message that is read, in however many frames
 * @param bufferBytes that may wait to be sent before another message comes
 * @param tick how often the listener is called
 */
public record WebSocketLimits(int maxMessageBytes, int bufferBytes, Duration tick) {}
