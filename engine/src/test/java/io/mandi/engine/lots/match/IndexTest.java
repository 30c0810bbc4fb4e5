package io.mandi.engine.lots.match;

import static io.mandi.engine.lots.match.LotTicket.perCandy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.catalog.setting.MarketSettings;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What decides among matches that are equal in all that comes before. */
class IndexTest {
    private final LotIndex lots = new LotIndex("cotton");
    private final NeedIndex needs = new NeedIndex("cotton");

    private static Search best(int limit) {
        return new Search(
                MatchContext.of(MarketSettings.DEFAULT, new GivenParties()),
                Instant.parse("2025-11-05T06:00:00Z"),
                limit,
                BigDecimal.ZERO);
    }

    private static LotTicket lot(String id) {
        LotTicket ticket = new LotTicket();
        ticket.id = id;
        ticket.site = Optional.of(LotTicket.AHMEDABAD);
        return ticket;
    }

    private static NeedTicket need(String id) {
        NeedTicket ticket = new NeedTicket();
        ticket.id = id;
        return ticket;
    }

    private List<String> found(NeedTicket need, int limit) {
        return lots.search(need.need(), best(limit)).stream()
                .map(match -> match.lot().id())
                .toList();
    }

    private List<String> found(int limit) {
        return needs.search(new LotTicket().lot(), best(limit)).stream()
                .map(match -> match.need().id())
                .toList();
    }

    @Test
    void mt5AmongLotsOfOneScorePriceAgeAndIdDecide() {
        LotTicket open = lot("a");
        open.price = AskingPrice.OPEN;
        LotTicket dear = lot("b");
        dear.price = AskingPrice.of(perCandy("69999"));
        LotTicket young = lot("c");
        young.price = AskingPrice.of(perCandy("69000"));
        young.createdAt = LotTicket.CREATED.plusNanos(1_000);
        LotTicket cheap = lot("e");
        cheap.price = young.price;
        LotTicket twin = lot("d");
        twin.price = young.price;
        List.of(open, dear, young, cheap, twin).forEach(ticket -> lots.put(ticket.lot()));

        // MT-5
        assertThat(found(need("n"), 10)).containsExactly("d", "e", "c", "b", "a");
        // The best one of equals is found wherever it comes up.
        assertThat(found(need("n"), 1)).containsExactly("d");
        assertThat(found(need("n"), 0)).isEmpty();
    }

    @Test
    void mt5AnUnknownDistanceComesLast() {
        LotTicket near = lot("z");
        near.site = Optional.of(LotTicket.nowhere("loc", "Kadi", "GJ", "IN"));
        LotTicket unknown = lot("a");
        unknown.site = Optional.of(LotTicket.nowhere("other", "Kadi", "GJ", "IN"));
        NeedTicket need = need("n");
        need.deliveries = List.of(NeedTicket.at(near.site.get()));
        lots.put(unknown.lot());
        lots.put(near.lot());

        assertThat(found(need, 10)).containsExactly("z", "a"); // MT-5
        assertThat(found(need, 1)).containsExactly("z");
    }

    @Test
    void mt6AmongNeedsUrgencyScorePriorityAgeAndIdDecide() {
        NeedTicket urgent = need("g");
        urgent.urgency = Urgency.URGENT;
        urgent.paymentTerms = Set.of("LC");
        NeedTicket planned = need("a");
        planned.urgency = Urgency.PLANNING;
        NeedTicket worse = need("b");
        worse.paymentTerms = Set.of("LC");
        NeedTicket preferred = need("f");
        preferred.buyerPriority = new BigDecimal("2.0"); // RQ-11
        NeedTicket young = need("c");
        young.publishedAt = LotTicket.CREATED.plusNanos(1_000);
        List.of(planned, worse, young, need("e"), need("d"), preferred, urgent)
                .forEach(ticket -> needs.put(ticket.need()));

        // MT-6
        assertThat(found(10)).containsExactly("g", "f", "d", "e", "c", "b", "a");
        for (int limit = 1; limit < 7; limit++) {
            assertThat(found(limit)).isEqualTo(found(10).subList(0, limit));
        }
        assertThat(found(0)).isEmpty();
    }

    /** Enough of both that cubes of space are looked up one by one. */
    @Test
    void findsAllOfManyWithinReach() {
        SplittableRandom random = new SplittableRandom(3);
        List<OpenLot> allLots = new ArrayList<>();
        List<OpenNeed> allNeeds = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            LotTicket lot = lot("l" + i);
            lot.site = Optional.of(somewhere(random));
            allLots.add(lot.lot());
            NeedTicket need = need("n" + i);
            need.deliveries = List.of(NeedTicket.within(Integer.toString(10 + random.nextInt(90)), somewhere(random)));
            allNeeds.add(need.need());
        }
        allLots.forEach(lots::put);
        allNeeds.forEach(needs::put);
        NaiveMatcher naive = new NaiveMatcher(MarketSettings.DEFAULT, new GivenParties(), Advisor.NONE);
        Search search = best(1_500);
        for (int i = 0; i < 3; i++) {
            OpenNeed need = allNeeds.get(i);
            assertThat(lots.search(need, search))
                    .extracting(match -> match.lot().id())
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(allLots.stream()
                            .filter(lot -> isMatch(naive, need, lot, search))
                            .map(OpenLot::id)
                            .toList());
            OpenLot lot = allLots.get(i);
            assertThat(needs.search(lot, search))
                    .extracting(match -> match.need().id())
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(allNeeds.stream()
                            .filter(other -> isMatch(naive, other, lot, search))
                            .map(OpenNeed::id)
                            .toList());
        }
    }

    private static boolean isMatch(NaiveMatcher naive, OpenNeed need, OpenLot lot, Search search) {
        return naive.evaluate(need, lot, search.now()).verdict().equals("ACCEPTED");
    }

    private static Site somewhere(SplittableRandom random) {
        return LotTicket.place(null, "GJ", 21 + random.nextDouble() * 3.5, 69.5 + random.nextDouble() * 4.5);
    }

    @Test
    void aPostingIsReplacedAndTakenOut() {
        lots.put(lot("a").lot());
        LotTicket moved = lot("a");
        moved.site = Optional.of(LotTicket.RAJKOT);
        lots.put(moved.lot());
        assertThat(lots.size()).isEqualTo(1);
        assertThat(found(need("n"), 10)).isEmpty();
        lots.put(lot("a").lot());
        assertThat(found(need("n"), 10)).containsExactly("a");
        lots.remove("a");
        lots.remove("a");
        assertThat(lots.size()).isZero();
        assertThat(found(need("n"), 10)).isEmpty();
    }

    @Test
    void anIndexIsOfOneCommodity() {
        LotTicket silk = lot("a");
        silk.commodity = "silk";
        NeedTicket forSilk = need("n");
        forSilk.commodity = "silk";

        assertThatThrownBy(() -> lots.put(silk.lot())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> needs.put(forSilk.need())).isInstanceOf(IllegalArgumentException.class);
        lots.put(lot("a").lot());
        assertThat(found(forSilk, 10)).isEmpty();
        assertThat(lots.commodity()).isEqualTo("cotton");
        assertThat(needs.commodity()).isEqualTo("cotton");
    }
}
