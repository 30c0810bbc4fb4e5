package io.mandi.engine.event;

import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookEvent.Outcome;
import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.Decision;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.testkit.RandomCommands;
import io.mandi.engine.testkit.RandomCommands.Draft;
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
                name(step.draft(), accept.event().event(), ids);
                if (journal.events.size() % SNAPSHOT_EVERY == 0) {
                    journal.snapshots.add(book.snapshot());
                }
            }
        }
        return journal;
    }

    private static void name(Draft draft, BookEvent event, Map<String, Long> ids) {
        if (draft instanceof Draft.Submit submit && event instanceof BookEvent.OrderExecuted executed) {
            ids.put(submit.name(), executed.order().id());
        } else if (draft instanceof Draft.Batch batch && event instanceof BookEvent.BatchExecuted executed) {
            for (int i = 0; i < batch.drafts().size(); i++) {
                if (executed.outcomes().get(i) instanceof Outcome.Done done) {
                    name(batch.drafts().get(i), done.event(), ids);
                }
            }
        }
    }
}
