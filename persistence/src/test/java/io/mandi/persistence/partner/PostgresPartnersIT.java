package io.mandi.persistence.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.PartnerDraft.IdentityDraft;
import io.mandi.engine.partner.PartnerDraft.TaxDraft;
import io.mandi.engine.partner.capability.Standing;
import io.mandi.engine.partner.edit.Partners;
import io.mandi.engine.partner.kind.PartnerStatus;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.catalog.Creation.StoredAnswer;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.partner.PostgresPartners.Filter;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.Query;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Partners in their tables. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PostgresPartnersIT {
    private static final String NORTH = "north";
    private static final int THREADS = 6;
    private static final Caller CLERK = caller(NORTH, Optional.empty());
    private static final Filter ALL =
            new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final Outcome.Writer ANSWER =
            now -> new StoredAnswer(200, now.stored().version(), now.partner().id());

    private final DatabasePool pool =
            DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(2 * THREADS + 2));
    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-23T08:00:00Z"));
    private final List<String> violations = new ArrayList<>();
    private final OrganizationReader reader = new OrganizationReader(pool.dataSource(), Runnable::run);
    private final PostgresPartners partners = partners(1_000);

    private PostgresPartners partners(int most) {
        return new PostgresPartners(
                new EntityJournal(pool.dataSource(), entity -> {}, clock),
                reader,
                (caller, named) -> violations.add(named),
                Runnable::run,
                clock,
                most);
    }

    @BeforeEach
    void createTables() {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private static Caller caller(String organization, Optional<Idempotency> key) {
        return new Caller(organization, Actor.staff("clerk"), "request-1", key);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static PartnerDraft named(String name) {
        IdentityDraft none = IdentityDraft.EMPTY;
        return PartnerDraft.EMPTY.with(new IdentityDraft(
                none.partnerCode(),
                Optional.of(name),
                none.tradeName(),
                none.country(),
                none.entityClass(),
                none.serviceProviderType(),
                none.businessEntityType(),
                false,
                false));
    }

    private static PartnerDraft taxed(PartnerDraft draft, String gstin) {
        return draft.with(new TaxDraft(Optional.of(gstin), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static String done(Outcome outcome) {
        return ((Outcome.Done) outcome).answer().body();
    }

    private static List<FlawCode> flaws(Outcome outcome) {
        return ((Outcome.Refused) outcome).flaws().stream().map(Flaw::code).toList();
    }

    private static long number(String id) {
        return ResourceId.parse(ResourceId.Kind.PARTNER, id).orElseThrow().number();
    }

    private String created(PartnerDraft draft) {
        return done(join(partners.create(draft, ANSWER, CLERK)));
    }

    private Outcome edit(String id, PartnerDraft wanted) {
        return join(partners.change(
                number(id),
                OptionalLong.empty(),
                (partner, around) -> Partners.edit(partner, wanted, around.places(), around.occasion()),
                ANSWER,
                CLERK));
    }

    private long count(String table) throws SQLException {
        try (var connection = pool.dataSource().getConnection()) {
            return new Query("SELECT count(*) FROM " + table)
                    .run(connection, row -> row.getLong(1))
                    .getFirst();
        }
    }

    @Test
    void nodesThatCreateAtTheSameInstantGiveAwayNoNumberTwice() throws Exception {
        List<String> ids = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                PostgresPartners node = partners(1_000);
                String name = "Node " + i;
                outcomes.add(threads.submit(() -> join(node.create(named(name), ANSWER, CLERK))));
            }
            for (Future<Outcome> outcome : outcomes) {
                ids.add(done(outcome.get()));
            }
        }
        assertThat(ids).doesNotHaveDuplicates().hasSize(THREADS);
        assertThat(join(partners.partners(ALL, Optional.empty(), 100, CLERK)))
                .extracting(found -> found.partner().identity().partnerCode())
                .doesNotHaveDuplicates();
    }

    // PT-1
    @Test
    void whoSwapKeysAreNeverLockedInEachOther() throws Exception {
        String one = created(taxed(named("One"), "24AAACG1234A1ZK"));
        String other = created(taxed(named("Other"), "27AABCM5678K1ZY"));
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 20; i++) {
                Future<Outcome> first = threads.submit(() -> edit(one, taxed(named("One"), "27AABCM5678K1ZY")));
                Future<Outcome> second = threads.submit(() -> edit(other, taxed(named("Other"), "24AAACG1234A1ZK")));
                assertThat(flaws(first.get())).containsExactly(FlawCode.DUPLICATE_TAX_ID);
                assertThat(flaws(second.get())).containsExactly(FlawCode.DUPLICATE_TAX_ID);
            }
        }
    }

    @Test
    void whatIsRefusedLeavesNothing() throws SQLException {
        created(taxed(named("One"), "24AAACG1234A1ZK"));
        long events = count("event_journal");
        long keys = count("partner_key");
        assertThat(flaws(join(partners.create(taxed(named("Two"), "24AAACG1234A1ZK"), ANSWER, CLERK))))
                .containsExactly(FlawCode.DUPLICATE_TAX_ID);
        assertThat(count("event_journal")).isEqualTo(events);
        assertThat(count("partner_key")).isEqualTo(keys);
        assertThat(count("partner")).isEqualTo(1);
    }

    @Test
    void anOrganisationHasAsManyAsItCanHave() {
        PostgresPartners small = partners(1);
        assertThat(join(small.create(named("One"), ANSWER, CLERK))).isInstanceOf(Outcome.Done.class);
        assertThat(join(small.create(named("Two"), ANSWER, CLERK))).isEqualTo(new Outcome.TooMany(1));
        assertThat(join(small.create(named("Else"), ANSWER, caller("south", Optional.empty()))))
                .isInstanceOf(Outcome.Done.class);
    }

    @Test
    void tellsHowAPartnerStands() {
        String id = created(named("One"));
        Standing standing = join(partners.standing(NORTH, id)).orElseThrow();
        assertThat(standing.status()).isEqualTo(PartnerStatus.PENDING);
        assertThat(standing.partnerId()).isEqualTo(id);
        assertThat(join(partners.standing("south", id))).isEmpty();
        assertThat(join(partners.standing(NORTH, "a mill"))).isEmpty();
    }

    // TEN-2, TEN-3
    @Test
    void whoActsForOnePartnerFindsNoOther() {
        String mine = created(named("Mine"));
        String theirs = created(named("Theirs"));
        Caller user = new Caller(NORTH, Actor.of("trader", Optional.of(mine)), "request-2", Optional.empty());
        assertThat(join(partners.partner(number(mine), user))).isPresent();
        assertThat(join(partners.partner(number(theirs), user))).isEmpty();
        assertThat(join(partners.change(
                        number(theirs),
                        OptionalLong.empty(),
                        (partner, around) ->
                                Partners.edit(partner, named("Stolen"), around.places(), around.occasion()),
                        ANSWER,
                        user)))
                .isEqualTo(new Outcome.NotThere());
        assertThat(violations).containsExactly(theirs, theirs);
        // What never was is no violation.
        assertThat(join(partners.partner(1, user))).isEmpty();
        assertThat(violations).hasSize(2);
        assertThat(join(partners.partners(ALL, Optional.empty(), 10, user))).hasSize(1);
    }

    @Test
    void theRoleThatReadsSeesOneOrganisationAndNoKeys() throws SQLException {
        created(named("One"));
        List<Long> seen = reader.readNow(
                "south", connection -> new Query("SELECT number FROM partner").run(connection, row -> row.getLong(1)));
        assertThat(seen).isEmpty();
        for (String table : List.of("partner_key", "partner_place")) {
            assertThatThrownBy(() -> reader.readNow(
                            NORTH,
                            connection ->
                                    new Query("SELECT number FROM " + table).run(connection, row -> row.getLong(1))))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining(table);
        }
    }
}
