package io.mandi.http.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.cluster.NodeSettings.StreamSettings;
import io.mandi.engine.book.BookChange;
import io.mandi.engine.book.BookView;
import io.mandi.engine.book.BookView.Level;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.Trade;
import io.mandi.engine.catalog.Grid;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.engine.publication.BookChecksum;
import io.mandi.engine.publication.BookChecksum.ShownLevel;
import io.mandi.engine.publication.Timestamp;
import io.mandi.http.auth.Tokens.Grant;
import io.mandi.http.desk.MatchView;
import io.mandi.http.websocket.Frames;
import io.mandi.persistence.history.PostgresOrderLists.Listed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/** Every message of the server, as the frame that is sent. {@code asyncapi.json} describes them. */
final class Messages {
    private static final JsonFactory JSON = new JsonFactory();

    private Messages() {}

    /** Writes the fields of a message behind its type. */
    private interface Fields {
        void write(JsonGenerator out) throws IOException;
    }

    private static ByteString frame(MessageType type, Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("type", type.word());
            fields.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Frames.text(ByteString.fromArrayUnsafe(bytes.toByteArray()));
    }

    // ---------------------------------------------------------------------------------------------------- the socket

    static ByteString welcome(StreamSettings settings, boolean authenticated) {
        return frame(MessageType.WELCOME, out -> {
            out.writeBooleanField("authenticated", authenticated);
            out.writeNumberField("heartbeat_ms", settings.heartbeat().toMillis());
            out.writeNumberField("silence_ms", settings.clientSilence().toMillis());
            out.writeNumberField(
                    "authentication_ms", settings.authenticationTimeout().toMillis());
        });
    }

    static ByteString authenticated(Optional<String> reference, Grant grant) {
        return frame(MessageType.AUTHENTICATED, out -> {
            reference(out, reference);
            out.writeStringField("user", grant.principal().user());
            out.writeStringField("expires_at", time(grant.expires()));
        });
    }

    static ByteString subscribed(Optional<String> reference, Channel channel, boolean resumed) {
        return frame(MessageType.SUBSCRIBED, out -> {
            reference(out, reference);
            channel(out, channel);
            out.writeBooleanField("resumed", resumed);
        });
    }

    static ByteString unsubscribed(Optional<String> reference, Channel channel) {
        return frame(MessageType.UNSUBSCRIBED, out -> {
            reference(out, reference);
            channel(out, channel);
        });
    }

    static ByteString notice(Optional<Channel> channel, Notice notice) {
        return frame(MessageType.NOTICE, out -> {
            if (channel.isPresent()) {
                channel(out, channel.get());
            }
            out.writeStringField("reason", notice.word());
            out.writeStringField("detail", notice.detail());
        });
    }

    static ByteString error(Optional<String> reference, Optional<String> channel, StreamError error) {
        return frame(MessageType.ERROR, out -> {
            reference(out, reference);
            if (channel.isPresent()) {
                out.writeStringField("channel", channel.get());
            }
            out.writeStringField("code", error.code());
            out.writeStringField("detail", error.detail());
        });
    }

    static ByteString heartbeat(Instant now) {
        return frame(MessageType.HEARTBEAT, out -> out.writeStringField("time", time(now)));
    }

    static ByteString pong(Optional<String> reference, Instant now) {
        return frame(MessageType.PONG, out -> {
            reference(out, reference);
            out.writeStringField("time", time(now));
        });
    }

    static ByteString cancelOnDisconnect(Optional<String> reference, String partner, boolean enabled) {
        return frame(MessageType.CANCEL_ON_DISCONNECT, out -> {
            reference(out, reference);
            out.writeStringField("partner_id", partner);
            out.writeBooleanField("enabled", enabled);
        });
    }

    static ByteString shutdown() {
        return frame(
                MessageType.SHUTDOWN,
                out -> out.writeStringField("detail", "this node stops; connect again and go on where you were"));
    }

    // ---------------------------------------------------------------------------------------------------- a book

    /** What is sent of one book, in the instrument's decimals. */
    static final class OfBook {
        private final BookId book;
        private final Instrument instrument;
        private final ItemWriter items;
        private final Grid prices;
        private final Grid quantities;

        OfBook(BookId book, Instrument instrument, ItemWriter items) {
            this.book = book;
            this.instrument = instrument;
            this.items = items;
            this.prices = instrument.prices();
            this.quantities = instrument.quantities();
        }

        private Channel channel(ChannelKind kind) {
            return new Channel(kind, Optional.of(book.symbol()), Optional.empty());
        }

        ByteString bookSnapshot(BookView view, int depth) {
            return frame(MessageType.BOOK_SNAPSHOT, out -> {
                Messages.channel(out, channel(ChannelKind.BOOK));
                out.writeNumberField("sequence", view.sequence());
                out.writeNumberField("depth", depth);
                levels(out, "bids", view.bids());
                levels(out, "asks", view.asks());
                phase(out, view);
                out.writeNumberField("checksum", checksum(view));
            });
        }

        /** @param after the book with the change in it */
        ByteString bookChange(BookChange change, BookView after) {
            return frame(MessageType.BOOK_CHANGE, out -> {
                Messages.channel(out, channel(ChannelKind.BOOK));
                out.writeNumberField("previous", change.from());
                out.writeNumberField("sequence", change.to());
                levels(out, "bids", change.bids());
                levels(out, "asks", change.asks());
                phase(out, after);
                out.writeNumberField("checksum", checksum(after));
            });
        }

        private void phase(JsonGenerator out, BookView view) throws IOException {
            out.writeStringField("phase", view.phase().phase().name());
            out.writeFieldName("auction");
            items.auction(out, book, instrument, view.auction());
        }

        private long checksum(BookView view) {
            return BookChecksum.of(
                    view.asks(),
                    view.bids(),
                    level -> new ShownLevel(prices.format(level.price()), quantities.format(level.quantity())));
        }

        /** @param trades the last ones, oldest first */
        ByteString tradesSnapshot(long sequence, List<Trade> trades) {
            return frame(MessageType.TRADES_SNAPSHOT, out -> {
                Messages.channel(out, channel(ChannelKind.TRADES));
                out.writeNumberField("sequence", sequence);
                trades(out, trades);
            });
        }

        /** @param trades those behind a number, oldest first and without a gap; at least one */
        ByteString tradesChange(long previous, List<Trade> trades) {
            return frame(MessageType.TRADES_CHANGE, out -> {
                Messages.channel(out, channel(ChannelKind.TRADES));
                out.writeNumberField("previous", previous);
                out.writeNumberField("sequence", trades.getLast().sequence());
                trades(out, trades);
            });
        }

        ByteString tickerSnapshot(BookView view) {
            return frame(MessageType.TICKER_SNAPSHOT, out -> {
                Messages.channel(out, channel(ChannelKind.TICKER));
                ticker(out, view);
            });
        }

        ByteString tickerChange(long previous, BookView view) {
            return frame(MessageType.TICKER_CHANGE, out -> {
                Messages.channel(out, channel(ChannelKind.TICKER));
                out.writeNumberField("previous", previous);
                ticker(out, view);
            });
        }

        private void ticker(JsonGenerator out, BookView view) throws IOException {
            out.writeNumberField("sequence", view.sequence());
            best(out, "bid", view.bids());
            best(out, "ask", view.asks());
            if (view.lastPrice().isPresent()) {
                out.writeStringField(
                        "last_price", prices.format(view.lastPrice().getAsLong()));
            } else {
                out.writeNullField("last_price");
            }
            out.writeFieldName("last_trade");
            if (view.trades().isEmpty()) {
                out.writeNull();
            } else {
                items.trade(out, book, instrument, view.trades().getFirst());
            }
        }

        private void best(JsonGenerator out, String name, List<Level> levels) throws IOException {
            out.writeFieldName(name);
            if (levels.isEmpty()) {
                out.writeNull();
            } else {
                level(out, levels.getFirst());
            }
        }

        private void levels(JsonGenerator out, String name, List<Level> levels) throws IOException {
            out.writeArrayFieldStart(name);
            for (Level level : levels) {
                level(out, level);
            }
            out.writeEndArray();
        }

        private void level(JsonGenerator out, Level level) throws IOException {
            out.writeStartArray();
            out.writeString(prices.format(level.price()));
            out.writeString(quantities.format(level.quantity()));
            out.writeNumber(level.orders());
            out.writeEndArray();
        }

        private void trades(JsonGenerator out, List<Trade> trades) throws IOException {
            out.writeArrayFieldStart("trades");
            for (Trade trade : trades) {
                items.trade(out, book, instrument, trade);
            }
            out.writeEndArray();
        }
    }

    // ---------------------------------------------------------------------------------------------------- what is
    // one's own

    /** @param complete whether these are all open orders */
    static ByteString ordersSnapshot(
            Channel channel, long sequence, List<Listed<OrderState>> orders, boolean complete, ItemWriter items) {
        return frame(MessageType.OWN_ORDERS_SNAPSHOT, out -> {
            channel(out, channel);
            out.writeNumberField("sequence", sequence);
            out.writeBooleanField("complete", complete);
            orders(out, orders, items);
        });
    }

    static ByteString ordersChange(
            Channel channel, long previous, long sequence, List<Listed<OrderState>> orders, ItemWriter items) {
        return frame(MessageType.OWN_ORDERS_CHANGE, out -> {
            channel(out, channel);
            out.writeNumberField("previous", previous);
            out.writeNumberField("sequence", sequence);
            orders(out, orders, items);
        });
    }

    /** @param trades oldest first */
    static ByteString ownTradesSnapshot(Channel channel, long sequence, List<Listed<Trade>> trades, ItemWriter items) {
        return frame(MessageType.OWN_TRADES_SNAPSHOT, out -> {
            channel(out, channel);
            out.writeNumberField("sequence", sequence);
            trades(out, trades, items);
        });
    }

    static ByteString ownTradesChange(
            Channel channel, long previous, long sequence, List<Listed<Trade>> trades, ItemWriter items) {
        return frame(MessageType.OWN_TRADES_CHANGE, out -> {
            channel(out, channel);
            out.writeNumberField("previous", previous);
            out.writeNumberField("sequence", sequence);
            trades(out, trades, items);
        });
    }

    /** @param complete whether these are all live matches */
    static ByteString matchesSnapshot(
            Channel channel, long sequence, List<MatchView> matches, boolean complete, ItemWriter items) {
        return frame(MessageType.MATCHES_SNAPSHOT, out -> {
            channel(out, channel);
            out.writeNumberField("sequence", sequence);
            out.writeBooleanField("complete", complete);
            matches(out, channel, matches, items);
        });
    }

    static ByteString matchesChange(
            Channel channel, long previous, long sequence, List<MatchView> matches, ItemWriter items) {
        return frame(MessageType.MATCHES_CHANGE, out -> {
            channel(out, channel);
            out.writeNumberField("previous", previous);
            out.writeNumberField("sequence", sequence);
            matches(out, channel, matches, items);
        });
    }

    private static void matches(JsonGenerator out, Channel channel, List<MatchView> matches, ItemWriter items)
            throws IOException {
        out.writeArrayFieldStart("matches");
        for (MatchView match : matches) {
            items.match(out, match, channel.partner());
        }
        out.writeEndArray();
    }

    private static void orders(JsonGenerator out, List<Listed<OrderState>> orders, ItemWriter items)
            throws IOException {
        out.writeArrayFieldStart("orders");
        for (Listed<OrderState> order : orders) {
            items.order(out, order.book(), order.instrument(), order.item());
        }
        out.writeEndArray();
    }

    private static void trades(JsonGenerator out, List<Listed<Trade>> trades, ItemWriter items) throws IOException {
        out.writeArrayFieldStart("trades");
        for (Listed<Trade> trade : trades) {
            items.trade(out, trade.book(), trade.instrument(), trade.item());
        }
        out.writeEndArray();
    }

    // ---------------------------------------------------------------------------------------------------- parts

    private static void reference(JsonGenerator out, Optional<String> reference) throws IOException {
        if (reference.isPresent()) {
            out.writeStringField("id", reference.get());
        }
    }

    private static void channel(JsonGenerator out, Channel channel) throws IOException {
        out.writeStringField("channel", channel.name());
        if (channel.partner().isPresent()) {
            out.writeStringField("partner_id", channel.partner().get());
        }
    }

    private static String time(Instant at) {
        return Timestamp.of(ChronoUnit.MICROS.between(Instant.EPOCH, at));
    }
}
