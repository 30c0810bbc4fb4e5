package io.mandi.http.desk;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.LotBookReply;
import io.mandi.engine.actor.LotBookReply.JudgedOne;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.matching.Announcing;
import io.mandi.engine.lots.matching.Judgement;
import io.mandi.engine.lots.matching.LapseReason;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.matching.Notice;
import io.mandi.engine.lots.matching.Pair;
import io.mandi.engine.lots.matching.Retries;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.match.MatchWakeUps;
import io.mandi.persistence.match.MatchWakeUps.RunKey;
import io.mandi.persistence.match.PostgresMatches;
import io.mandi.persistence.match.PostgresMatches.Begun;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the matches of a posting when something has changed that they depend on, and keeps them (MT-12): the best there are, and what
 * has become of those that were found before. Whatever changes during a run wakes it once more. One that fails is repeated a few times,
 * holding up nobody meanwhile, and is left to the sweep then.
 */
final class MatchRunner implements Sleeper {
    private static final Logger LOG = LoggerFactory.getLogger(MatchRunner.class);

    private final DeskParts parts;
    private final MatchDesk matches;
    private final PostgresMatches kept;
    private final MatchMeters meters;
    private final LongConsumer expect;
    private final int mostJudged;

    /**
     * @param expect told when somebody is to be woken whom this node has set
     * @param mostJudged matches found before that one run looks at; the next one goes on with the rest
     */
    MatchRunner(
            DeskParts parts,
            MatchDesk matches,
            PostgresMatches kept,
            MatchMeters meters,
            LongConsumer expect,
            int mostJudged) {
        this.parts = parts;
        this.matches = matches;
        this.kept = kept;
        this.meters = meters;
        this.expect = expect;
        this.mostJudged = mostJudged;
    }

    @Override
    public WakeUp.Kind kind() {
        return MatchWakeUps.RUN;
    }

    @Override
    public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
        Optional<RunKey> key = RunKey.parse(wakeUp.key());
        if (key.isEmpty()) {
            return CompletableFuture.completedStage(Answer.DONE);
        }
        long begun = System.nanoTime();
        return parts.markets()
                .remembered(key.get().posting().owner())
                .thenCompose(
                        market -> market.map(known -> run(EndSleeper.clock(wakeUp), key.get(), known.settings(), begun))
                                .orElseGet(() -> CompletableFuture.completedStage(null)))
                .thenApply(done -> Answer.DONE);
    }

    private CompletionStage<Void> run(Caller clock, RunKey key, MarketSettings settings, long since) {
        ResourceId posting = key.posting();
        return new Run(clock, key, settings, since)
                .go()
                .handle((done, failure) -> {
                    Duration took = Duration.ofNanos(System.nanoTime() - since);
                    if (failure == null) {
                        meters.done.record(took);
                        return CompletableFuture.<Void>completedStage(null);
                    }
                    meters.failed.record(took);
                    LOG.warn("The matches of {} are not looked for: {}", posting, failure.toString());
                    long now = now();
                    return kept.failed(posting, now, failures -> retry(settings, failures, now));
                })
                .thenCompose(stage -> stage);
    }

    private long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, parts.clock().instant());
    }

    private Optional<Long> retry(MarketSettings settings, int failures, long now) {
        Retries retries = new Retries(
                settings.get(Setting.RUN_RETRIES), Duration.ofSeconds(settings.get(Setting.RUN_RETRY_WAIT_SECONDS)));
        return retries.after(failures).map(wait -> {
            long at = now + TimeUnit.NANOSECONDS.toMicros(wait.toNanos());
            expect.accept(at);
            return at;
        });
    }

    /** The posting, as its book has it. */
    private sealed interface Posting {
        record OfNeed(Need need) implements Posting {}

        record OfLot(Lot lot) implements Posting {}

        /** Its book does not know it any more. */
        record Forgotten() implements Posting {}
    }

    private final class Run {
        private final Caller clock;
        private final ResourceId id;
        private final OptionalLong pass;
        private final MarketSettings settings;
        private final long since;

        Run(Caller clock, RunKey key, MarketSettings settings, long since) {
            this.clock = clock;
            this.id = key.posting();
            this.pass = key.pass();
            this.settings = settings;
            this.since = since;
        }

        CompletionStage<Void> go() {
            return kept.begin(id)
                    .thenApply(begun -> pass.isPresent() ? begun.within(pass.getAsLong()) : begun)
                    .thenCompose(begun -> read().thenCompose(posting -> search(posting)
                            .thenCompose(hits -> kept.live(id, begun.pass(), mostJudged)
                                    .thenCompose(live -> rest(posting, hits, live)
                                            .thenCompose(rest -> write(begun, hits, rest))
                                            .thenCompose(done -> end(begun, hits, live))))));
        }

        private CompletionStage<Posting> read() {
            return parts.books().read(id.owner(), clock, id, since).thenApply(reply -> switch (reply) {
                case LotBookReply.FoundNeed(Need need) -> new Posting.OfNeed(need);
                case LotBookReply.FoundLot(Lot lot) -> new Posting.OfLot(lot);
                case LotBookReply.NotFound ignored -> new Posting.Forgotten();
                default -> throw silent(reply);
            });
        }

        private IllegalStateException silent(LotBookReply reply) {
            return new IllegalStateException(
                    "no answer about " + id + ": " + reply.getClass().getSimpleName());
        }

        /** The best there are now. */
        private CompletionStage<List<MatchDesk.Hit>> search(Posting posting) {
            int most = settings.get(Setting.MAX_RESULTS);
            CompletionStage<MatchDesk.Search<MatchDesk.Hit>> found = switch (posting) {
                case Posting.OfNeed(Need need) when need.status().isMatchable() -> matches.hits(clock, id, need, most);
                case Posting.OfLot(Lot lot) when lot.status() == LotStatus.ACTIVE -> matches.hits(clock, id, lot, most);
                default -> CompletableFuture.completedStage(new MatchDesk.Search.Hits<>(List.of()));
            };
            return found.thenApply(search -> switch (search) {
                case MatchDesk.Search.Hits<MatchDesk.Hit>(List<MatchDesk.Hit> hits) -> hits;
                case MatchDesk.Search.Failed<MatchDesk.Hit> failed -> throw silent(failed.reply());
            });
        }

        /** What has become of those that were found before and are not among the best. */
        private CompletionStage<List<Judgement>> rest(Posting posting, List<MatchDesk.Hit> hits, List<Match> live) {
            Set<Pair> best = hits.stream().map(MatchDesk.Hit::pair).collect(Collectors.toSet());
            List<Match> rest =
                    live.stream().filter(match -> !best.contains(match.pair())).toList();
            Optional<LapseReason> closed = switch (posting) {
                case Posting.OfNeed(Need need) -> LapseReason.of(need.status());
                case Posting.OfLot(Lot lot) -> LapseReason.of(lot.status());
                case Posting.Forgotten forgotten -> Optional.of(LapseReason.POSTING_FORGOTTEN);
            };
            if (closed.isPresent()) {
                return CompletableFuture.completedStage(rest.stream()
                        .<Judgement>map(match -> new Judgement.Closed(match.pair(), closed.get()))
                        .toList());
            }
            Map<EntityId, Map<Long, Pair>> byBook = new HashMap<>();
            for (Match match : rest) {
                ResourceId other = other(match);
                byBook.computeIfAbsent(other.owner(), any -> new LinkedHashMap<>())
                        .put(other.number(), match.pair());
            }
            CompletionStage<List<Judgement>> all = CompletableFuture.completedStage(List.of());
            for (Map.Entry<EntityId, Map<Long, Pair>> entry : byBook.entrySet()) {
                all = all.thenCombine(
                        judge(
                                posting,
                                entry.getKey(),
                                List.copyOf(entry.getValue().keySet())),
                        (before, judged) -> {
                            List<Judgement> more = new ArrayList<>(before);
                            // One that is not on the market has a run of its own.
                            judged.forEach(one -> more.add(
                                    new Judgement.Judged(entry.getValue().get(one.number()), one.verdict())));
                            return more;
                        });
            }
            return all;
        }

        private ResourceId other(Match match) {
            return id.kind() == ResourceId.Kind.AVAILABILITY ? match.need() : match.lot();
        }

        private CompletionStage<List<JudgedOne>> judge(Posting posting, EntityId book, List<Long> numbers) {
            CompletionStage<LotBookReply> asked = switch (posting) {
                case Posting.OfNeed(Need need) ->
                    parts.books().judgeLots(book, clock, id.owner(), need, numbers, since);
                case Posting.OfLot(Lot lot) -> parts.books().judgeNeeds(book, clock, id.owner(), lot, numbers, since);
                case Posting.Forgotten ignored -> throw new IllegalStateException("nothing to judge with: " + id);
            };
            return asked.thenApply(reply -> {
                if (!(reply instanceof LotBookReply.JudgedAll(List<JudgedOne> judged))) {
                    throw silent(reply);
                }
                return judged;
            });
        }

        /** One transaction for each commodity that is needed: nearly always there is one. */
        private CompletionStage<Void> write(Begun begun, List<MatchDesk.Hit> hits, List<Judgement> rest) {
            Map<EntityId, List<Judgement>> byNeeds = new LinkedHashMap<>();
            for (MatchDesk.Hit hit : hits) {
                byNeeds.computeIfAbsent(hit.pair().need().owner(), any -> new ArrayList<>())
                        .add(new Judgement.Judged(hit.pair(), new Verdict.Accepted(hit.appraisal())));
            }
            for (Judgement judgement : rest) {
                byNeeds.computeIfAbsent(judgement.pair().need().owner(), any -> new ArrayList<>())
                        .add(judgement);
            }
            meters.judged.increment(hits.size() + rest.size());
            CompletionStage<Integer> announced = CompletableFuture.completedStage(0);
            for (Map.Entry<EntityId, List<Judgement>> entry : byNeeds.entrySet()) {
                announced = announced.thenCompose(
                        before -> kept.write(clock, entry.getKey(), begun.run(), entry.getValue(), telling(before))
                                .thenApply(told -> before + told.size()));
            }
            return announced.thenApply(all -> null);
        }

        /** The side whose posting this is about has asked for it. */
        private PostgresMatches.Telling telling(int announced) {
            return new PostgresMatches.Telling(
                    new Announcing(
                            settings.get(Setting.NOTIFIED_PER_RUN) - announced,
                            Duration.ofSeconds(settings.get(Setting.REPEAT_NOTICE_WINDOW_SECONDS)),
                            settings.get(Setting.REPEAT_NOTICE_SIMILARITY)),
                    id.kind() == ResourceId.Kind.REQUIREMENT
                            ? Notice.Kind.NEW_BUYER_MATCH
                            : Notice.Kind.NEW_SELLER_MATCH,
                    Duration.ofSeconds(settings.get(Setting.NOTICE_WINDOW_SECONDS)));
        }

        private CompletionStage<Void> end(Begun begun, List<MatchDesk.Hit> hits, List<Match> live) {
            List<Pair> looked = new ArrayList<>();
            hits.forEach(hit -> looked.add(hit.pair()));
            live.forEach(match -> looked.add(match.pair()));
            long againAt = now() + TimeUnit.MILLISECONDS.toMicros(settings.get(Setting.TRIGGER_WAIT_MILLISECONDS));
            return kept.end(id, begun, looked, againAt).thenAccept(again -> {
                if (again) {
                    expect.accept(againAt);
                }
            });
        }
    }
}
