package io.mandi.engine.catalog;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The list of an organisation's instruments. Each book owns its own definition; this is for those who look for books.
 */
public interface InstrumentDirectory {

    /**
     * Enters an instrument, unless a newer definition is there.
     *
     * @param version rises with every definition of this instrument
     */
    CompletionStage<Void> put(String organization, Instrument instrument, long version);

    /**
     * Lists by symbol, rising.
     *
     * @param after the symbol to start behind
     * @param limit most instruments, 1 or more
     */
    CompletionStage<List<Instrument>> list(String organization, Optional<String> after, int limit);
}
