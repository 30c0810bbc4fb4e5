package io.mandi.http.stream;

import io.mandi.engine.catalog.Instrument;
import java.util.Optional;

/**
 * One channel of an organisation.
 *
 * @param symbol present exactly for channels of an instrument
 * @param partner whose orders or trades; absent for those of all
 */
record Channel(ChannelKind kind, Optional<String> symbol, Optional<String> partner) {

    /** The channel of this name; absent when there is no such channel. */
    static Optional<Channel> parse(String name) {
        int colon = name.indexOf(':');
        String word = colon < 0 ? name : name.substring(0, colon);
        for (ChannelKind kind : ChannelKind.values()) {
            if (kind.word().equals(word) && kind.ofInstrument() == colon >= 0) {
                Optional<String> symbol = colon < 0 ? Optional.empty() : Optional.of(name.substring(colon + 1));
                return symbol.isEmpty()
                                || Instrument.SYMBOL.matcher(symbol.get()).matches()
                        ? Optional.of(new Channel(kind, symbol, Optional.empty()))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    Channel of(Optional<String> whose) {
        return new Channel(kind, symbol, whose);
    }

    /** As clients name it. */
    String name() {
        return symbol.map(of -> kind.word() + ":" + of).orElse(kind.word());
    }
}
