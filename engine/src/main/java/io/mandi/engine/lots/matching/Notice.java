package io.mandi.engine.lots.matching;

import io.mandi.engine.id.ResourceId;
import java.time.Instant;
import java.util.List;

/**
 * What a partner is told of new matches (section 7.8). It has the matches by their ids: what of them is shown is for whoever shows it.
 *
 * @param id as clients see it
 * @param partner whose users are told
 * @param matches the best first; the first {@link #MOST_MATCHES} where there are more
 * @param total how many matches it is about
 */
public record Notice(String id, String partner, Kind kind, Instant at, List<ResourceId> matches, int total) {
    /** Most matches that a notice names. */
    public static final int MOST_MATCHES = 50;

    public Notice {
        matches = List.copyOf(matches);
    }

    /** What it is about. The names are in the database: added to, never changed. */
    public enum Kind {
        /** To sellers: a buyer's need matches their lots. */
        NEW_BUYER_MATCH,
        /** To buyers: a seller's lot matches their needs. */
        NEW_SELLER_MATCH,
        /** What has come since the last notice, of both kinds (MT-15). */
        SUMMARY;

        /** Who is told of a match. */
        public String recipient(Match match) {
            return switch (this) {
                case NEW_BUYER_MATCH -> match.seller();
                case NEW_SELLER_MATCH -> match.buyer();
                case SUMMARY -> throw new IllegalStateException("a summary is not of one match");
            };
        }
    }
}
