package io.mandi.persistence.ledger;

import static io.mandi.persistence.ledger.LedgerMarket.CLERK;
import static io.mandi.persistence.ledger.LedgerMarket.NORTH;
import static io.mandi.persistence.ledger.LedgerMarket.join;
import static io.mandi.persistence.ledger.LedgerMarket.money;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.setting.CircularRule;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.ledger.KnownParties;
import io.mandi.engine.ledger.OpenPosting;
import io.mandi.engine.ledger.PartyFacts;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.partner.Kyc;
import io.mandi.engine.partner.Links;
import io.mandi.engine.partner.Performance;
import io.mandi.engine.partner.capability.Capabilities;
import io.mandi.engine.partner.capability.Capability;
import io.mandi.engine.partner.capability.CapabilityOverride;
import io.mandi.engine.partner.kind.PartnerStatus;
import io.mandi.persistence.reader.OrganizationReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What matching asks of partners, from memory and from the tables. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PartyDirectoryIT {
    private static final ZoneId KOLKATA = ZoneId.of("Asia/Kolkata");
    private static final long SEED = 20_261_123;
    private static final BigDecimal VALUE = new BigDecimal("100.00");
    private static final List<String> INDIA = List.of("IN");

    private final LedgerMarket market = new LedgerMarket();

    @AfterEach
    void close() {
        market.close();
    }

    private String approved(String name, String limit) {
        String partner = market.partner(name, limit);
        market.change(
                partner,
                was -> was.with(was.onboarding().with(PartnerStatus.APPROVED, Optional.empty()))
                        .with(Kyc.validFrom(LocalDate.of(2026, 11, 23)))
                        .with(new Capabilities(
                                List.of(),
                                Optional.of(new CapabilityOverride(
                                        List.of(Capability.values()), "for a test", "director", Instant.EPOCH)))));
        return partner;
    }

    private static KnownParties parties(PartyDirectory directory) {
        return join(directory.parties(NORTH));
    }

    private static PartyFacts facts(PartyDirectory directory, String partner) {
        return parties(directory).facts(partner).orElseThrow();
    }

    @Test
    void aChangeIsInTheNextRunAndNotInTheOneThatIsUnderWay() {
        String buyer = approved("Surat Mills", "1000.00");
        PartyDirectory directory = market.directory();
        KnownParties run = parties(directory);
        assertThat(run.exposureFits(buyer, new BigDecimal("1000.00"))).isTrue();
        market.hold(buyer, "rsv_1", money("0.01"));
        assertThat(run.exposureFits(buyer, new BigDecimal("1000.00"))).isTrue();
        assertThat(parties(directory).exposureFits(buyer, new BigDecimal("1000.00")))
                .isFalse();
        market.limit(buyer, "2000.00");
        assertThat(parties(directory).exposureFits(buyer, new BigDecimal("1000.00")))
                .isTrue();
        String other = approved("Kadi Gin", "");
        assertThat(parties(directory).mayNotSell(other, Optional.of("IN"))).isEmpty();
    }

    @Test
    void theSettingsAreReadAnewToo() throws Exception {
        String partner = approved("Surat Mills", "");
        PartyDirectory directory = market.directory();
        assertThat(parties(directory).mayNotSell(partner, Optional.of("IN"))).isEmpty();
        market.execute("INSERT INTO market_settings VALUES ('north', 1, '{\"sanctioned_countries\": [\"IN\"]}', 0)");
        directory.forget(EntityId.of(EntityId.Kind.CATALOGUE, NORTH));
        assertThat(parties(directory)
                        .mayNotSell(partner, Optional.of("IN"))
                        .orElseThrow()
                        .reason())
                .isEqualTo(Reason.SANCTIONED_COUNTRY);
    }

    @Test
    void afterManyChangesItIsAsOneThatIsReadAnew() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> partners = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            partners.add(approved("Partner " + i, "1000.00"));
        }
        PartyDirectory directory = market.directory();
        List<Deal> deals = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            String one = partners.get(random.nextInt(partners.size()));
            String other = partners.get(random.nextInt(partners.size()));
            String key = "rsv_" + random.nextInt(40);
            Decimal amount = new Decimal(random.nextInt(30_000), 2);
            switch (random.nextInt(9)) {
                case 0 -> market.limit(one, Integer.toString(random.nextInt(2_000)));
                case 1 ->
                    market.change(
                            one, was -> was.with(new Links(Optional.empty(), Optional.of("G" + random.nextInt(3)))));
                case 2 ->
                    market.change(
                            one,
                            was -> was.with(new Performance(
                                    Decimal.parse("4." + random.nextInt(9)),
                                    Optional.empty(),
                                    Optional.empty(),
                                    new Decimal(15, 1))));
                case 3 -> market.hold(one, key, amount);
                case 4 -> join(market.ledgers.releaseHold(CLERK, one, key, "expired"));
                case 5 -> join(market.ledgers.convert(CLERK, one, key, "trade of " + key, amount));
                case 6 -> {
                    OpenPosting.Kind kind = OpenPosting.Kind.values()[random.nextInt(2)];
                    join(market.ledgers.register(
                            CLERK,
                            one,
                            "posting " + key,
                            new OpenPosting(kind, "cotton", market.clock.get()),
                            CircularRule.UNSETTLED,
                            KOLKATA));
                }
                case 7 -> join(market.ledgers.close(CLERK, one, "posting " + key));
                default -> {
                    Deal deal = new Deal(key, one, other, "cotton");
                    if (!one.equals(other) && market.deals(deal, amount)) {
                        deals.add(deal);
                    }
                    Deal any = deals.isEmpty() ? deal : deals.get(random.nextInt(deals.size()));
                    join(
                            random.nextBoolean()
                                    ? market.ledgers.tradeDeal(CLERK, any)
                                    : market.ledgers.endDeal(CLERK, any));
                }
            }
            if (random.nextInt(3) == 0) {
                KnownParties kept = parties(directory);
                KnownParties anew = parties(market.deafDirectory());
                for (String partner : partners) {
                    assertThat(kept.facts(partner)).as("step %d", step).isEqualTo(anew.facts(partner));
                }
            }
        }
        assertThat(deals).isNotEmpty();
        assertThat(partners)
                .anySatisfy(partner -> assertThat(
                                facts(directory, partner).activity().dealings())
                        .isNotEmpty());
        assertThat(partners)
                .anySatisfy(partner -> assertThat(
                                facts(directory, partner).activity().postings())
                        .isNotEmpty());
    }

    /** What is heard of while something is read is read after it. */
    @Test
    void whatIsHeardOfDuringATurnIsInTheNextOne() {
        String buyer = approved("Surat Mills", "1000.00");
        Deque<Runnable> turns = new ArrayDeque<>();
        PartyDirectory directory = new PartyDirectory(
                market.reader, turns::add, market.clock::get, MarketSettings.DEFAULT, 10, Duration.ofMinutes(5));
        market.directories.add(directory);
        CompletionStage<KnownParties> early = directory.parties(NORTH);
        market.limit(buyer, "500.00");
        CompletionStage<KnownParties> late = directory.parties(NORTH);
        while (!turns.isEmpty()) {
            turns.remove().run();
        }
        assertThat(join(early).facts(buyer)).isPresent();
        assertThat(join(late).facts(buyer).orElseThrow().limit()).hasValue(money("500.00"));
        assertThat(join(directory.parties(NORTH)).facts(buyer))
                .isEqualTo(join(late).facts(buyer));
    }

    @Test
    void aTurnThatFailsIsMadeUpFor() throws Exception {
        String buyer = approved("Surat Mills", "1000.00");
        PartyDirectory directory = market.directory();
        market.execute("ALTER TABLE open_posting RENAME TO gone");
        assertThatThrownBy(() -> parties(directory)).hasMessageContaining("open_posting");
        market.execute("ALTER TABLE gone RENAME TO open_posting");
        assertThat(facts(directory, buyer).limit()).hasValue(money("1000.00"));
        market.execute("ALTER TABLE open_posting RENAME TO gone");
        market.limit(buyer, "500.00");
        assertThatThrownBy(() -> parties(directory)).hasMessageContaining("open_posting");
        market.execute("ALTER TABLE gone RENAME TO open_posting");
        assertThat(facts(directory, buyer).limit()).hasValue(money("500.00"));
    }

    @Test
    void nobodyIsKnownInAnotherOrganisation() {
        String buyer = approved("Surat Mills", "1000.00");
        PartyDirectory directory = market.directory();
        assertThat(join(directory.parties("south")).facts(buyer)).isEmpty();
        assertThat(facts(directory, buyer).limit()).isPresent();
    }

    @Test
    void onlySoManyOrganisationsAreInMemory() {
        List<String> read = new ArrayList<>();
        OrganizationReader reader = new OrganizationReader(market.pool.dataSource(), Runnable::run);
        PartyDirectory directory = new PartyDirectory(
                reader,
                task -> {
                    read.add("turn");
                    task.run();
                },
                market.clock::get,
                MarketSettings.DEFAULT,
                1,
                Duration.ofMinutes(5));
        for (int i = 0; i < 20; i++) {
            join(directory.parties("organisation-" + i));
        }
        read.clear();
        for (int i = 0; i < 20; i++) {
            join(directory.parties("organisation-" + i));
        }
        // Those that are no longer there are read again: all, or all but the one that stayed.
        assertThat(read).hasSizeGreaterThanOrEqualTo(19);
    }

    // RK-1, CAP-2, CAP-3
    @Test
    void whoPostsIsJudgedByTheTables() {
        String partner = approved("Surat Mills", "1000.00");
        PartyDirectory deaf = market.deafDirectory();
        parties(deaf);
        market.change(partner, was -> was.with(was.onboarding().with(PartnerStatus.SUSPENDED, Optional.of("late"))));
        LotCommand.Verdicts verdicts =
                join(deaf.verdictsOfPosting(NORTH, partner, OpenPosting.Kind.NEED, INDIA, new BigDecimal("1000.01")));
        assertThat(verdicts.capability().orElseThrow().reason()).isEqualTo(Reason.PARTNER_NOT_APPROVED);
        assertThat(verdicts.circular()).isEmpty();
        assertThat(verdicts.risk().orElseThrow().status()).isEqualTo(RiskStatus.WARN);
        assertThat(verdicts.risk().orElseThrow().factors()).containsExactly("CREDIT");
        assertThat(join(deaf.verdictsOfPosting(NORTH, "ptn_x", OpenPosting.Kind.LOT, INDIA, VALUE))
                        .risk())
                .isEmpty();
    }

    @Test
    void oneCountryInWhichThePartnerMayIsEnough() {
        String partner = approved("Surat Mills", "1000.00");
        market.change(
                partner,
                was -> was.with(new Capabilities(
                        List.of(),
                        Optional.of(new CapabilityOverride(
                                List.of(Capability.DOMESTIC_BUY_INDIA), "for a test", "director", Instant.EPOCH)))));
        PartyDirectory directory = market.deafDirectory();
        for (List<String> countries : List.of(List.of("AE", "IN"), List.<String>of())) {
            assertThat(join(directory.verdictsOfPosting(NORTH, partner, OpenPosting.Kind.NEED, countries, VALUE))
                            .capability())
                    .isEmpty();
        }
        assertThat(join(directory.verdictsOfPosting(NORTH, partner, OpenPosting.Kind.NEED, List.of("AE", "US"), VALUE))
                        .capability()
                        .orElseThrow()
                        .required())
                .hasValue("IMPORT_ALLOWED");
    }

    // RK-1, RP-3
    @Test
    void whoReservesIsJudgedByTheTablesAndItsOwnHoldIsNotCountedTwice() {
        String buyer = approved("Surat Mills", "120.00");
        String seller = approved("Kadi Gin", "1000.00");
        PartyDirectory deaf = market.deafDirectory();
        parties(deaf);
        market.hold(buyer, "rsv_1", money("100.00"));
        Pair pair = new Pair(
                buyer,
                seller,
                Optional.of("IN"),
                Optional.of("IN"),
                "cotton",
                Optional.empty(),
                Optional.empty(),
                VALUE,
                Optional.of("rsv_1"));
        LotCommand.PairVerdicts verdicts = join(deaf.pairVerdicts(NORTH, pair, LotCommand.Exposure.HELD));
        assertThat(verdicts.capability()).isEmpty();
        assertThat(verdicts.related()).isEmpty();
        assertThat(verdicts.circular()).isEmpty();
        assertThat(verdicts.risk().orElseThrow().status()).isEqualTo(RiskStatus.PASS);
        assertThat(verdicts.exposure()).isEqualTo(LotCommand.Exposure.HELD);

        market.deal(new Deal("rsv_2", seller, buyer, "cotton"));
        market.change(seller, was -> was.with(new Links(Optional.of(buyer), Optional.empty())));
        Pair later = new Pair(
                buyer,
                seller,
                Optional.of("IN"),
                Optional.of("IN"),
                "cotton",
                Optional.empty(),
                Optional.empty(),
                VALUE,
                Optional.empty());
        LotCommand.PairVerdicts refused = join(deaf.pairVerdicts(NORTH, later, LotCommand.Exposure.REFUSED));
        assertThat(refused.related()).hasValue(Reason.MASTER_BRANCH);
        assertThat(refused.circular()).hasValue(Reason.SAME_DAY_REVERSE_TRADE);
        assertThat(refused.risk().orElseThrow().status()).isEqualTo(RiskStatus.WARN);
    }

    // RQ-11
    @Test
    void thePriorityOfABuyerIsThatOfItsRecord() {
        String buyer = approved("Surat Mills", "1000.00");
        PartyDirectory directory = market.directory();
        assertThat(parties(directory).buyerPriority(buyer)).isEqualByComparingTo("1.0");
        market.change(
                buyer,
                was -> was.with(
                        new Performance(Optional.empty(), Optional.empty(), Optional.empty(), new Decimal(20, 1))));
        assertThat(parties(directory).buyerPriority(buyer)).isEqualByComparingTo("2.0");
        assertThat(join(market.deafDirectory().buyerPriority(NORTH, buyer))).isEqualByComparingTo("2.0");
    }
}
