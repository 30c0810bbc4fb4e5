package io.mandi.persistence.schedule;

import io.mandi.engine.schedule.SchedulePolicy;
import io.mandi.engine.schedule.Sleeper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * What a node has claimed: those that wait, those that are woken, and those that have ended and are to be written down. No more than
 * the policy's batch wait, and while nothing can be written down nothing is claimed. On any thread.
 */
final class Claims {
    private final SchedulePolicy policy;
    private final List<Claim> waiting = new ArrayList<>();
    private final Map<Claim, CompletableFuture<Sleeper.Answer>> running = new LinkedHashMap<>();
    private final List<Ended> ended = new ArrayList<>();
    private boolean stopped;

    Claims(SchedulePolicy policy) {
        this.policy = policy;
    }

    /**
     * One that is woken from now on.
     *
     * @param answer completed by whoever wakes, and by whoever gives it up
     */
    record Begun(Claim claim, CompletableFuture<Sleeper.Answer> answer) {}

    /** @return false when the node has begun to stop: they go back */
    synchronized boolean add(List<Claim> claims) {
        if (stopped) {
            claims.forEach(claim -> ended.add(Ended.untouched(claim)));
        } else {
            waiting.addAll(claims);
        }
        return !stopped;
    }

    /** Begins no more, and gives back those that wait. */
    synchronized void stop() {
        stopped = true;
        waiting.forEach(claim -> ended.add(Ended.untouched(claim)));
        waiting.clear();
    }

    /** The next one that there is a place for. */
    synchronized Optional<Begun> begin(long now) {
        // These may be another node's already.
        waiting.removeIf(claim -> claim.until() <= now);
        Optional<Claim> next = running.size() < policy.parallel() ? mayBegin() : Optional.empty();
        return next.map(claim -> {
            waiting.remove(claim);
            CompletableFuture<Sleeper.Answer> answer = new CompletableFuture<>();
            running.put(claim, answer);
            return new Begun(claim, answer);
        });
    }

    private Optional<Claim> mayBegin() {
        Set<String> without = atTheirLimit();
        return waiting.stream()
                .filter(claim -> !without.contains(claim.wakeUp().organization()))
                .findFirst();
    }

    private Set<String> atTheirLimit() {
        Map<String, Long> counts = running.keySet().stream()
                .collect(Collectors.groupingBy(claim -> claim.wakeUp().organization(), Collectors.counting()));
        counts.values().removeIf(count -> count < policy.parallelOfOne());
        return Set.copyOf(counts.keySet());
    }

    synchronized void end(Ended one) {
        running.remove(one.claim());
        ended.add(one);
    }

    /** Those that are woken and whose claim has ended. */
    synchronized List<CompletableFuture<Sleeper.Answer>> overdue(long now) {
        return running.entrySet().stream()
                .filter(entry -> entry.getKey().until() <= now)
                .map(Map.Entry::getValue)
                .toList();
    }

    /** What is to be written down; {@link #written} says that it is. */
    synchronized List<Ended> ended() {
        return List.copyOf(ended);
    }

    /**
     * @param count of those that {@link #ended} has listed
     * @param left those of them that could not be; once their claims have ended they are the business of others
     */
    synchronized void written(int count, List<Ended> left, long now) {
        ended.subList(0, count).clear();
        left.stream().filter(one -> one.claim().until() > now).forEach(ended::add);
    }

    /** How many there are that have not come to their end, or whose end is not written down. */
    synchronized int open() {
        return waiting.size() + running.size() + ended.size();
    }

    /** Whether the node has begun to stop, and all is done. */
    synchronized boolean isFinished() {
        return stopped && open() == 0;
    }

    /** Empty when there are enough, or no place is free. */
    synchronized Optional<WakeUpStore.Wanted> wanted(Set<String> kinds) {
        int room = policy.batch() - waiting.size();
        boolean full =
                room <= 0 || running.size() >= policy.parallel() || mayBegin().isPresent();
        return stopped || full ? Optional.empty() : Optional.of(new WakeUpStore.Wanted(kinds, atTheirLimit(), room));
    }
}
