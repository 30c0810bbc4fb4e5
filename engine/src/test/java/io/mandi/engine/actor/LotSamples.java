package io.mandi.engine.actor;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotBook;
import io.mandi.engine.lots.LotBookLimits;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.LotCommands;
import io.mandi.engine.lots.LotDecision;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.CapabilityRefusal;
import io.mandi.engine.lots.match.OpenLot;
import io.mandi.engine.lots.match.OpenNeed;
import io.mandi.engine.lots.match.Parties;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.RiskAssessment;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.match.Warning;
import io.mandi.engine.lots.need.Need;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** Messages for a book of lots, and what it stands in. */
final class LotSamples {
    static final Instant NOW = LotCommands.START.plusSeconds(60);
    static final InstantSource CLOCK = InstantSource.fixed(NOW);

    /** What matching knows of partners of whom nothing bad is known. */
    static final MatchKnowledge.Known KNOWN = new MatchKnowledge.Known(
            LotCommands.commodity(), MarketSettings.DEFAULT, new Blameless(), buyer -> BigDecimal.ONE);

    private LotSamples() {}

    static LotBookSettings settings(LotBookLimits limits, int queueCapacity, int snapshotEvery) {
        return new LotBookSettings(
                limits,
                queueCapacity,
                100,
                snapshotEvery,
                2,
                Duration.ofSeconds(3),
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                Duration.ofMillis(100));
    }

    /** Limits of a book that remembers only so much. */
    static LotBookLimits remembering(int requests, int closedPostings) {
        LotBookLimits limits = LotBookLimits.DEFAULT;
        return new LotBookLimits(
                limits.postings(),
                limits.openPostingsPerPartner(),
                limits.reservationsPerPosting(),
                closedPostings,
                limits.closedFor(),
                limits.soldFor(),
                limits.endedReservations(),
                requests,
                limits.rememberedFor(),
                limits.endedAtOnce());
    }

    static Caller staff() {
        return new Caller(LotCommands.BOOK.organization(), Actor.staff("asha"), "request-1", Optional.empty());
    }

    static Caller staff(String key) {
        return new Caller(
                LotCommands.BOOK.organization(),
                Actor.staff("asha"),
                "request-1",
                Optional.of(new Idempotency("POST /x", key, "fingerprint")));
    }

    static Caller userOf(String partner) {
        return new Caller(
                LotCommands.BOOK.organization(),
                Actor.of("user-of-" + partner, Optional.of(partner)),
                "request-1",
                Optional.empty());
    }

    static LotBookMessage.Execute execute(Caller caller, LotCommand command, ActorRef<LotBookReply> replyTo) {
        return new LotBookMessage.Execute(caller, command, Samples.PATIENCE, replyTo);
    }

    static LotBookMessage.Execute execute(LotCommand command, ActorRef<LotBookReply> replyTo) {
        return execute(staff(), command, replyTo);
    }

    static LotBookMessage.Read read(Caller caller, ResourceId.Kind kind, long number, ActorRef<LotBookReply> replyTo) {
        return new LotBookMessage.Read(
                caller, new ResourceId(kind, number, LotCommands.BOOK), Samples.PATIENCE, replyTo);
    }

    static LotDecision.Accept accept(LotBook book, LotCommand command) {
        return (LotDecision.Accept) book.execute(
                command,
                new CommandContext(
                        ChronoUnit.MICROS.between(Instant.EPOCH, NOW),
                        Actor.staff("asha"),
                        "request-1",
                        Optional.empty()));
    }

    /** One that is on offer. */
    static Lot lot(LotBook book) {
        return accept(book, LotCommands.createLot()).answer().lot().orElseThrow();
    }

    /** One that is published. */
    static Need need(LotBook book) {
        long need = accept(book, LotCommands.createNeed())
                .answer()
                .need()
                .orElseThrow()
                .number();
        return accept(book, LotCommands.publish(need)).answer().need().orElseThrow();
    }

    private static final class Blameless implements Parties {
        @Override
        public Optional<CapabilityRefusal> capability(
                String seller, Optional<String> goodsCountry, String buyer, Optional<String> deliveryCountry) {
            return Optional.empty();
        }

        @Override
        public Optional<Reason> relation(String buyer, String seller) {
            return Optional.empty();
        }

        @Override
        public Set<Warning> weakLinks(String buyer, String seller) {
            return Set.of();
        }

        @Override
        public List<Reason> circular(OpenNeed need, OpenLot lot) {
            return List.of();
        }

        @Override
        public Optional<RiskAssessment> risk(String buyer, String seller, BigDecimal value) {
            return Optional.of(new RiskAssessment(new BigDecimal("100"), RiskStatus.PASS, Set.of()));
        }

        @Override
        public boolean exposureFits(String buyer, BigDecimal value) {
            return true;
        }

        @Override
        public Optional<Region> principalRegion(String partner) {
            return Optional.empty();
        }
    }
}
