package io.mandi.engine.event;

import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.Decision;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.testkit.RandomCommands;
import io.mandi.engine.testkit.RandomCommands.Market;
import io.mandi.engine.testkit.RandomCommands.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The events that a book makes of random commands, and a snapshot now and then. */
record RandomJournal(List<RecordedEvent> events, List<BookSnapshot> snapshots) {
    private static final int SNAPSHOT_EVERY = 100;
    private static final long NEVER_GIVEN = 1;

    static RandomJournal of(Market market, long seed, int commands) {
        OrderBook book = new OrderBook(market.limits());
        Map<String, Long> ids = new HashMap<>();
        RandomJournal journal = new RandomJournal(new ArrayList<>(), new ArrayList<>());
        journal.snapshots.add(book.snapshot());
        for (Step step : RandomCommands.generate(seed, market, commands)) {
            for (Decision due : RandomCommands.due(book, step.context().at())) {
                journal.events.add(((Decision.Accept) due).event());
            }
            Decision decision =
                    book.execute(step.draft().command(name -> ids.getOrDefault(name, NEVER_GIVEN)), step.context());
            if (decision instanceof Decision.Accept accept) {
                journal.events.add(accept.event());
                step.draft().name(accept.event().event(), ids::put);
                if (journal.events.size() % SNAPSHOT_EVERY == 0) {
                    journal.snapshots.add(book.snapshot());
                }
            }
        }
        return journal;
    }
}
