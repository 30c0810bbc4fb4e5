package io.mandi.persistence.partner;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.IsolationViolations;
import io.mandi.engine.book.Actor;
import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.event.Effect;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.partner.KnownPlaces;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.UniqueKey;
import io.mandi.engine.partner.capability.Standing;
import io.mandi.engine.partner.edit.Occasion;
import io.mandi.engine.partner.edit.PartnerChange;
import io.mandi.engine.partner.edit.PartnerTime;
import io.mandi.engine.partner.edit.Partners;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.KycStatus;
import io.mandi.engine.partner.kind.PartnerStatus;
import io.mandi.engine.publication.PartnerEffects;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.persistence.catalog.CatalogueRequests;
import io.mandi.persistence.catalog.CatalogueTables;
import io.mandi.persistence.catalog.Creation;
import io.mandi.persistence.catalog.Creation.StoredAnswer;
import io.mandi.persistence.catalog.Versioned;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.reader.OrganizationReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The partners of each organisation, in tables. Each is an entity of its own: its changes wait for each other and for nobody else's.
 * Whoever acts for one partner finds no other one (TEN-2). A stage fails when the database does.
 */
public final class PostgresPartners {
    // Those who create partners of an organisation go one by one: they are counted, and a key may be of a request that
    // is under way.
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('new partners of ' || ?, 0))";

    /** How often a number is looked for that no other node has just given away. */
    private static final int ATTEMPTS = 10;

    private final EntityJournal journal;
    private final OrganizationReader reader;
    private final IsolationViolations violations;
    private final Executor executor;
    private final InstantSource clock;
    private final int most;
    private final AtomicLong lastNumber = new AtomicLong();

    /**
     * @param journal gets what is done to partners
     * @param violations told of what is another's and was named
     * @param executor whose threads may wait for the database
     * @param most partners of an organisation
     */
    public PostgresPartners(
            EntityJournal journal,
            OrganizationReader reader,
            IsolationViolations violations,
            Executor executor,
            InstantSource clock,
            int most) {
        this.journal = journal;
        this.reader = reader;
        this.violations = violations;
        this.executor = executor;
        this.clock = clock;
        this.most = most;
    }

    /**
     * Which partners are listed.
     *
     * @param search what the legal name or the code begins with
     */
    public record Filter(
            Optional<PartnerStatus> status,
            Optional<KycStatus> kycStatus,
            Optional<String> country,
            Optional<EntityClass> entityClass,
            Optional<String> search) {}

    /** What a decision can know besides the partner. */
    public interface Surroundings {
        /** When, who, and under which settings. */
        Occasion occasion();

        /** The locations of the catalogue. */
        KnownPlaces places();

        /** Whether this is the id of a partner of the organisation. */
        boolean isPartner(String id);
    }

    /** Decides what becomes of a partner. */
    public interface Decision {
        Checked<PartnerChange> of(Partner partner, Surroundings surroundings);
    }

    // ------------------------------------------------------------------------------------------------------- reading

    /** One partner, when there is, and it is the caller's to see. */
    public CompletionStage<Optional<DatedPartner>> partner(long number, Caller caller) {
        String organization = caller.organization();
        return run(() -> isOfAnother(number, caller)
                ? Optional.empty()
                : reader.readNow(organization, connection -> {
                    LocalDate today = occasion(connection, caller, now()).today();
                    return PartnerTable.find(connection, organization, number)
                            .map(found -> new DatedPartner(found, today));
                }));
    }

    /**
     * Partners without what belongs to them, the oldest first.
     *
     * @param after number behind which to begin
     */
    public CompletionStage<List<DatedPartner>> partners(Filter filter, Optional<Long> after, int limit, Caller caller) {
        String organization = caller.organization();
        Optional<String> only = caller.actor().partner();
        Optional<Long> own = only.flatMap(id -> number(id, organization));
        if (only.isPresent() && own.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        return run(() -> reader.readNow(organization, connection -> {
            LocalDate today = occasion(connection, caller, now()).today();
            return PartnerTable.list(connection, organization, filter, own, after, limit).stream()
                    .map(found -> new DatedPartner(found, today))
                    .toList();
        }));
    }

    /** The records of these partners, by id, for those who know them already; without those that are none. */
    public CompletionStage<Map<String, Partner>> records(String organization, Collection<String> partnerIds) {
        return run(() -> reader.readNow(organization, connection -> {
            Set<Long> numbers = partnerIds.stream()
                    .flatMap(id -> number(id, organization).stream())
                    .collect(Collectors.toSet());
            Map<String, Partner> records = new HashMap<>();
            if (!numbers.isEmpty()) {
                PartnerTable.findAll(connection, organization, numbers)
                        .forEach(found -> records.put(found.value().id(), found.value()));
            }
            return records;
        }));
    }

    /** How a partner stands; empty when there is none of this id. */
    public CompletionStage<Optional<Standing>> standing(String organization, String partnerId) {
        Optional<Long> number = number(partnerId, organization);
        if (number.isEmpty()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return run(() -> reader.readNow(
                        organization, connection -> PartnerTable.findAlone(connection, organization, number.get()))
                .map(found -> found.value().standing()));
    }

    private long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    private static Occasion occasion(Connection connection, Caller caller, long now) throws SQLException {
        return new Occasion(
                Instant.EPOCH.plus(now, ChronoUnit.MICROS),
                caller.actor().user(),
                CatalogueTables.settings(connection, caller.organization()));
    }

    private static Optional<Long> number(String partnerId, String organization) {
        return ResourceId.parse(ResourceId.Kind.PARTNER, partnerId)
                .filter(id -> id.organization().equals(organization))
                .map(ResourceId::number);
    }

    /** Whether the caller acts for one partner, and it is not this one; if this one is there, that is noted (TEN-3). */
    private boolean isOfAnother(long number, Caller caller) throws SQLException {
        String organization = caller.organization();
        String id = id(number, organization);
        Optional<String> only = caller.actor().partner();
        if (only.isEmpty() || only.get().equals(id)) {
            return false;
        }
        if (reader.readNow(organization, connection -> PartnerTable.has(connection, organization, number))) {
            violations.note(caller, id);
        }
        return true;
    }

    // ------------------------------------------------------------------------------------------------------- changing

    /** @param answer made of the new partner */
    public CompletionStage<Outcome> create(PartnerDraft draft, Outcome.Writer answer, Caller caller) {
        return run(() -> {
            for (int i = 0; i < ATTEMPTS; i++) {
                long number = newNumber();
                Optional<Outcome> created = change(
                        number,
                        caller,
                        (connection, now, happened) ->
                                create(connection, number, draft, answer, caller, now, happened));
                if (created.isPresent()) {
                    return created.get();
                }
            }
            throw new SQLException("no number for a partner could be found");
        });
    }

    private long newNumber() {
        long now = now();
        return lastNumber.updateAndGet(last -> Math.max(last + 1, now));
    }

    /** @return empty when the number is given away already */
    private Optional<Outcome> create(
            Connection connection,
            long number,
            PartnerDraft draft,
            Outcome.Writer answer,
            Caller caller,
            long now,
            Consumer<Effect> happened)
            throws SQLException {
        String organization = caller.organization();
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setString(1, organization);
            lock.execute();
        }
        Optional<Outcome> earlier = earlier(connection, caller, now);
        if (earlier.isPresent()) {
            return earlier;
        }
        if (PartnerTable.has(connection, organization, number)) {
            return Optional.empty();
        }
        long count = PartnerTable.count(connection, organization);
        if (count >= most) {
            return Optional.of(new Outcome.TooMany(most));
        }
        Within within = new Within(connection, caller, now);
        Checked<PartnerChange> decided = Partners.create(
                id(number, organization),
                freeCode(connection, organization, draft, count),
                draft,
                within.places(),
                within.occasion());
        return Optional.of(
                switch (decided) {
                    case Checked.Invalid<PartnerChange> invalid -> new Outcome.Refused(invalid.flaws());
                    case Checked.Valid<PartnerChange> valid -> {
                        Versioned<Partner> created = store(within, number, Optional.empty(), valid.value(), happened);
                        RiskRounds.follow(connection, organization, within.occasion.settings(), now);
                        yield done(within, created, answer);
                    }
                });
    }

    /** A code that no partner has, for one that is given none. */
    private static String freeCode(Connection connection, String organization, PartnerDraft draft, long count)
            throws SQLException {
        long next = count + 1;
        String code = code(draft, next);
        while (PartnerReferences.isTaken(connection, organization, new UniqueKey(UniqueKey.Kind.PARTNER_CODE, code))) {
            next++;
            code = code(draft, next);
        }
        return code;
    }

    private static String code(PartnerDraft draft, long number) {
        String kind = switch (draft.identity().entityClass().orElse(EntityClass.BUSINESS_ENTITY)) {
            case BUSINESS_ENTITY -> "BP";
            case SERVICE_PROVIDER -> "SP";
        };
        return kind + "-" + String.format("%04d", number);
    }

    /**
     * Changes a partner.
     *
     * @param version that is to be changed, where it matters
     */
    public CompletionStage<Outcome> change(
            long number, OptionalLong version, Decision decision, Outcome.Writer answer, Caller caller) {
        return run(() -> isOfAnother(number, caller)
                ? new Outcome.NotThere()
                : change(
                                number,
                                caller,
                                (connection, now, happened) -> Optional.of(
                                        change(connection, number, version, decision, answer, caller, now, happened)))
                        .orElseThrow());
    }

    private Outcome change(
            Connection connection,
            long number,
            OptionalLong version,
            Decision decision,
            Outcome.Writer answer,
            Caller caller,
            long now,
            Consumer<Effect> happened)
            throws SQLException {
        String organization = caller.organization();
        Optional<Outcome> earlier = earlier(connection, caller, now);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Optional<Versioned<Partner>> found = PartnerTable.find(connection, organization, number);
        if (found.isEmpty()) {
            return new Outcome.NotThere();
        }
        Versioned<Partner> was = found.get();
        if (version.isPresent() && version.getAsLong() != was.version()) {
            return new Outcome.Conflict(was.version());
        }
        Within within = new Within(connection, caller, now);
        return switch (decision.of(was.value(), within)) {
            case Checked.Invalid<PartnerChange> invalid -> new Outcome.Refused(invalid.flaws());
            case Checked.Valid<PartnerChange> valid -> {
                yield done(within, store(within, number, found, valid.value(), happened), answer);
            }
        };
    }

    /**
     * Stores what was decided, and when the partner has to be looked at again.
     *
     * @param was the partner before; absent for a new one
     */
    private static Versioned<Partner> store(
            Within within,
            long number,
            Optional<Versioned<Partner>> was,
            PartnerChange change,
            Consumer<Effect> happened)
            throws SQLException {
        Connection connection = within.connection;
        String organization = within.caller.organization();
        Partner is = change.partner();
        Versioned<Partner> stored;
        if (was.isPresent() && change.events().isEmpty()) {
            stored = was.get();
        } else {
            claim(connection, organization, number, was.map(Versioned::value), is);
            stored = was.isEmpty()
                    ? PartnerTable.insert(connection, organization, number, is, within.at)
                    : PartnerTable.update(connection, organization, number, was.get(), is, within.at);
        }
        change.events().forEach(event -> happened.accept(PartnerEffects.of(event)));
        PartnerWakeUps.follow(connection, organization, stored.value(), within.occasion.settings());
        return stored;
    }

    private static Outcome done(Within within, Versioned<Partner> now, Outcome.Writer writer) throws SQLException {
        StoredAnswer answer = writer.of(new DatedPartner(now, within.occasion.today()));
        CatalogueRequests.keep(within.connection, within.caller, within.at, answer);
        return new Outcome.Done(answer, false);
    }

    /**
     * Does what has become due of a partner, in the name of nobody, and nothing when that is done.
     *
     * @param dueAt when somebody thought that something is due, in microseconds since the epoch
     */
    CompletionStage<Sleeper.Answer> passTime(String organization, long number, long dueAt) {
        ResourceId id = ResourceId.ofPartner(number, organization);
        Caller system = new Caller(organization, Actor.staff(Occasion.SYSTEM), id.toString(), Optional.empty());
        return run(() -> journal.change(id.owner(), system, (connection, now, happened) -> {
            if (now < dueAt) {
                return Sleeper.Answer.NOT_YET;
            }
            Optional<Versioned<Partner>> found = PartnerTable.find(connection, organization, number);
            if (found.isPresent()) {
                Within within = new Within(connection, system, now);
                PartnerChange passed = PartnerTime.passed(found.get().value(), within.occasion());
                store(within, number, found, passed, happened);
            }
            return Sleeper.Answer.DONE;
        }));
    }

    private static void claim(
            Connection connection, String organization, long number, Optional<Partner> was, Partner is)
            throws SQLException {
        List<Flaw> taken = new PartnerReferences(connection, organization, number).change(was, is);
        if (!taken.isEmpty()) {
            throw new TakenException(taken);
        }
    }

    /** Undoes a change that wants what another partner has. */
    private static final class TakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient List<Flaw> flaws;

        TakenException(List<Flaw> flaws) {
            super("another partner has it", null, false, false);
            this.flaws = flaws;
        }
    }

    private static Optional<Outcome> earlier(Connection connection, Caller caller, long now) throws SQLException {
        return CatalogueRequests.earlier(connection, caller, now).map(earlier -> switch (earlier) {
            case Creation.Done done -> new Outcome.Done(done.answer(), true);
            case Creation.Refused refused -> new Outcome.Refused(refused.flaws());
            case Creation.TooMany many -> new Outcome.TooMany(many.most());
            case Creation.KeyReused reused -> new Outcome.KeyReused();
        });
    }

    /** What a decision knows within its transaction. */
    private final class Within implements Surroundings {
        private final Connection connection;
        private final Caller caller;
        private final long at;
        private final Occasion occasion;

        Within(Connection connection, Caller caller, long now) throws SQLException {
            this.connection = connection;
            this.caller = caller;
            this.at = now;
            PartnerWakeUps.holdSettings(connection, caller.organization());
            this.occasion = PostgresPartners.occasion(connection, caller, now);
        }

        @Override
        public Occasion occasion() {
            return occasion;
        }

        @Override
        public KnownPlaces places() {
            return this::place;
        }

        private Optional<Place> place(String locationId) {
            return own(ResourceId.Kind.LOCATION, locationId)
                    .flatMap(number -> sql(() -> CatalogueTables.place(connection, caller.organization(), number)));
        }

        @Override
        public boolean isPartner(String id) {
            return own(ResourceId.Kind.PARTNER, id)
                    .map(number -> sql(() -> PartnerTable.has(connection, caller.organization(), number)))
                    .orElse(false);
        }

        /** The number of what belongs to the organisation. */
        private Optional<Long> own(ResourceId.Kind kind, String text) {
            Optional<ResourceId> id = ResourceId.parse(kind, text);
            if (id.isPresent() && !id.get().organization().equals(caller.organization())) {
                violations.note(caller, text);
                return Optional.empty();
            }
            return id.map(ResourceId::number);
        }

        private <T> T sql(Work<T> work) {
            try {
                return work.take();
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------- the way of
    // it

    private interface Work<T> {
        T take() throws SQLException;
    }

    private Optional<Outcome> change(long number, Caller caller, EntityJournal.Work<Optional<Outcome>> work)
            throws SQLException {
        EntityId entity = ResourceId.ofPartner(number, caller.organization()).owner();
        try {
            return journal.change(entity, caller, work);
        } catch (TakenException e) {
            return Optional.of(new Outcome.Refused(e.flaws));
        }
    }

    private static String id(long number, String organization) {
        return ResourceId.ofPartner(number, organization).toString();
    }

    private <T> CompletionStage<T> run(Work<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.take();
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }
}
