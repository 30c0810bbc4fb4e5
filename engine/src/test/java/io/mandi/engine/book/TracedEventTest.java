package io.mandi.engine.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.id.TraceContext;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is sampled is recorded with its span, and is otherwise like everything else. */
class TracedEventTest {
    private static final TraceContext TRACE =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "");

    private static CommandContext context(Optional<TraceContext> trace) {
        Idempotency key = new Idempotency("PUT /instruments", "k", "f");
        return new CommandContext(
                1_767_607_200_000_000L,
                Actor.staff("asha"),
                "request-1",
                Optional.of(key),
                OptionalLong.empty(),
                0,
                trace);
    }

    private static Decision define(OrderBook book, Optional<TraceContext> trace) {
        return book.execute(new BookCommand.DefineInstrument(Desk.COTTON), context(trace));
    }

    @Test
    void theEventHasTheSpanThatItComesFrom() {
        Decision.Accept accept = (Decision.Accept) define(new OrderBook(BookLimits.DEFAULT), Optional.of(TRACE));
        assertThat(accept.event().trace()).contains(TRACE);
        assertThat(accept.event().toString()).contains(TRACE.traceId());
    }

    @Test
    void aBookIsTheSameWhetherItWasWatchedOrNot() {
        OrderBook watched = new OrderBook(BookLimits.DEFAULT);
        OrderBook alone = new OrderBook(BookLimits.DEFAULT);
        define(watched, Optional.of(TRACE));
        define(alone, Optional.empty());
        assertThat(watched.snapshot().memory())
                .hasSize(1)
                .isEqualTo(alone.snapshot().memory());
        assertThat(StateHash.of(watched.snapshot())).isEqualTo(StateHash.of(alone.snapshot()));
        assertThat(watched.snapshot().memory().toString()).doesNotContain("trace");
    }
}
