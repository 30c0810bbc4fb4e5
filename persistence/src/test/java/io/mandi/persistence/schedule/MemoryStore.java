package io.mandi.persistence.schedule;

import io.mandi.engine.schedule.WakeUp;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table's rules, without the table. */
final class MemoryStore implements WakeUpStore {
    private record Row(WakeUp wakeUp, long claimedUntil, int attempts) {}

    private final Map<List<String>, Row> rows = new HashMap<>();
    boolean away;
    int looks;
    /** Others have these keys in hand. */
    final Set<String> held = new HashSet<>();

    private static List<String> key(WakeUp wakeUp) {
        return List.of(wakeUp.organization(), wakeUp.kind().name(), wakeUp.key());
    }

    void set(WakeUp wakeUp) {
        rows.put(key(wakeUp), new Row(wakeUp, wakeUp.dueAt(), 0));
    }

    int size() {
        return rows.size();
    }

    /** Those that can be claimed now. */
    long free(long now) {
        return rows.values().stream().filter(row -> row.claimedUntil <= now).count();
    }

    private void answer() throws SQLException {
        if (away) {
            throw new SQLException("away");
        }
    }

    @Override
    public List<Ended> end(List<Ended> ended) throws SQLException {
        answer();
        List<Ended> left = new ArrayList<>();
        for (Ended one : ended) {
            Claim claim = one.claim();
            Row row = rows.get(key(claim.wakeUp()));
            if (row != null && row.wakeUp.equals(claim.wakeUp()) && row.claimedUntil == claim.until()) {
                if (held.contains(claim.wakeUp().key())) {
                    left.add(one);
                } else if (one.again().isPresent()) {
                    rows.put(
                            key(claim.wakeUp()),
                            new Row(claim.wakeUp(), one.again().getAsLong(), one.attempts()));
                } else {
                    rows.remove(key(claim.wakeUp()));
                }
            }
        }
        return left;
    }

    private Stream<Row> wanted(Wanted wanted) {
        return rows.values().stream()
                .filter(row -> wanted.kinds().contains(row.wakeUp.kind().name()))
                .filter(row -> !wanted.without().contains(row.wakeUp.organization()))
                .sorted(Comparator.comparingLong(Row::claimedUntil));
    }

    @Override
    public Found find(Wanted wanted, long now, long until) throws SQLException {
        answer();
        looks++;
        OptionalLong next = wanted(wanted).mapToLong(Row::claimedUntil).findFirst();
        List<Row> due = wanted(wanted)
                .filter(row -> row.claimedUntil <= now)
                .limit(wanted.most())
                .toList();
        List<Claim> claims = new ArrayList<>();
        for (Row row : due) {
            Row claimed = new Row(row.wakeUp, until, row.attempts + 1);
            rows.put(key(row.wakeUp), claimed);
            claims.add(new Claim(claimed.wakeUp, claimed.claimedUntil, claimed.attempts));
        }
        return new Found(claims, next);
    }

    @Override
    public Set<String> dueOfOthers(Set<String> kinds, long now) throws SQLException {
        answer();
        return rows.values().stream()
                .filter(row -> row.wakeUp.dueAt() <= now)
                .map(row -> row.wakeUp.kind().name())
                .filter(kind -> !kinds.contains(kind))
                .collect(Collectors.toSet());
    }
}
