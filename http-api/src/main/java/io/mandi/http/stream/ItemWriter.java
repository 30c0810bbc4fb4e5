package io.mandi.http.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.Trade;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import java.io.IOException;

/** Writes orders and trades as the HTTP API shows them. */
public interface ItemWriter {
    void order(JsonGenerator out, BookId book, Instrument instrument, OrderState order) throws IOException;

    void trade(JsonGenerator out, BookId book, Instrument instrument, Trade trade) throws IOException;
}
