package io.mandi.persistence.trade;

import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.trade.Trade;
import io.mandi.persistence.history.OrderProjection;
import io.mandi.persistence.history.PostgresOrderLists;
import io.mandi.persistence.history.PostgresOrderLists.TradeFilter;
import io.mandi.persistence.reader.Query;
import io.mandi.persistence.reader.ReadScope;
import io.mandi.persistence.reader.Stamped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Lists of an organisation's trades, of order books and of the desk, the newest first. */
public final class PostgresTradeLists {
    private final PostgresOrderLists orders;

    public PostgresTradeLists(PostgresOrderLists orders) {
        this.orders = orders;
    }

    /** How a trade came to be. */
    public enum Kind {
        ORDER_BOOK,
        DESK
    }

    /**
     * Which trades; absent means all.
     *
     * @param partner who is one of the two
     * @param symbol of an order book, so that none of the desk is listed
     */
    public record Filter(Optional<Kind> kind, Optional<String> partner, Optional<String> symbol) {
        boolean wants(Kind one) {
            return kind.isEmpty() ? one == Kind.ORDER_BOOK || symbol.isEmpty() : kind.get() == one;
        }
    }

    /**
     * A place in the list: that of a trade. Of those of one moment the ones of order books come first.
     *
     * @param at the id of a trade of an order book, which rises with time; the same scale for one of the desk
     * @param key symbol, or what the desk has in its place
     */
    public record Place(long at, String key, boolean ofDesk) {}

    /** A trade with what is needed to show it. */
    public sealed interface Listed {
        Place place();
    }

    public record OfBook(PostgresOrderLists.Listed<Deal> deal) implements Listed {
        @Override
        public Place place() {
            return new Place(deal.item().trade().id(), deal.book().symbol(), false);
        }
    }

    public record OfDesk(Trade trade) implements Listed {
        @Override
        public Place place() {
            return new Place(TradeTable.listed(trade), trade.id().owner().key(), true);
        }
    }

    /** The next trades behind a place; one more than the limit tells that there are more. */
    public CompletionStage<Stamped<List<Listed>>> trades(
            ReadScope scope, Filter filter, Optional<Place> behind, int limit) {
        return orders.reader().read(scope, OrderProjection.NAME, connection -> {
            List<Listed> both = new ArrayList<>();
            if (filter.wants(Kind.ORDER_BOOK)) {
                both.addAll(ofBooks(connection, scope.organization(), filter, behind, limit));
            }
            if (filter.wants(Kind.DESK) && filter.symbol().isEmpty()) {
                both.addAll(ofDesk(connection, scope.organization(), filter, behind, limit));
            }
            // Each of the two is in order, and stays so among its equals.
            both.sort(Comparator.comparingLong((Listed listed) -> listed.place().at())
                    .reversed()
                    .thenComparing(listed -> listed.place().ofDesk()));
            return both.subList(0, Math.min(limit, both.size()));
        });
    }

    private static List<Listed> ofBooks(
            Connection connection, String organization, Filter filter, Optional<Place> behind, int limit)
            throws SQLException {
        // No symbol is less than nothing.
        Optional<PostgresOrderLists.Place> place =
                behind.map(known -> new PostgresOrderLists.Place(known.at(), known.ofDesk() ? "" : known.key()));
        return PostgresOrderLists.trades(
                        connection, organization, new TradeFilter(filter.partner(), filter.symbol()), place, limit)
                .stream()
                .<Listed>map(OfBook::new)
                .toList();
    }

    private static List<Listed> ofDesk(
            Connection connection, String organization, Filter filter, Optional<Place> behind, int limit)
            throws SQLException {
        Query query = new Query("");
        if (filter.partner().isPresent()) {
            // Each half along an index of its own, as those of order books.
            query.text("SELECT definition FROM ((");
            half(query, organization, Optional.of("buyer_id = ?"), filter, behind, limit);
            query.text(") UNION ALL (");
            half(query, organization, Optional.of("buyer_id <> seller_id AND seller_id = ?"), filter, behind, limit);
            query.text(")) AS both_sides ORDER BY listed DESC, key DESC LIMIT ?", limit);
        } else {
            half(query, organization, Optional.empty(), filter, behind, limit);
        }
        return query.run(connection, TradeTable::read).stream()
                .<Listed>map(OfDesk::new)
                .toList();
    }

    private static void half(
            Query query, String organization, Optional<String> side, Filter filter, Optional<Place> behind, int limit) {
        query.text("SELECT definition, listed, key FROM desk_trade WHERE organization_id = ?", organization);
        side.ifPresent(condition -> query.and(condition, filter.partner().orElseThrow()));
        behind.ifPresent(place -> {
            if (place.ofDesk()) {
                query.and("(listed, key) < (?, ?)", place.at(), place.key());
            } else {
                query.and("listed <= ?", place.at());
            }
        });
        query.text(" ORDER BY listed DESC, key DESC LIMIT ?", limit);
    }
}
