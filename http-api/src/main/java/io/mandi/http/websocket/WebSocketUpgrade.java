package io.mandi.http.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.http.impl.engine.server.UpgradeToOtherProtocolResponseHeader;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.scaladsl.Flow;
import org.apache.pekko.util.ByteString;

/**
 * Turns the connection of a request into a socket. Pekko's own sockets have no way to say why they close, and hide pings and
 * pongs; so the header by which Pekko does the same for them is used here, which is the one thing of its inside that this
 * program knows.
 */
public final class WebSocketUpgrade {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final String key;

    private WebSocketUpgrade(String key) {
        this.key = key;
    }

    /** Absent when the request is not a right handshake. */
    public static Optional<WebSocketUpgrade> of(HttpRequest request) {
        return request.getAttribute(AttributeKeys.webSocketUpgrade)
                .flatMap(upgrade -> request.getHeader("Sec-WebSocket-Key"))
                .map(HttpHeader::value)
                .map(WebSocketUpgrade::new);
    }

    /** The answer that makes the connection a socket. */
    public HttpResponse accept(WebSocketLimits limits, Supplier<WebSocketListener> listener, List<HttpHeader> headers) {
        Flow<ByteString, ByteString, Object> socket =
                Flow.fromGraph(new WebSocketStage(limits, listener)).mapMaterializedValue(none -> none);
        return HttpResponse.create()
                .withStatus(StatusCodes.SWITCHING_PROTOCOLS)
                .addHeaders(headers)
                .addHeaders(List.of(
                        RawHeader.create("Upgrade", "websocket"),
                        Connection.create("upgrade"),
                        RawHeader.create("Sec-WebSocket-Accept", accepted(key)),
                        new UpgradeToOtherProtocolResponseHeader(socket)));
    }

    static String accepted(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
