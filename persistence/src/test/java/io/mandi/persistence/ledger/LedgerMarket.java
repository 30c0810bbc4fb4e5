package io.mandi.persistence.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.event.Transition;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.partner.Finance;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.PartnerDraft.IdentityDraft;
import io.mandi.engine.partner.edit.PartnerChange;
import io.mandi.engine.partner.edit.PartnerEvent;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.catalog.Creation.StoredAnswer;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.ledger.PartnerLedgers.Kept;
import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.LogPosition;
import io.mandi.persistence.log.StoredEvent;
import io.mandi.persistence.log.StoredEvents;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.partner.Outcome;
import io.mandi.persistence.partner.PostgresPartners;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** An organisation with partners and their ledgers, on a server of its own. */
final class LedgerMarket implements AutoCloseable {
    static final String NORTH = "north";
    static final int THREADS = 6;
    static final ZoneId KOLKATA = ZoneId.of("Asia/Kolkata");
    static final Caller CLERK = new Caller(NORTH, Actor.staff("clerk"), "request-1", Optional.empty());

    private static final Outcome.Writer ANSWER =
            now -> new StoredAnswer(200, now.stored().version(), now.partner().id());

    final AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-11-23T08:00:00Z"));
    final List<String> violations = new ArrayList<>();
    final List<PartyDirectory> directories = new ArrayList<>();
    final DatabasePool pool = DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(2 * THREADS + 2));
    final OrganizationReader reader = new OrganizationReader(pool.dataSource(), Runnable::run);
    private Optional<String> stranger = Optional.empty();
    private final EntityJournal journal = new EntityJournal(pool.dataSource(), this::tell, clock::get);
    final PostgresPartners partners =
            new PostgresPartners(journal, reader, (caller, named) -> {}, Runnable::run, clock::get, 1_000);
    final PartnerLedgers ledgers = new PartnerLedgers(
            journal, pool.dataSource(), reader, (caller, named) -> violations.add(named), this::tell, Runnable::run);

    LedgerMarket() {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    private void tell(String persistenceId) {
        EntityId entity = EntityId.parse(persistenceId).orElseThrow();
        directories.forEach(directory -> directory.forget(entity));
    }

    /** One that hears of every change. */
    PartyDirectory directory() {
        PartyDirectory directory = deafDirectory();
        directories.add(directory);
        return directory;
    }

    /** One that hears of nothing. */
    PartyDirectory deafDirectory() {
        return new PartyDirectory(reader, Runnable::run, clock::get, MarketSettings.DEFAULT, 10, Duration.ofMinutes(5));
    }

    static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    static Decimal money(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    static long number(String partner) {
        return ResourceId.parse(ResourceId.Kind.PARTNER, partner).orElseThrow().number();
    }

    /** @param limit none when it is blank */
    String partner(String name, String limit) {
        IdentityDraft none = IdentityDraft.EMPTY;
        PartnerDraft draft = PartnerDraft.EMPTY.with(new IdentityDraft(
                none.partnerCode(),
                Optional.of(name),
                none.tradeName(),
                none.country(),
                none.entityClass(),
                none.serviceProviderType(),
                none.businessEntityType(),
                false,
                false));
        String id = ((Outcome.Done) join(partners.create(draft, ANSWER, CLERK)))
                .answer()
                .body();
        limit(id, limit);
        return id;
    }

    void limit(String partner, String limit) {
        change(partner, was -> was.with(new Finance(Optional.empty(), Decimal.parse(limit), 0)));
    }

    void change(String partner, UnaryOperator<Partner> change) {
        join(partners.change(
                number(partner),
                OptionalLong.empty(),
                (was, around) -> Checked.valid(new PartnerChange(
                        change.apply(was), List.of(new PartnerEvent.Updated(partner, List.of("profile"))))),
                ANSWER,
                CLERK));
    }

    /** A hold for a reservation of somebody's whom no test knows. */
    LedgerAnswer hold(String buyer, String key, Decimal amount) {
        if (stranger.isEmpty()) {
            stranger = Optional.of(partner("A stranger", ""));
        }
        Deal deal = new Deal(key, buyer, stranger.get(), "goods of " + key);
        return join(ledgers.holdAndDeal(CLERK, amount, deal, KOLKATA)).hold();
    }

    /** Whether a reservation can be dealt. */
    boolean deals(Deal deal, Decimal amount) {
        return join(ledgers.holdAndDeal(CLERK, amount, deal, KOLKATA)).dealt();
    }

    /** The dealing of a reservation that its buyer can afford. */
    Optional<Reason> deal(Deal deal) {
        Kept kept = join(ledgers.holdAndDeal(CLERK, money("0.01"), deal, KOLKATA));
        assertThat(kept.hold()).isInstanceOf(LedgerAnswer.Done.class);
        return kept.circular();
    }

    PartnerExposure exposure(String partner) {
        return join(ledgers.exposure(number(partner), CLERK)).orElseThrow();
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long count(String table) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection()) {
            return new Query("SELECT count(*) FROM " + table)
                    .run(connection, row -> row.getLong(1))
                    .getFirst();
        }
    }

    /** The types of the events of a partner's ledger, each with its data. */
    List<String> events(String partner) throws SQLException, UnreadableEventException {
        EntityId ledger = EntityId.ofLedger(
                ResourceId.parse(ResourceId.Kind.PARTNER, partner).orElseThrow());
        List<String> events = new ArrayList<>();
        try (Connection connection = pool.dataSource().getConnection()) {
            List<LogEntry> entries = EventLog.read(
                            connection, EventLog.sliceOf(ledger.persistenceId()), LogPosition.START, 10_000)
                    .entries();
            for (LogEntry entry : entries) {
                if (entry.persistenceId().equals(ledger.persistenceId())) {
                    Transition transition = ((StoredEvent.OfEntity) new StoredEvents().readAny(entry)).transition();
                    transition.effects().forEach(effect -> events.add(effect.type() + " " + effect.data()));
                }
            }
        }
        return events;
    }

    @Override
    public void close() {
        pool.close();
    }
}
