package io.mandi.persistence.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.ledger.ExposureEntry;
import io.mandi.engine.ledger.KnownParties;
import io.mandi.engine.ledger.OpenPosting;
import io.mandi.engine.ledger.PartyFacts;
import io.mandi.engine.ledger.RiskRules;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.match.CapabilityRefusal;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.RiskAssessment;
import io.mandi.persistence.partner.PartnerTables;
import io.mandi.persistence.reader.OrganizationReader;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * What matching asks of the partners of an organisation. {@link #parties} answers from memory: all partners of the organisation are read when
 * it is first asked for, those that are heard of when it is next asked for, and everything after some time. Other nodes are behind by as long
 * as the news of a change takes. Whoever posts, reserves or trades is judged by what the tables say at that moment.
 */
public final class PartyDirectory {
    private final FactsReader facts;
    private final OrganizationReader reader;
    private final Executor executor;
    private final InstantSource clock;
    private final Cache<String, MarketParties> markets;

    /**
     * @param executor whose threads may wait for the database
     * @param initial settings of an organisation that has none of its own yet
     * @param most organisations whose partners are in memory
     * @param kept how long they are at most
     */
    public PartyDirectory(
            OrganizationReader reader,
            Executor executor,
            InstantSource clock,
            MarketSettings initial,
            int most,
            Duration kept) {
        this.facts = new FactsReader(reader, initial, clock);
        this.reader = reader;
        this.executor = executor;
        this.clock = clock;
        this.markets = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(kept)
                .executor(executor)
                .build();
    }

    /**
     * The partners of an organisation for one run: all its answers are of one state of each partner, with every change that this node has
     * heard of before. The stage fails when the database does.
     */
    public CompletionStage<KnownParties> parties(String organization) {
        // What is heard of from now on is not missed: it is in the cache before it reads.
        MarketParties market = markets.get(organization, unknown -> new MarketParties(facts, executor, organization));
        return market.fresh().thenApply(read -> market.known(clock.instant()));
    }

    /** What was known of an entity may not be true any more. */
    public void forget(EntityId entity) {
        MarketParties market = markets.getIfPresent(entity.organization());
        if (market == null) {
            return;
        }
        switch (entity.kind()) {
            case CATALOGUE -> market.settingsChanged();
            case PARTNER, LEDGER ->
                ResourceId.ofPartner(entity.key(), entity.organization())
                        .ifPresent(partner -> market.partnerChanged(partner.number()));
            case ORDER_BOOK, LOT_BOOK, MATCHES, DESK_TRADE, WEBHOOKS, ACCESS -> {}
        }
    }

    /**
     * What is said of a partner who posts, but for circles, which its ledger decides on (RP-1).
     *
     * @param countries of the goods, or where they may be delivered; one in which the partner may is enough
     * @param value what it comes to (RK-1)
     */
    public CompletionStage<LotCommand.Verdicts> verdictsOfPosting(
            String organization, String partnerId, OpenPosting.Kind kind, List<String> countries, BigDecimal value) {
        return reader.read(organization, connection -> {
            KnownParties parties = owners(connection, organization, List.of(partnerId), Optional.empty());
            return new LotCommand.Verdicts(
                    capability(parties, partnerId, kind, countries),
                    Optional.empty(),
                    parties.risk(partnerId, kind, value));
        });
    }

    private static Optional<CapabilityRefusal> capability(
            KnownParties parties, String partnerId, OpenPosting.Kind kind, List<String> countries) {
        Stream<Optional<String>> places = countries.isEmpty()
                ? Stream.of(Optional.empty())
                : countries.stream().map(Optional::of);
        List<Optional<CapabilityRefusal>> refusals = places.map(country -> switch (kind) {
                    case LOT -> parties.mayNotSell(partnerId, country);
                    case NEED -> parties.mayNotBuy(partnerId, country);
                })
                .toList();
        return refusals.stream().anyMatch(Optional::isEmpty) ? Optional.empty() : refusals.getFirst();
    }

    /**
     * What is said of two partners one of whom reserves from the other.
     *
     * @param exposure what the buyer's ledger has said to the hold
     */
    public CompletionStage<LotCommand.PairVerdicts> pairVerdicts(
            String organization, Pair pair, LotCommand.Exposure exposure) {
        return reader.read(organization, connection -> {
            KnownParties parties = owners(connection, organization, List.of(pair.buyer(), pair.seller()), pair.hold());
            return new LotCommand.PairVerdicts(
                    parties.capability(pair.seller(), pair.goodsCountry(), pair.buyer(), pair.deliveryCountry()),
                    parties.relation(pair.buyer(), pair.seller()),
                    circular(parties, pair),
                    risk(parties, pair),
                    exposure);
        });
    }

    private static Optional<Reason> circular(KnownParties parties, Pair pair) {
        return pair.needCreatedAt()
                .flatMap(at -> parties.posting(pair.buyer(), OpenPosting.Kind.NEED, pair.commodity(), at))
                .or(() -> pair.lotCreatedAt()
                        .flatMap(at -> parties.posting(pair.seller(), OpenPosting.Kind.LOT, pair.commodity(), at)))
                .or(() -> parties.reversal(pair.buyer(), pair.seller(), pair.commodity()));
    }

    private static Optional<RiskAssessment> risk(KnownParties parties, Pair pair) {
        return parties.risk(pair.buyer(), pair.seller(), pair.value())
                .map(risk -> RiskRules.linked(risk, parties.weakLinks(pair.buyer(), pair.seller())));
    }

    /** How much a partner's needs are preferred, 0.5 to 2.0 (RQ-11). */
    public CompletionStage<BigDecimal> buyerPriority(String organization, String partnerId) {
        return reader.read(
                organization,
                connection -> owners(connection, organization, List.of(partnerId), Optional.empty())
                        .buyerPriority(partnerId));
    }

    /**
     * What the tables say of some partners.
     *
     * @param hold of the first of them, that is not counted
     */
    private KnownParties owners(
            Connection connection, String organization, List<String> partnerIds, Optional<String> hold)
            throws SQLException {
        List<Long> numbers = partnerIds.stream()
                .flatMap(id -> PartnerTables.number(id, organization).stream())
                .toList();
        Map<String, PartyFacts> known = new HashMap<>();
        for (PartyFacts read : facts.some(connection, organization, numbers)) {
            known.put(read.standing().partnerId(), read);
        }
        if (hold.isPresent() && known.containsKey(partnerIds.getFirst())) {
            Optional<ExposureEntry> entry =
                    new LedgerTables(connection, organization).entry(numbers.getFirst(), hold.get());
            entry.filter(found -> found.state() == ExposureEntry.State.HELD)
                    .ifPresent(found -> known.computeIfPresent(
                            partnerIds.getFirst(),
                            (id, read) -> read.with(read.activity().exposure().withoutHold(found.amount()))));
        }
        return new KnownParties(
                id -> Optional.ofNullable(known.get(id)), facts.settings(connection, organization), clock.instant());
    }
}
