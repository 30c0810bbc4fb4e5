package io.mandi.http.desk;

import io.mandi.engine.lots.matching.Notice;
import java.util.List;

/**
 * A notice, with what there is to tell of its matches.
 *
 * @param matches as they are now, the best first; without those that are gone
 */
public record NoticeView(Notice notice, List<MatchView> matches) {
    public NoticeView {
        matches = List.copyOf(matches);
    }
}
