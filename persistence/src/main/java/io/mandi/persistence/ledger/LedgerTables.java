package io.mandi.persistence.ledger;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.ledger.Dealing;
import io.mandi.engine.ledger.Exposure;
import io.mandi.engine.ledger.ExposureEntry;
import io.mandi.engine.ledger.ExposureState;
import io.mandi.engine.ledger.OpenPosting;
import io.mandi.engine.ledger.PartyFacts.Activity;
import io.mandi.persistence.reader.Query;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tables {@code exposure_account}, {@code exposure_entry}, {@code open_posting} and {@code dealing} of an organisation. */
record LedgerTables(Connection connection, String organization) {
    private static final String READ_ACCOUNTS =
            "SELECT partner, held, converted, state, risk_score, risk_assessed_at FROM exposure_account"
                    + " WHERE organization_id = ?";

    private static final String PUT_ACCOUNT = """
        INSERT INTO exposure_account (organization_id, partner, held, converted, state) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (organization_id, partner)
        DO UPDATE SET held = excluded.held, converted = excluded.converted, state = excluded.state\
        """;

    private static final String PUT_SCORE = """
        INSERT INTO exposure_account (organization_id, partner, held, converted, state, risk_score, risk_assessed_at)
        VALUES (?, ?, 0, 0, 'GREEN', ?, ?)
        ON CONFLICT (organization_id, partner)
        DO UPDATE SET risk_score = excluded.risk_score, risk_assessed_at = excluded.risk_assessed_at\
        """;

    private static final String READ_ENTRY =
            "SELECT key, amount, state, trade_id FROM exposure_entry WHERE organization_id = ? AND partner = ?";

    private static final String PUT_ENTRY = """
        INSERT INTO exposure_entry (organization_id, partner, key, amount, state, trade_id, at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (organization_id, partner, key)
        DO UPDATE SET amount = excluded.amount, state = excluded.state, trade_id = excluded.trade_id\
        """;

    private static final String TOUCH_ENTRY = """
        UPDATE exposure_entry SET at = ?
        WHERE organization_id = ? AND partner = ? AND key = ? AND state = 'HELD'\
        """;

    /**
     * Of many postings it counts on which days there are some: one of each quarter of an hour says that, since no timezone begins its days
     * in the middle of one. From one to the next along the index: a partner may have thousands.
     */
    private static final String READ_POSTINGS =
            """
            SELECT one.partner, posted.* FROM unnest(?) AS one (partner), LATERAL (
                WITH RECURSIVE found AS (
                    (SELECT kind, commodity_id, created_at FROM open_posting
                    WHERE organization_id = ? AND partner = one.partner AND state = 'OPEN'
                    ORDER BY kind, commodity_id, created_at LIMIT 1)
                    UNION ALL
                    SELECT after.* FROM found, LATERAL (
                        SELECT kind, commodity_id, created_at FROM open_posting
                        WHERE organization_id = ? AND partner = one.partner AND state = 'OPEN'
                        AND (kind, commodity_id, created_at)
                            >= (found.kind, found.commodity_id, (found.created_at / $quarter + 1) * $quarter)
                        ORDER BY kind, commodity_id, created_at LIMIT 1) AS after)
                SELECT kind, commodity_id, created_at FROM found) AS posted\
            """.replace("$quarter", Long.toString(Duration.ofMinutes(15).toNanos() / 1_000));

    private static final String PUT_POSTING = """
        INSERT INTO open_posting (organization_id, partner, posting_id, kind, commodity_id, created_at, state)
        VALUES (?, ?, ?, ?, ?, ?, 'OPEN')
        ON CONFLICT (organization_id, partner, posting_id) DO NOTHING\
        """;

    private static final String CLOSE_POSTING = """
        UPDATE open_posting SET state = 'CLOSED'
        WHERE organization_id = ? AND partner = ? AND posting_id = ? AND state = 'OPEN'\
        """;

    private static final String READ_DEALINGS =
            "SELECT DISTINCT buyer, seller, commodity_id, day, state FROM dealing WHERE organization_id = ?";

    /**
     * Which dealings of partners differ, from one to the next along the index: of two who deal all day there are thousands that say the
     * same.
     */
    private static final String READ_DIFFERENT = """
        SELECT dealt.* FROM unnest(?) AS one (partner), LATERAL (
            WITH RECURSIVE found AS (
                (SELECT buyer, seller, commodity_id, day, state FROM dealing
                WHERE organization_id = ? AND $side = one.partner AND state <> 'ENDED'
                ORDER BY $other, commodity_id, day, state LIMIT 1)
                UNION ALL
                SELECT after.* FROM found, LATERAL (
                    SELECT buyer, seller, commodity_id, day, state FROM dealing
                    WHERE organization_id = ? AND $side = one.partner AND state <> 'ENDED'
                    AND ($other, commodity_id, day, state) > (found.$other, found.commodity_id, found.day, found.state)
                    ORDER BY $other, commodity_id, day, state LIMIT 1) AS after)
            SELECT buyer, seller, commodity_id, day, state FROM found WHERE state = 'TRADED' OR day >= ?) AS dealt\
        """;

    /** On which side of its dealings a partner is. */
    private enum Side {
        BUYER("buyer", "seller"),
        SELLER("seller", "buyer");

        private final String differentDealings;

        Side(String side, String other) {
            differentDealings = READ_DIFFERENT.replace("$side", side).replace("$other", other);
        }
    }

    private static final String PUT_DEALING = """
        INSERT INTO dealing (organization_id, key, buyer, seller, commodity_id, day, state)
        VALUES (?, ?, ?, ?, ?, ?, 'HELD')
        ON CONFLICT (organization_id, key) DO NOTHING\
        """;

    private static final String MOVE_DEALING = """
        UPDATE dealing SET state = ?
        WHERE organization_id = ? AND key = ? AND buyer = ? AND seller = ? AND state = ANY (?)\
        """;

    /**
     * @param state that the exposure was in when it was last looked at
     * @param score of the last assessment
     * @param assessedAt when that was, in microseconds since the epoch
     */
    record Account(Exposure exposure, ExposureState state, Optional<Integer> score, Optional<Long> assessedAt) {
        static final Account NONE = new Account(Exposure.NONE, ExposureState.GREEN, Optional.empty(), Optional.empty());
    }

    // ------------------------------------------------------------------------------------------------------ exposure

    Account account(long partner) throws SQLException {
        return accounts(List.of(partner)).getOrDefault(partner, Account.NONE);
    }

    private Map<Long, Account> accounts(Collection<Long> partners) throws SQLException {
        Map<Long, Account> accounts = new HashMap<>();
        new Query(READ_ACCOUNTS, organization)
                .and("partner = ANY (?)", array(partners))
                .run(connection, row -> accounts.put(row.getLong(1), account(row)));
        return accounts;
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                new Exposure(row.getBigDecimal(2), row.getBigDecimal(3)),
                ExposureState.valueOf(row.getString(4)),
                Optional.ofNullable(row.getObject(5, Integer.class)),
                Optional.ofNullable(row.getObject(6, Long.class)));
    }

    void put(long partner, Exposure exposure, ExposureState state) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT_ACCOUNT)) {
            statement.setString(1, organization);
            statement.setLong(2, partner);
            statement.setBigDecimal(3, exposure.held());
            statement.setBigDecimal(4, exposure.converted());
            statement.setString(5, state.name());
            statement.executeUpdate();
        }
    }

    void putScore(long partner, int score, long at) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT_SCORE)) {
            statement.setString(1, organization);
            statement.setLong(2, partner);
            statement.setInt(3, score);
            statement.setLong(4, at);
            statement.executeUpdate();
        }
    }

    Optional<ExposureEntry> entry(long partner, String key) throws SQLException {
        return entry(partner, "key = ?", key);
    }

    Optional<ExposureEntry> entryOfTrade(long partner, String tradeId) throws SQLException {
        return entry(partner, "trade_id = ?", tradeId);
    }

    private Optional<ExposureEntry> entry(long partner, String condition, String value) throws SQLException {
        return new Query(READ_ENTRY, organization, partner)
                .and(condition, value).run(connection, LedgerTables::entry).stream()
                        .findFirst();
    }

    private static ExposureEntry entry(ResultSet row) throws SQLException {
        return new ExposureEntry(
                row.getString(1),
                row.getBigDecimal(2),
                ExposureEntry.State.valueOf(row.getString(3)),
                Optional.ofNullable(row.getString(4)));
    }

    /** @param now when it is held, of a new one */
    void put(long partner, ExposureEntry entry, long now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT_ENTRY)) {
            statement.setString(1, organization);
            statement.setLong(2, partner);
            statement.setString(3, entry.key());
            statement.setBigDecimal(4, entry.amount());
            statement.setString(5, entry.state().name());
            statement.setObject(6, entry.tradeId().orElse(null), Types.VARCHAR);
            statement.setLong(7, now);
            statement.executeUpdate();
        }
    }

    /** A hold is wanted once more: from now on it counts as taken now. */
    void touch(long partner, String key, long now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TOUCH_ENTRY)) {
            statement.setLong(1, now);
            statement.setString(2, organization);
            statement.setLong(3, partner);
            statement.setString(4, key);
            statement.executeUpdate();
        }
    }

    /** Whether it still counts as taken at that time. */
    boolean isOf(long partner, String key, long at) throws SQLException {
        return !new Query("SELECT 1 FROM exposure_entry WHERE organization_id = ?", organization)
                .and("partner = ? AND key = ? AND at = ?", partner, key, at)
                .run(connection, row -> row.getInt(1))
                .isEmpty();
    }

    // ------------------------------------------------------------------------------------------------------ postings

    /** One that is there already stays as it is. */
    void putPosting(long partner, String postingId, OpenPosting posting) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT_POSTING)) {
            statement.setString(1, organization);
            statement.setLong(2, partner);
            statement.setString(3, postingId);
            statement.setString(4, posting.kind().name());
            statement.setString(5, posting.commodity());
            statement.setLong(6, micros(posting.createdAt()));
            statement.executeUpdate();
        }
    }

    /** @return whether it was open */
    boolean closePosting(long partner, String postingId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLOSE_POSTING)) {
            statement.setString(1, organization);
            statement.setLong(2, partner);
            statement.setString(3, postingId);
            return statement.executeUpdate() > 0;
        }
    }

    // ------------------------------------------------------------------------------------------------------ dealings

    boolean hasDealing(String key) throws SQLException {
        return !new Query("SELECT 1 FROM dealing WHERE organization_id = ?", organization)
                .and("key = ?", key)
                .run(connection, row -> row.getInt(1))
                .isEmpty();
    }

    void putDealing(String key, long buyer, long seller, String commodity, LocalDate day) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT_DEALING)) {
            statement.setString(1, organization);
            statement.setString(2, key);
            statement.setLong(3, buyer);
            statement.setLong(4, seller);
            statement.setString(5, commodity);
            statement.setObject(6, day);
            statement.executeUpdate();
        }
    }

    /** @return whether it was in one of these states */
    boolean moveDealing(String key, long buyer, long seller, List<Dealing.State> from, Dealing.State to)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MOVE_DEALING)) {
            statement.setString(1, to.name());
            statement.setString(2, organization);
            statement.setString(3, key);
            statement.setLong(4, buyer);
            statement.setLong(5, seller);
            statement.setArray(
                    6,
                    connection.createArrayOf(
                            "text", from.stream().map(Enum::name).toArray()));
            return statement.executeUpdate() > 0;
        }
    }

    /** Trades that a partner has taken part in. */
    long countTrades(long partner) throws SQLException {
        return new Query("SELECT count(*) FROM dealing WHERE organization_id = ?", organization)
                .and("state IN ('TRADED', 'COMPLETED') AND (buyer = ? OR seller = ?)", partner, partner)
                .run(connection, row -> row.getLong(1))
                .getFirst();
    }

    // ------------------------------------------------------------------------------------------------- all of it

    /**
     * What partners have in their ledgers; {@link Activity#NONE} of one that is not in the answer.
     *
     * @param since first day whose settled dealings matter
     */
    Map<Long, Activity> activities(Collection<Long> partners, LocalDate since) throws SQLException {
        Map<Long, Account> accounts = accounts(partners);
        Map<Long, Set<OpenPosting>> postings = postings(partners);
        Map<Long, Set<Dealing>> dealings = dealings(partners, since);
        Map<Long, Activity> activities = new HashMap<>();
        for (long partner : partners) {
            if (accounts.containsKey(partner) || postings.containsKey(partner) || dealings.containsKey(partner)) {
                activities.put(
                        partner,
                        new Activity(
                                accounts.getOrDefault(partner, Account.NONE).exposure(),
                                postings.getOrDefault(partner, Set.of()),
                                dealings.getOrDefault(partner, Set.of())));
            }
        }
        return activities;
    }

    private Map<Long, Set<OpenPosting>> postings(Collection<Long> partners) throws SQLException {
        Map<Long, Set<OpenPosting>> postings = new HashMap<>();
        new Query(READ_POSTINGS, array(partners), organization, organization)
                .run(
                        connection,
                        row -> postings.computeIfAbsent(row.getLong(1), partner -> new HashSet<>())
                                .add(new OpenPosting(
                                        OpenPosting.Kind.valueOf(row.getString(2)),
                                        row.getString(3),
                                        time(row.getLong(4)))));
        return postings;
    }

    private Map<Long, Set<Dealing>> dealings(Collection<Long> partners, LocalDate since) throws SQLException {
        Map<Long, Set<Dealing>> dealings = new HashMap<>();
        for (Side side : Side.values()) {
            List<Dealt> found = new Query(side.differentDealings, array(partners), organization, organization, since)
                    .run(connection, this::dealt);
            for (Dealt dealt : found) {
                long partner = side == Side.BUYER ? dealt.buyer : dealt.seller;
                dealings.computeIfAbsent(partner, same -> new HashSet<>()).add(dealt.dealing);
            }
        }
        return dealings;
    }

    /** Those of a buyer with a seller, on a day and after. */
    List<Dealing> dealings(long buyer, long seller, LocalDate since) throws SQLException {
        return new Query(READ_DEALINGS, organization)
                .and("buyer = ? AND seller = ?", buyer, seller)
                .and("state <> 'ENDED' AND day >= ?", since)
                .run(connection, row -> dealt(row).dealing);
    }

    /** Those that have not ended of a partner with any of these, whenever they were; the days are left out. */
    List<Dealing> standing(long partner, Collection<Long> others) throws SQLException {
        return new Query(READ_DEALINGS, organization)
                .and(
                        "(buyer = ? AND seller = ANY (?) OR seller = ? AND buyer = ANY (?))",
                        partner,
                        array(others),
                        partner,
                        array(others))
                .and("state <> 'ENDED'")
                .run(connection, row -> dealt(row).dealing);
    }

    private record Dealt(long buyer, long seller, Dealing dealing) {}

    private Dealt dealt(ResultSet row) throws SQLException {
        long buyer = row.getLong(1);
        long seller = row.getLong(2);
        return new Dealt(
                buyer,
                seller,
                new Dealing(
                        id(buyer),
                        id(seller),
                        row.getString(3),
                        row.getObject(4, LocalDate.class),
                        Dealing.State.valueOf(row.getString(5))));
    }

    private String id(long partner) {
        return ResourceId.ofPartner(partner, organization).toString();
    }

    private Array array(Collection<Long> numbers) throws SQLException {
        return connection.createArrayOf("bigint", numbers.toArray());
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
