package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.book.AuctionPrice;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.Trade;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.http.auth.InvalidTokenException;
import io.mandi.http.auth.Tokens.Grant;
import io.mandi.http.desk.MatchView;
import io.mandi.http.stream.ItemWriter;
import io.mandi.http.stream.Streams;
import io.mandi.http.websocket.WebSocketUpgrade;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Turns a request into a socket of the live stream. */
final class StreamRoutes {
    private final Streams streams;

    StreamRoutes(Streams streams) {
        this.streams = streams;
    }

    List<Endpoint> endpoints() {
        // The token may also come in the first message, so that the route itself needs none.
        return List.of(Endpoint.open("GET", "/api/v1/stream", this::open));
    }

    /** Orders, trades and matches as the routes show them. */
    static final class Items implements ItemWriter {
        @Override
        public void order(JsonGenerator out, BookId book, Instrument instrument, OrderState order) throws IOException {
            new OrderJson(book, instrument).writeOrder(out, order);
        }

        @Override
        public void trade(JsonGenerator out, BookId book, Instrument instrument, Trade trade) throws IOException {
            new OrderJson(book, instrument).writeTrade(out, trade);
        }

        @Override
        public void auction(JsonGenerator out, BookId book, Instrument instrument, Optional<AuctionPrice> auction)
                throws IOException {
            new OrderJson(book, instrument).writeIndication(out, auction);
        }

        @Override
        public void match(JsonGenerator out, MatchView match, Optional<String> partner) throws IOException {
            MatchJson.write(out, match, partner);
        }
    }

    private CompletionStage<Answer> open(Call call) {
        call.parameters();
        WebSocketUpgrade upgrade = WebSocketUpgrade.of(call.request())
                .orElseThrow(() -> new ProblemException(
                        Problem.of(426, "upgrade_required", "this is a WebSocket (RFC 6455), version 13"),
                        Map.of("Upgrade", "websocket", "Sec-WebSocket-Version", "13")));
        Optional<Grant> grant = call.headers().authorization().map(this::grant);
        return CompletableFuture.completedStage(
                switch (streams.admit(grant, call.headers().requestId())) {
                    case Streams.Admitted.Place place ->
                        Answer.switching(headers -> upgrade.accept(streams.limits(), place::listener, headers));
                    case Streams.Admitted.NoRoom ignored ->
                        throw new ProblemException(Problem.retry(
                                503, "overloaded", "nothing was done; the server has as many sockets as it takes", 1));
                    case Streams.Admitted.TooManyOfUser(int limit) ->
                        throw new ProblemException(Problem.retry(
                                429, "too_many_sockets", "one user has at most " + limit + " sockets on a node", 1));
                });
    }

    private Grant grant(String authorization) {
        String token = HttpApi.bearerToken(authorization).orElseThrow(HttpApi::notABearerToken);
        try {
            return streams.grant(token);
        } catch (InvalidTokenException e) {
            throw HttpApi.invalidToken(e);
        }
    }
}
