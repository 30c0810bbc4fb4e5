package io.mandi.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.ledger.PartyFacts.Activity;
import io.mandi.engine.lots.match.CapabilityRefusal;
import io.mandi.engine.lots.match.LotTicket;
import io.mandi.engine.lots.match.NeedTicket;
import io.mandi.engine.lots.match.OpenLot;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.match.Warning;
import io.mandi.engine.partner.Performance;
import io.mandi.engine.partner.capability.Capability;
import io.mandi.engine.partner.capability.Standing;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.PartnerStatus;
import io.mandi.engine.partner.relation.Relations;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KnownPartiesTest {
    private static final LocalDate TODAY = LocalDate.of(2025, 11, 10);
    private static final Instant NOW = Instant.parse("2025-11-10T10:00:00Z");
    private static final Optional<String> INDIA = Optional.of("IN");
    private static final BigDecimal VALUE = new BigDecimal("100.00");

    private final Map<String, PartyFacts> facts = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    KnownPartiesTest() {
        facts.put("buyer", facts("buyer", Activity.NONE));
        facts.put("seller", facts("seller", Activity.NONE));
    }

    private static PartyFacts facts(String id, Activity activity) {
        return facts(id, EntityClass.BUSINESS_ENTITY, "+911", activity, Capability.values());
    }

    private static PartyFacts facts(
            String id, EntityClass entityClass, String mobile, Activity activity, Capability... capabilities) {
        return new PartyFacts(
                new Standing(
                        id,
                        entityClass,
                        "IN",
                        PartnerStatus.APPROVED,
                        Optional.of(TODAY),
                        Arrays.stream(capabilities).collect(Collectors.toMap(Function.identity(), any -> TODAY))),
                new Relations(
                        id,
                        Optional.empty(),
                        Optional.empty(),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Optional.of(mobile),
                        Optional.empty()),
                Performance.NONE,
                Decimal.parse("1000"),
                Optional.of(Region.WEST),
                activity);
    }

    private KnownParties parties(Map<String, GivenValue> settings) {
        return new KnownParties(
                id -> {
                    asked.add(id);
                    return Optional.ofNullable(facts.get(id));
                },
                MarketSettings.DEFAULT
                        .patch(settings)
                        .asOptional()
                        .orElseThrow()
                        .settings(),
                NOW);
    }

    private KnownParties parties() {
        return parties(Map.of());
    }

    private void seller(EntityClass entityClass, Capability... capabilities) {
        facts.put("seller", facts("seller", entityClass, "+912", Activity.NONE, capabilities));
    }

    // CAP-2, CAP-3
    @Test
    void theSellerIsLookedAtFirst() {
        assertThat(parties().capability("seller", INDIA, "buyer", INDIA)).isEmpty();
        facts.remove("buyer");
        assertThat(parties().capability("seller", INDIA, "buyer", INDIA))
                .hasValue(new CapabilityRefusal(Reason.PARTNER_NOT_APPROVED, "buyer", Optional.empty()));
        seller(EntityClass.BUSINESS_ENTITY, Capability.EXPORT_ALLOWED);
        assertThat(parties().capability("seller", INDIA, "buyer", INDIA))
                .hasValue(
                        new CapabilityRefusal(Reason.CAPABILITY_MISSING, "seller", Optional.of("DOMESTIC_SELL_INDIA")));
        assertThat(parties().mayNotSell("seller", Optional.of("AE"))).isEmpty();
    }

    @Test
    void whereTheCountryIsNotKnownAnyCapabilityWillDo() {
        seller(EntityClass.BUSINESS_ENTITY, Capability.EXPORT_ALLOWED);
        assertThat(parties().mayNotSell("seller", Optional.empty())).isEmpty();
        assertThat(parties().mayNotBuy("seller", Optional.empty()))
                .hasValue(new CapabilityRefusal(Reason.CAPABILITY_MISSING, "seller", Optional.empty()));
        seller(EntityClass.SERVICE_PROVIDER, Capability.values());
        assertThat(parties().mayNotSell("seller", INDIA).orElseThrow().reason()).isEqualTo(Reason.CAPABILITY_MISSING);
    }

    // PT-13
    @Test
    void theDayIsThatOfTheMarket() {
        // Half past midnight of the next day in India.
        KnownParties tomorrow = new KnownParties(
                id -> Optional.ofNullable(facts.get(id)),
                MarketSettings.DEFAULT,
                Instant.parse("2025-11-10T19:00:00Z"));
        assertThat(tomorrow.mayNotSell("seller", INDIA).orElseThrow().reason()).isEqualTo(Reason.KYC_EXPIRED);
    }

    @Test
    void nobodyIsAPartyToItself() {
        assertThat(parties().relation("buyer", "buyer")).hasValue(Reason.SAME_ENTITY);
        assertThat(parties().relation("nobody", "nobody")).hasValue(Reason.SAME_ENTITY);
        assertThat(parties().relation("buyer", "seller")).isEmpty();
    }

    @Test
    void weakLinksAreWarnings() {
        assertThat(parties().weakLinks("buyer", "seller")).containsExactly(Warning.SAME_MOBILE);
        seller(EntityClass.BUSINESS_ENTITY);
        assertThat(parties().weakLinks("buyer", "seller")).isEmpty();
        assertThat(parties().weakLinks("buyer", "nobody")).isEmpty();
    }

    // RP-2, RP-3
    @Test
    void rp2EachSideIsTestedOnTheDayOfItsOwnPosting() {
        Instant created = new NeedTicket().need().createdAt();
        OpenLot lot = new LotTicket().lot();
        OpenPosting ownLot = new OpenPosting(OpenPosting.Kind.LOT, "cotton", created);
        OpenPosting ownNeed = new OpenPosting(OpenPosting.Kind.NEED, "cotton", created);
        assertThat(parties().circular(new NeedTicket().need(), lot)).isEmpty();

        facts.put("buyer", facts("buyer", new Activity(Exposure.NONE, Set.of(ownLot), Set.of())));
        assertThat(parties().circular(new NeedTicket().need(), lot)).containsExactly(Reason.SAME_DAY_BUY_SELL_REVERSAL);

        Dealing back = new Dealing("seller", "buyer", "cotton", TODAY, Dealing.State.HELD);
        facts.put("buyer", facts("buyer", new Activity(Exposure.NONE, Set.of(ownLot), Set.of(back))));
        facts.put("seller", facts("seller", new Activity(Exposure.NONE, Set.of(ownNeed), Set.of(back))));
        assertThat(parties().circular(new NeedTicket().need(), lot))
                .containsExactly(
                        Reason.SAME_DAY_BUY_SELL_REVERSAL,
                        Reason.SAME_DAY_SELL_BUY_REVERSAL,
                        Reason.SAME_DAY_REVERSE_TRADE);
        assertThat(parties(Map.of("circular_rule", new GivenValue.Text("UNSETTLED")))
                        .circular(new NeedTicket().need(), lot))
                .containsExactly(
                        Reason.UNSETTLED_SELL_EXISTS, Reason.UNSETTLED_BUY_EXISTS, Reason.SAME_DAY_REVERSE_TRADE);
    }

    // RK-2, MT-4
    @Test
    void theRiskOfAPairNeedsBoth() {
        assertThat(parties().risk("buyer", "seller", VALUE).orElseThrow().status())
                .isEqualTo(RiskStatus.PASS);
        assertThat(parties().risk("buyer", "nobody", VALUE)).isEmpty();
        assertThat(parties()
                        .risk("buyer", OpenPosting.Kind.NEED, new BigDecimal("1000"))
                        .orElseThrow()
                        .factors())
                .containsExactly("CREDIT");
    }

    // EX-2
    @Test
    void exposureFitsWhatALedgerWouldTake() {
        Exposure held = new Exposure(new BigDecimal("400"), new BigDecimal("500"));
        facts.put("buyer", facts("buyer", new Activity(held, Set.of(), Set.of())));
        assertThat(parties().exposureFits("buyer", new BigDecimal("100"))).isTrue();
        assertThat(parties().exposureFits("buyer", new BigDecimal("100.01"))).isFalse();
        assertThat(parties().exposureFits("nobody", BigDecimal.ZERO)).isFalse();
    }

    @Test
    void asksOnceForEachPartnerWhateverChangesMeanwhile() {
        KnownParties parties = parties();
        assertThat(parties.principalRegion("seller")).hasValue(Region.WEST);
        facts.clear();
        assertThat(parties.principalRegion("seller")).hasValue(Region.WEST);
        assertThat(parties.exposureFits("nobody", VALUE)).isFalse();
        assertThat(parties.exposureFits("nobody", VALUE)).isFalse();
        assertThat(asked).containsExactly("seller", "nobody");
    }
}
