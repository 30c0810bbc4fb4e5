package io.mandi.bench.core;

import java.util.function.Supplier;

/** Who takes part. */
public enum ContenderKind {
    MANDI("Mandi", MandiBook::plain),
    /** Shows what remembering the keys of requests costs; the peers have nothing of the kind. */
    MANDI_WITH_KEYS("Mandi, a key with every command", MandiBook::withKeys),
    EXCHANGE_CORE_DIRECT("exchange-core 0.5.3, OrderBookDirectImpl", ExchangeCoreBook::direct),
    EXCHANGE_CORE_NAIVE("exchange-core 0.5.3, OrderBookNaiveImpl", ExchangeCoreBook::naive),
    PARITY("parity-match 0.7.0", ParityBook::new);

    private final String title;
    private final Supplier<Contender> maker;

    ContenderKind(String title, Supplier<Contender> maker) {
        this.title = title;
        this.maker = maker;
    }

    /** The name in the output. */
    public String title() {
        return title;
    }

    /** Whether Mandi is compared with it. */
    public boolean isPeer() {
        return this != MANDI && this != MANDI_WITH_KEYS;
    }

    Contender create() {
        return maker.get();
    }
}
