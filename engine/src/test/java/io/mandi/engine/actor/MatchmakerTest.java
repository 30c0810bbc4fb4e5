package io.mandi.engine.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotBook;
import io.mandi.engine.lots.LotBookLimits;
import io.mandi.engine.lots.LotCommands;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.need.Need;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What searches find of what a book has told, and what becomes of them when nothing is known of partners. */
class MatchmakerTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.load("actor-tests"));
    private static final int PENDING = 2;

    private final TestProbe<LotBookReply> client = KIT.createTestProbe();
    private final LotBook book = new LotBook(LotCommands.BOOK, LotBookLimits.DEFAULT);

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static ActorRef<Matchmaker.Message> matchmaker(MatchKnowledge knowledge) {
        return KIT.spawn(Matchmaker.create(LotCommands.BOOK, knowledge, LotSamples.CLOCK, PENDING));
    }

    private static ActorRef<Matchmaker.Message> matchmaker() {
        return matchmaker(of -> CompletableFuture.completedStage(LotSamples.KNOWN));
    }

    private Lot lot() {
        return LotSamples.lot(book);
    }

    private Need need() {
        return LotSamples.need(book);
    }

    private Matchmaker.Asked lotsFor(Need need) {
        return new Matchmaker.Asked(new LotBookMessage.FindLots(
                LotSamples.staff(), LotCommands.BOOK, need, BigDecimal.ZERO, 10, client.ref()));
    }

    private Matchmaker.Asked needsFor(Lot lot) {
        return new Matchmaker.Asked(new LotBookMessage.FindNeeds(
                LotSamples.staff(), LotCommands.BOOK, lot, BigDecimal.ZERO, 10, client.ref()));
    }

    private List<LotBookReply.MatchedLot> lots() {
        return client.expectMessageClass(LotBookReply.MatchedLots.class).matches();
    }

    // MT-5, MT-6
    @Test
    void findsTheSameMatchFromBothSidesAndJudgesItSo() {
        var matchmaker = matchmaker();
        Lot lot = lot();
        Need need = need();
        matchmaker.tell(new Matchmaker.Recovered(List.of(lot), List.of(need)));
        matchmaker.tell(lotsFor(need));
        LotBookReply.MatchedLot ofNeed = lots().getFirst();
        matchmaker.tell(needsFor(lot));
        LotBookReply.MatchedNeed ofLot = client.expectMessageClass(LotBookReply.MatchedNeeds.class)
                .matches()
                .getFirst();
        matchmaker.tell(new Matchmaker.Asked(new LotBookMessage.Judge(
                LotSamples.staff(), LotCommands.BOOK, need, LotCommands.BOOK, lot, client.ref())));
        Verdict verdict = client.expectMessageClass(LotBookReply.Judged.class).verdict();
        assertThat(ofNeed.lot()).isEqualTo(lot);
        assertThat(ofLot.need()).isEqualTo(need);
        assertThat(ofNeed.appraisal()).isEqualTo(ofLot.appraisal());
        assertThat(verdict).isEqualTo(new Verdict.Accepted(ofNeed.appraisal()));
    }

    /** Many are judged as each is alone; what is not on the market is not judged. */
    @Test
    void judgesManyAsItJudgesOne() {
        var matchmaker = matchmaker();
        Lot lot = lot();
        Need need = need();
        matchmaker.tell(new Matchmaker.Recovered(List.of(lot), List.of(need)));
        matchmaker.tell(new Matchmaker.Asked(new LotBookMessage.Judge(
                LotSamples.staff(), LotCommands.BOOK, need, LotCommands.BOOK, lot, client.ref())));
        Verdict verdict = client.expectMessageClass(LotBookReply.Judged.class).verdict();
        matchmaker.tell(new Matchmaker.Asked(new LotBookMessage.JudgeLots(
                LotSamples.staff(), LotCommands.BOOK, need, List.of(lot.number(), 4711L), client.ref())));
        assertThat(client.expectMessageClass(LotBookReply.JudgedAll.class).judged())
                .containsExactly(new LotBookReply.JudgedOne(lot.number(), verdict));
        matchmaker.tell(new Matchmaker.Asked(new LotBookMessage.JudgeNeeds(
                LotSamples.staff(), LotCommands.BOOK, lot, List.of(4711L, need.number()), client.ref())));
        assertThat(client.expectMessageClass(LotBookReply.JudgedAll.class).judged())
                .containsExactly(new LotBookReply.JudgedOne(need.number(), verdict));
    }

    @Test
    void findsWhatWasToldLastAndNothingThatIsOver() {
        var matchmaker = matchmaker();
        Need need = need();
        matchmaker.tell(new Matchmaker.Recovered(List.of(), List.of(need)));
        matchmaker.tell(lotsFor(need));
        assertThat(lots()).isEmpty();
        Lot lot = lot();
        matchmaker.tell(new Matchmaker.Changed(List.of(lot), List.of(), List.of()));
        matchmaker.tell(lotsFor(need));
        assertThat(lots()).hasSize(1);
        LotSamples.accept(book, LotCommands.reserve(lot.number(), "100", "hold-1"));
        matchmaker.tell(new Matchmaker.Changed(List.of(book.lot(lot.number()).orElseThrow()), List.of(), List.of()));
        matchmaker.tell(lotsFor(need));
        assertThat(lots()).isEmpty();
    }

    @Test
    void findsNothingThatItsBookHasForgotten() {
        var matchmaker = matchmaker();
        Need need = need();
        Lot lot = lot();
        matchmaker.tell(new Matchmaker.Recovered(List.of(lot), List.of(need)));
        matchmaker.tell(lotsFor(need));
        assertThat(lots()).hasSize(1);
        matchmaker.tell(new Matchmaker.Changed(
                List.of(),
                List.of(),
                List.of(
                        new ResourceId(ResourceId.Kind.AVAILABILITY, lot.number(), LotCommands.BOOK),
                        new ResourceId(ResourceId.Kind.REQUIREMENT, need.number(), LotCommands.BOOK))));
        matchmaker.tell(lotsFor(need));
        assertThat(lots()).isEmpty();
        matchmaker.tell(needsFor(lot));
        assertThat(client.expectMessageClass(LotBookReply.MatchedNeeds.class).matches())
                .isEmpty();
    }

    @Test
    void aBookThatWasBuiltAnewReplacesAllThatWasTold() {
        var matchmaker = matchmaker();
        Need need = need();
        matchmaker.tell(new Matchmaker.Recovered(List.of(lot()), List.of(need)));
        matchmaker.tell(new Matchmaker.Recovered(List.of(), List.of(need)));
        matchmaker.tell(lotsFor(need));
        assertThat(lots()).isEmpty();
    }

    @Test
    void whatWaitsForKnowledgeIsBoundedAndAnsweredWhenItComes() {
        CompletableFuture<MatchKnowledge.Known> knowledge = new CompletableFuture<>();
        var matchmaker = matchmaker(of -> knowledge);
        Need need = need();
        matchmaker.tell(new Matchmaker.Recovered(List.of(lot()), List.of(need)));
        for (int i = 0; i < PENDING; i++) {
            matchmaker.tell(lotsFor(need));
        }
        client.expectNoMessage(Duration.ofMillis(50));
        matchmaker.tell(lotsFor(need));
        client.expectMessage(new LotBookReply.Overloaded());
        knowledge.complete(LotSamples.KNOWN);
        for (int i = 0; i < PENDING; i++) {
            assertThat(lots()).hasSize(1);
        }
        matchmaker.tell(lotsFor(need));
        assertThat(lots()).hasSize(1);
    }

    @Test
    void withoutKnowledgeASearchSaysSoAndTheNextOneIsTried() {
        var matchmaker = matchmaker(of -> CompletableFuture.failedStage(new IllegalStateException("no database")));
        Need need = need();
        matchmaker.tell(new Matchmaker.Recovered(List.of(lot()), List.of(need)));
        for (int i = 0; i <= PENDING; i++) {
            matchmaker.tell(lotsFor(need));
            client.expectMessage(new LotBookReply.Unavailable());
        }
    }
}
