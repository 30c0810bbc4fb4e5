package io.mandi.engine.actor;

import io.mandi.engine.actor.OrderBookMessage.Follow;
import io.mandi.engine.book.BookChange;
import io.mandi.engine.book.BookView;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Those who follow one book: at most one on each node. Each asks for what comes behind the sequence that it has, and is told
 * once for each question, so that nothing can queue up: while one is slow, what happens gathers into its next change.
 */
final class Followers {
    private final Map<ActorRef<BookNews>, Follower> all = new HashMap<>();

    private static final class Follower {
        final int depth;
        /** What it was told last. */
        BookView told;

        boolean asks;

        Follower(int depth, BookView told) {
            this.depth = depth;
            this.told = told;
        }
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /**
     * @param view as of the last commit
     * @return whether the follower is new
     */
    boolean follow(Follow question, BookView view) {
        Follower follower = all.get(question.replyTo());
        boolean known = follower != null
                && follower.depth == question.depth()
                && follower.told.sequence() == question.seen()
                && follower.told.instrumentVersion() == view.instrumentVersion();
        if (!known) {
            Follower fresh = new Follower(question.depth(), view.top(question.depth()));
            all.put(question.replyTo(), fresh);
            question.replyTo().tell(new BookNews.Whole(fresh.told));
            return follower == null;
        }
        if (follower.asks) {
            question.replyTo().tell(new BookNews.Unchanged());
        }
        follower.asks = true;
        tell(question.replyTo(), follower, view);
        return false;
    }

    void leave(ActorRef<BookNews> follower) {
        all.remove(follower);
    }

    /** Tells those who wait for it. */
    void published(BookView view) {
        all.forEach((ref, follower) -> tell(ref, follower, view));
    }

    private static void tell(ActorRef<BookNews> ref, Follower follower, BookView view) {
        if (!follower.asks || view.sequence() == follower.told.sequence()) {
            return;
        }
        BookView shown = view.top(follower.depth);
        ref.tell(
                shown.instrumentVersion() == follower.told.instrumentVersion()
                        ? new BookNews.Changed(BookChange.between(follower.told, shown))
                        : new BookNews.Whole(shown));
        follower.told = shown;
        follower.asks = false;
    }

    void moved() {
        all.keySet().forEach(follower -> follower.tell(new BookNews.Moved()));
        all.clear();
    }
}
