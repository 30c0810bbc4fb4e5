package io.mandi.http.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.book.AuctionPrice;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.Trade;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.http.desk.MatchView;
import java.io.IOException;
import java.util.Optional;

/** Writes orders, trades and matches as the HTTP API shows them. */
public interface ItemWriter {
    void order(JsonGenerator out, BookId book, Instrument instrument, OrderState order) throws IOException;

    /** @param partner to whom it is told, a side of the match; absent for staff */
    void match(JsonGenerator out, MatchView match, Optional<String> partner) throws IOException;

    /** What an auction would trade if it ended now; null when nothing. */
    void auction(JsonGenerator out, BookId book, Instrument instrument, Optional<AuctionPrice> auction)
            throws IOException;

    void trade(JsonGenerator out, BookId book, Instrument instrument, Trade trade) throws IOException;
}
