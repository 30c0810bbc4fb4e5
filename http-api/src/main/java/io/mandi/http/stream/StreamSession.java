package io.mandi.http.stream;

import io.mandi.cluster.NodeSettings.StreamSettings;
import io.mandi.http.auth.InvalidTokenException;
import io.mandi.http.auth.Permission;
import io.mandi.http.auth.Principal;
import io.mandi.http.auth.Tokens.Grant;
import io.mandi.http.websocket.CloseCode;
import io.mandi.http.websocket.WebSocket;
import io.mandi.http.websocket.WebSocketListener;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.util.ByteString;

/** One client: who it is, what it has subscribed to, and the limits that it is held to. */
final class StreamSession implements WebSocketListener {
    /** How long before its end a token's user is told. */
    private static final Duration EXPIRY_NOTICE = Duration.ofSeconds(60);

    private final Streams streams;
    private final StreamSettings settings;
    private final String correlationId;
    private final long opened = System.nanoTime();

    private WebSocket socket;
    private Optional<Grant> grant;
    /** Whether this socket counts among those of which nobody knows whose they are. */
    private boolean unknown;
    /** Whether this socket counts among those of its user. */
    private boolean counted;

    private final Map<Channel, Subscription> subscriptions = new HashMap<>();
    private final Set<String> partnersToCancel = new HashSet<>();
    private boolean expiryTold;
    private boolean stoppedByNode;
    /** Nothing is followed for it any more, and what it wanted cancelled is being cancelled. */
    private boolean gone;

    private long lastAlive = opened;
    private long lastHeartbeat = opened;
    /** Frames that the client may send now, in billionths. */
    private long allowance;

    private long lastAllowance = opened;

    /**
     * @param grant of the upgrade's token, where it had one
     * @param correlationId of the upgrade
     */
    StreamSession(Streams streams, StreamSettings settings, Optional<Grant> grant, String correlationId) {
        this.streams = streams;
        this.settings = settings;
        this.grant = grant;
        this.correlationId = correlationId;
        this.allowance = full();
    }

    private long full() {
        return TimeUnit.SECONDS.toNanos(settings.messagesPerSecond());
    }

    @Override
    public void opened(WebSocket own) {
        socket = own;
        unknown = grant.isEmpty();
        boolean room = streams.add(this);
        room &= !unknown || streams.addUnauthenticated();
        send(Messages.welcome(settings, grant.isPresent()));
        if (!room) {
            end(new StreamError("overloaded", "the server has as many sockets as it takes"), CloseCode.TRY_AGAIN_LATER);
        } else if (grant.isPresent() && count(grant.get().principal())) {
            send(Messages.authenticated(Optional.empty(), grant.get()));
        }
    }

    /** Counts this socket among those of its user, once. */
    private boolean count(Principal user) {
        counted |= streams.enter(user);
        if (!counted) {
            end(Streams.tooManyOfUser(settings), CloseCode.TRY_AGAIN_LATER);
        }
        return counted;
    }

    private void send(ByteString frame) {
        streams.meters().sent();
        socket.send(frame);
    }

    private void fail(Optional<String> reference, Optional<String> channel, StreamError error) {
        send(Messages.error(reference, channel, error));
    }

    private void end(StreamError error, CloseCode closeCode) {
        fail(Optional.empty(), Optional.empty(), error);
        socket.close(closeCode, error.code());
    }

    // ---------------------------------------------------------------------------------------------------- limits

    @Override
    public void alive(long nanos) {
        lastAlive = nanos;
        allowance = Math.min(full(), allowance + (nanos - lastAllowance) * settings.messagesPerSecond());
        lastAllowance = nanos;
        allowance -= TimeUnit.SECONDS.toNanos(1);
        if (allowance < 0) {
            end(
                    new StreamError(
                            "too_many_messages",
                            "a client sends at most " + settings.messagesPerSecond() + " messages in a second"),
                    CloseCode.POLICY_VIOLATION);
        }
    }

    @Override
    public void tick(long nanos) {
        if (grant.isEmpty()
                && nanos - opened >= settings.authenticationTimeout().toNanos()) {
            end(
                    new StreamError("token_missing", "send the operation authenticate with a token in time"),
                    CloseCode.POLICY_VIOLATION);
            return;
        }
        if (nanos - lastAlive >= settings.clientSilence().toNanos()) {
            end(
                    new StreamError("client_silent", "answer pings, or send the operation ping, in time"),
                    CloseCode.POLICY_VIOLATION);
            return;
        }
        Instant now = streams.now();
        if (nanos - lastHeartbeat >= settings.heartbeat().toNanos()) {
            lastHeartbeat = nanos;
            send(Messages.heartbeat(now));
            socket.ping();
        }
        grant.ifPresent(known -> watch(known.expires(), now));
    }

    private void watch(Instant expires, Instant now) {
        if (!now.isBefore(expires)) {
            end(new StreamError("token_expired", "connect again with a new token"), CloseCode.POLICY_VIOLATION);
        } else if (!expiryTold && !now.isBefore(expires.minus(EXPIRY_NOTICE))) {
            expiryTold = true;
            send(Messages.notice(Optional.empty(), Notice.TOKEN_EXPIRES));
        }
    }

    @Override
    public void tooSlow() {
        streams.meters().slowReader();
        end(
                new StreamError(
                        "slow_reader", "what waited for this client was dropped; connect again and read faster"),
                CloseCode.TRY_AGAIN_LATER);
    }

    // ---------------------------------------------------------------------------------------------------- operations

    @Override
    public void received(String text) {
        Operation operation;
        try {
            operation = Operation.parse(text);
        } catch (StreamErrorException e) {
            fail(Optional.empty(), Optional.empty(), e.error());
            return;
        }
        if (grant.isEmpty() && !(operation instanceof Operation.Authenticate)) {
            fail(
                    operation.reference(),
                    Optional.empty(),
                    new StreamError("token_missing", "send the operation authenticate first"));
            return;
        }
        switch (operation) {
            case Operation.Authenticate authenticate -> authenticate(authenticate);
            case Operation.Subscribe subscribe -> subscribe.channels().forEach(name -> subscribe(subscribe, name));
            case Operation.Unsubscribe unsubscribe ->
                unsubscribe.channels().forEach(name -> unsubscribe(unsubscribe, name));
            case Operation.Ping ping -> send(Messages.pong(ping.reference(), streams.now()));
            case Operation.CancelOnDisconnect cancel -> cancelOnDisconnect(cancel);
        }
    }

    /** A token that is no good ends the socket: a connection is not a place to try many. */
    private void authenticate(Operation.Authenticate authenticate) {
        Grant fresh;
        try {
            fresh = streams.grant(authenticate.token());
        } catch (InvalidTokenException e) {
            end(new StreamError("token_invalid", e.getMessage()), CloseCode.POLICY_VIOLATION);
            return;
        }
        if (grant.isPresent() && !grant.get().principal().equals(fresh.principal())) {
            fail(
                    authenticate.reference(),
                    Optional.empty(),
                    new StreamError(
                            "token_of_another_user",
                            "a new token must be of the same user with the same permissions; connect anew for"
                                    + " another"));
            return;
        }
        if (!counted && !count(fresh.principal())) {
            return;
        }
        grant = Optional.of(fresh);
        known();
        expiryTold = false;
        send(Messages.authenticated(authenticate.reference(), fresh));
    }

    private void known() {
        if (unknown) {
            unknown = false;
            streams.removeUnauthenticated();
        }
    }

    private Principal principal() {
        return grant.orElseThrow(() -> new IllegalStateException("not authenticated"))
                .principal();
    }

    /** Whose orders and trades are meant: a partner's users mean their own, whether they say so or not. */
    private Channel addressed(String name, Optional<String> partner) throws StreamErrorException {
        Channel channel = Channel.parse(name)
                .orElseThrow(() -> new StreamErrorException(new StreamError("unknown_channel", CHANNELS)));
        return channel.kind().ofInstrument() ? channel : channel.of(partner(partner));
    }

    private static final String CHANNELS =
            "channels are book:{symbol}, trades:{symbol}, ticker:{symbol}, orders, trades and matches";

    private Optional<String> partner(Optional<String> named) throws StreamErrorException {
        Optional<String> own = principal().partner();
        if (own.isEmpty()) {
            return named;
        }
        if (named.isPresent() && !named.equals(own)) {
            streams.noteViolation(principal(), correlationId, named.get());
            throw new StreamErrorException(StreamError.notFound());
        }
        return own;
    }

    private void require(Permission permission) throws StreamErrorException {
        if (!principal().may(permission)) {
            throw new StreamErrorException(
                    new StreamError("permission_denied", "this needs the permission " + permission.name()));
        }
    }

    private void subscribe(Operation.Subscribe request, String name) {
        if (gone) {
            // Closed over what was said to the channels named before it.
            return;
        }
        try {
            Channel channel = addressed(name, request.partner());
            require(channel.kind().permission());
            if (subscriptions.containsKey(channel)) {
                throw new StreamErrorException(
                        new StreamError("already_subscribed", "this socket has subscribed to this channel"));
            }
            if (subscriptions.size() >= settings.maxSubscriptions()) {
                throw new StreamErrorException(new StreamError(
                        "too_many_subscriptions",
                        "a socket has at most " + settings.maxSubscriptions() + " subscriptions"));
            }
            Long after = request.after().get(name);
            Subscription subscription = new Subscription(channel, request.reference());
            subscriptions.put(channel, subscription);
            streams.meters().subscribed(1);
            streams.join(
                    principal().organization(),
                    channel,
                    after == null ? OptionalLong.empty() : OptionalLong.of(after),
                    subscription);
        } catch (StreamErrorException e) {
            fail(request.reference(), Optional.of(name), e.error());
        }
    }

    private void unsubscribe(Operation.Unsubscribe request, String name) {
        try {
            Channel channel = addressed(name, request.partner());
            Subscription subscription = subscriptions.remove(channel);
            if (subscription == null) {
                throw new StreamErrorException(
                        new StreamError("not_subscribed", "this socket has not subscribed to this channel"));
            }
            leave(subscription);
            send(Messages.unsubscribed(request.reference(), channel));
        } catch (StreamErrorException e) {
            fail(request.reference(), Optional.of(name), e.error());
        }
    }

    private void leave(Subscription subscription) {
        subscription.ended = true;
        streams.meters().subscribed(-1);
        streams.leave(principal().organization(), subscription.channel, subscription);
    }

    private void cancelOnDisconnect(Operation.CancelOnDisconnect request) {
        try {
            require(Permission.ORDER_CANCEL);
            String partner = partner(request.partner())
                    .orElseThrow(() -> new StreamErrorException(
                            new StreamError("invalid_value", "/partner_id: name the partner whose orders are meant")));
            if (!request.enabled()) {
                partnersToCancel.remove(partner);
            } else if (partnersToCancel.size() < settings.maxSubscriptions()) {
                partnersToCancel.add(partner);
            } else {
                throw new StreamErrorException(new StreamError(
                        "too_many_subscriptions",
                        "a socket has at most " + settings.maxSubscriptions() + " partners to cancel for"));
            }
            send(Messages.cancelOnDisconnect(request.reference(), partner, request.enabled()));
        } catch (StreamErrorException e) {
            fail(request.reference(), Optional.empty(), e.error());
        }
    }

    /** What one channel tells this client. What comes when the client has left is dropped. */
    private final class Subscription implements Subscriber {
        final Channel channel;
        private final Optional<String> reference;
        /** Touched by the socket's thread alone. */
        boolean ended;

        Subscription(Channel channel, Optional<String> reference) {
            this.channel = channel;
            this.reference = reference;
        }

        private void onSocket(Runnable task) {
            socket.run(() -> {
                if (!ended) {
                    task.run();
                }
            });
        }

        @Override
        public void joined(boolean resumed) {
            onSocket(() -> send(Messages.subscribed(reference, channel, resumed)));
        }

        @Override
        public void message(ByteString frame) {
            onSocket(() -> send(frame));
        }

        @Override
        public void refused(StreamError error) {
            onSocket(() -> {
                subscriptions.remove(channel);
                leave(this);
                fail(reference, Optional.of(channel.name()), error);
            });
        }
    }

    // ---------------------------------------------------------------------------------------------------- the end

    /** The node stops. On any thread. */
    void stop() {
        socket.run(() -> {
            stoppedByNode = true;
            send(Messages.shutdown());
            socket.close(CloseCode.SERVICE_RESTART, "the node stops");
        });
    }

    @Override
    public void closing() {
        letGo();
    }

    @Override
    public void ended() {
        letGo();
        known();
        streams.remove(this);
        if (counted) {
            streams.exit(principal());
        }
    }

    /**
     * Follows nothing any more, and has the orders cancelled. Not only when the connection is gone: a client that does not answer
     * the close holds it for some seconds more.
     */
    private void letGo() {
        if (gone) {
            return;
        }
        gone = true;
        List.copyOf(subscriptions.values()).forEach(this::leave);
        subscriptions.clear();
        if (!stoppedByNode && !partnersToCancel.isEmpty()) {
            streams.cancelOrders(principal(), correlationId, Set.copyOf(partnersToCancel));
        }
    }
}
