package io.mandi.persistence.access;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.IsolationViolations;
import io.mandi.engine.book.Actor;
import io.mandi.engine.event.Effect;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.publication.AccessEffects;
import io.mandi.persistence.journal.EntityJournal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what users have asked for into the log of their organisation. Whoever names what is another's waits for nothing, so that
 * the time of the answer tells nothing either: these records are gathered, and written once a second, one for each user. A node that
 * is killed loses those of the last second.
 */
public final class AccessRecords implements IsolationViolations {
    private static final Logger LOG = LoggerFactory.getLogger(AccessRecords.class);

    private static final int MAX_NAME = 200;

    private final EntityJournal journal;
    private final Executor executor;
    private final Executor afterPause;
    private final int mostUsers;
    private final Map<User, Gathered> gathered = new LinkedHashMap<>();
    private boolean writing;
    private long lost;

    private record User(String organization, Actor actor) {}

    /**
     * @param caller of the first one
     * @param last request; one in which the same is found out twice counts once
     */
    private record Gathered(Caller caller, String named, long count, String last) {
        Gathered and(Gathered more) {
            boolean same = more.count == 1 && more.last.equals(last);
            return new Gathered(caller, named, same ? count : count + more.count, more.last);
        }
    }

    /**
     * @param executor whose threads may wait for the database
     * @param pause for which violations are gathered
     * @param mostUsers of whom violations wait to be written; those of others are only counted in the log of the node
     */
    public AccessRecords(EntityJournal journal, Executor executor, Duration pause, int mostUsers) {
        this.journal = journal;
        this.executor = executor;
        this.afterPause = CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, executor);
        this.mostUsers = mostUsers;
    }

    @Override
    public void note(Caller caller, String named) {
        String bounded = named.length() > MAX_NAME ? named.substring(0, MAX_NAME) : named;
        // Half of a surrogate pair, given or left by the cut, cannot be written.
        String text = new String(bounded.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        add(new User(caller.organization(), caller.actor()), new Gathered(caller, text, 1, caller.correlationId()));
    }

    private synchronized void add(User user, Gathered one) {
        if (gathered.size() >= mostUsers && !gathered.containsKey(user)) {
            lost += one.count;
            return;
        }
        gathered.merge(user, one, Gathered::and);
        if (!writing) {
            writing = true;
            afterPause.execute(this::write);
        }
    }

    private void write() {
        boolean failed = false;
        for (Map.Entry<User, Gathered> entry : take().entrySet()) {
            Gathered one = entry.getValue();
            try {
                if (!failed) {
                    change(one.caller, AccessEffects.isolationViolated(one.named, one.count));
                }
            } catch (SQLException e) {
                // The others would only wait for the database one after the other.
                failed = true;
                LOG.warn("Requests for what is another's cannot be recorded now: {}", e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("A request for what is another's cannot be recorded: {}", one.caller, e);
            }
            if (failed) {
                add(entry.getKey(), one);
            }
        }
        goOn();
    }

    private synchronized Map<User, Gathered> take() {
        Map<User, Gathered> batch = new LinkedHashMap<>(gathered);
        gathered.clear();
        if (lost > 0) {
            LOG.error("{} requests for what is another's could not be recorded: too many users at once", lost);
            lost = 0;
        }
        return batch;
    }

    private synchronized void goOn() {
        writing = !gathered.isEmpty();
        if (writing) {
            afterPause.execute(this::write);
        }
    }

    /** Writes what is gathered now; for the end of the node. */
    public CompletionStage<Void> flush() {
        return CompletableFuture.runAsync(this::write, executor);
    }

    /**
     * A user takes a page of a list away. The page may be handed out when the stage is completed, and not when it fails.
     *
     * @param list its name
     * @param rows of the page
     */
    public CompletionStage<Void> exported(Caller caller, String list, int rows) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        change(caller, AccessEffects.listExported(list, rows));
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }

    private void change(Caller caller, Effect effect) throws SQLException {
        journal.change(EntityId.of(EntityId.Kind.ACCESS, caller.organization()), caller, (connection, at, happened) -> {
            happened.accept(effect);
            return null;
        });
    }
}
