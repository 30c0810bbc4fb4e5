package io.mandi.engine.lots;

import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotEvent.OfLot;
import io.mandi.engine.lots.LotEvent.OfNeed;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.reservation.Reservation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The lots, needs and reservations of a book, and what becomes of them by an event. All but these three is derived from them, so
 * that a book that was restored is the same as one that was not.
 */
final class Postings {
    private static final Comparator<Timed> BY_TIME =
            Comparator.comparing(Timed::at).thenComparing(Timed::what).thenComparingLong(Timed::number);

    private final EntityId id;
    private final LotBookLimits limits;

    private final TreeMap<Long, Lot> lots = new TreeMap<>();
    private final TreeMap<Long, Need> needs = new TreeMap<>();
    private final TreeMap<Long, Reservation> reservations = new TreeMap<>();

    private final Map<String, TreeSet<Long>> lotsOf = new HashMap<>();
    private final Map<String, TreeSet<Long>> needsOf = new HashMap<>();
    /** How many lots and needs of a partner are open. */
    private final Map<String, Integer> openOf = new HashMap<>();
    /** Those that are remembered, by lot. */
    private final Map<Long, TreeSet<Long>> reservationsOf = new HashMap<>();

    /** What ends by itself. */
    private final TreeSet<Timed> due = new TreeSet<>(BY_TIME);
    /** What is closed without a sale, from when on. */
    private final TreeSet<Timed> closed = new TreeSet<>(BY_TIME);
    /** What is closed with a sale, from when on. */
    private final TreeSet<Timed> sold = new TreeSet<>(BY_TIME);
    /** Reservations that are over, from when on. */
    private final TreeSet<Timed> over = new TreeSet<>(BY_TIME);

    private long lastNumber;

    /** What ends at a time, those that give something back first. */
    enum What {
        RESERVATION,
        LOT,
        NEED
    }

    record Timed(Instant at, What what, long number) {}

    Postings(EntityId id, LotBookLimits limits) {
        this.id = id;
        this.limits = limits;
    }

    void restore(LotBookSnapshot snapshot) {
        snapshot.lots().forEach(this::put);
        snapshot.needs().forEach(this::put);
        snapshot.reservations().forEach(this::put);
        lastNumber = snapshot.lastNumber();
    }

    // ---------------------------------------------------------------------------------------------------- reading

    Optional<Lot> lot(long number) {
        return Optional.ofNullable(lots.get(number));
    }

    Optional<Need> need(long number) {
        return Optional.ofNullable(needs.get(number));
    }

    Optional<Reservation> reservation(long number) {
        return Optional.ofNullable(reservations.get(number));
    }

    Collection<Lot> lots() {
        return lots.values();
    }

    Collection<Need> needs() {
        return needs.values();
    }

    Collection<Reservation> reservations() {
        return reservations.values();
    }

    /** Open ones and those that are remembered. */
    List<Lot> lotsOf(String seller) {
        return lotsOf.getOrDefault(seller, new TreeSet<>()).stream()
                .map(lots::get)
                .toList();
    }

    /** Open ones and those that are remembered. */
    List<Need> needsOf(String buyer) {
        return needsOf.getOrDefault(buyer, new TreeSet<>()).stream()
                .map(needs::get)
                .toList();
    }

    /** Those that are remembered. */
    List<Reservation> reservationsOf(long lot) {
        return reservationsOf.getOrDefault(lot, new TreeSet<>()).stream()
                .map(reservations::get)
                .toList();
    }

    int heldReservations(long lot) {
        return (int) reservationsOf(lot).stream().filter(Reservation::isHeld).count();
    }

    int count() {
        return lots.size() + needs.size();
    }

    int openOf(String partner) {
        return openOf.getOrDefault(partner, 0);
    }

    NavigableSet<Timed> due() {
        return due;
    }

    long lastNumber() {
        return lastNumber;
    }

    ResourceId lotId(long number) {
        return new ResourceId(ResourceId.Kind.AVAILABILITY, number, id);
    }

    ResourceId needId(long number) {
        return new ResourceId(ResourceId.Kind.REQUIREMENT, number, id);
    }

    ResourceId reservationId(long number) {
        return new ResourceId(ResourceId.Kind.RESERVATION, number, id);
    }

    /** The need of this book that a reservation is for. */
    Optional<Need> needOf(Reservation reservation) {
        return reservation
                .requirementId()
                .flatMap(text -> ResourceId.parse(ResourceId.Kind.REQUIREMENT, text))
                .filter(requirement -> requirement.owner().equals(id))
                .flatMap(requirement -> need(requirement.number()));
    }

    /** The reservation of this book that a commitment is for; of one of another book there is none. */
    Optional<Reservation> reservationOf(String key) {
        return ResourceId.parse(ResourceId.Kind.RESERVATION, key)
                .filter(named -> named.owner().equals(id))
                .flatMap(named -> reservation(named.number()));
    }

    // ---------------------------------------------------------------------------------------------------- changing

    /** @param sequence of the event, which is the version of what it changes */
    void apply(LotEvent event, Instant at, long sequence) {
        switch (event) {
            case OfLot ofLot -> apply(ofLot, at, sequence);
            case OfNeed ofNeed -> apply(ofNeed, at, sequence);
            case LotEvent.ReservationRejected rejected -> {
                // Nothing has become of it.
            }
        }
    }

    private void apply(OfLot event, Instant at, long version) {
        long number = event.availabilityId().number();
        if (event instanceof LotEvent.LotCreated) {
            lastNumber = Math.max(lastNumber, number);
        }
        if (event instanceof LotEvent.OfStock stock) {
            apply(stock, at, version);
        }
        put(Outcomes.of(event, lot(number), this::reservation, at, version));
    }

    private void apply(LotEvent.OfStock event, Instant at, long version) {
        long number = event.reservationId().number();
        if (event instanceof LotEvent.Reserved) {
            lastNumber = Math.max(lastNumber, number);
        }
        put(Outcomes.of(event, reservation(number), at, version));
    }

    private void apply(OfNeed event, Instant at, long version) {
        long number = event.requirementId().number();
        if (event instanceof LotEvent.NeedCreated) {
            lastNumber = Math.max(lastNumber, number);
        }
        put(Outcomes.of(event, need(number), at, version));
    }

    private void put(Lot lot) {
        Lot before = lots.put(lot.number(), lot);
        if (before == null) {
            lotsOf.computeIfAbsent(lot.seller(), seller -> new TreeSet<>()).add(lot.number());
        } else {
            untrack(before);
        }
        track(lot);
    }

    private void track(Lot lot) {
        if (lot.isOpen()) {
            countOpen(lot.seller(), 1);
            due.add(new Timed(lot.content().expiresAt(), What.LOT, lot.number()));
        } else {
            queue(lot.sold()).add(new Timed(lot.changedAt(), What.LOT, lot.number()));
        }
    }

    private void untrack(Lot lot) {
        if (lot.isOpen()) {
            countOpen(lot.seller(), -1);
        }
        due.remove(new Timed(lot.content().expiresAt(), What.LOT, lot.number()));
        queue(lot.sold()).remove(new Timed(lot.changedAt(), What.LOT, lot.number()));
    }

    private void countOpen(String partner, int more) {
        openOf.merge(partner, more, (before, change) -> before + change == 0 ? null : before + change);
    }

    private TreeSet<Timed> queue(long withSales) {
        return withSales > 0 ? sold : closed;
    }

    private void put(Need need) {
        Need before = needs.put(need.number(), need);
        if (before == null) {
            needsOf.computeIfAbsent(need.buyer(), buyer -> new TreeSet<>()).add(need.number());
        } else {
            untrack(before);
        }
        track(need);
    }

    private void track(Need need) {
        if (need.isOpen()) {
            countOpen(need.buyer(), 1);
            due.add(new Timed(need.content().validUntil(), What.NEED, need.number()));
        } else {
            queue(need.purchased()).add(new Timed(need.changedAt(), What.NEED, need.number()));
        }
    }

    private void untrack(Need need) {
        if (need.isOpen()) {
            countOpen(need.buyer(), -1);
        }
        due.remove(new Timed(need.content().validUntil(), What.NEED, need.number()));
        queue(need.purchased()).remove(new Timed(need.changedAt(), What.NEED, need.number()));
    }

    private void put(Reservation reservation) {
        Reservation before = reservations.put(reservation.number(), reservation);
        if (before == null) {
            reservationsOf
                    .computeIfAbsent(reservation.lot(), lot -> new TreeSet<>())
                    .add(reservation.number());
        } else {
            untrack(before);
        }
        if (reservation.isHeld()) {
            due.add(timed(reservation.expiresAt(), reservation));
        } else if (reservation.isOver()) {
            over.add(timed(reservation.changedAt(), reservation));
        }
    }

    private void untrack(Reservation reservation) {
        due.remove(timed(reservation.expiresAt(), reservation));
        over.remove(timed(reservation.changedAt(), reservation));
    }

    private static Timed timed(Instant at, Reservation reservation) {
        return new Timed(at, What.RESERVATION, reservation.number());
    }

    /** Forgets what is closed, by number and age. What holds something, or is held, stays. */
    void forget(Instant now) {
        while (over.size() > limits.endedReservations()) {
            forgetReservation(over.first().number());
        }
        forget(closed, now, limits.closedFor(), limits.closedPostings());
        forget(sold, now, limits.soldFor(), Integer.MAX_VALUE);
    }

    private void forget(TreeSet<Timed> queue, Instant now, Duration kept, int most) {
        int tooMany = queue.size() - most;
        Instant oldest = now.minus(kept);
        for (Timed next : List.copyOf(queue.headSet(new Timed(oldest, What.RESERVATION, 0)))) {
            tooMany -= forgetPosting(next) ? 1 : 0;
        }
        for (Timed next : tooMany > 0 ? List.copyOf(queue) : List.<Timed>of()) {
            if (tooMany > 0 && forgetPosting(next)) {
                tooMany--;
            }
        }
    }

    private boolean forgetPosting(Timed posting) {
        return posting.what() == What.LOT ? forgetLot(posting.number()) : forgetNeed(posting.number());
    }

    private boolean forgetLot(long number) {
        Lot lot = lots.get(number);
        if (lot.reserved() > 0) {
            return false;
        }
        lots.remove(number);
        untrack(lot);
        remove(lotsOf, lot.seller(), number);
        reservationsOf(number).forEach(reservation -> forgetReservation(reservation.number()));
        return true;
    }

    private boolean forgetNeed(long number) {
        Need need = needs.get(number);
        if (need.held() > 0) {
            return false;
        }
        needs.remove(number);
        untrack(need);
        remove(needsOf, need.buyer(), number);
        return true;
    }

    private void forgetReservation(long number) {
        Reservation reservation = reservations.remove(number);
        untrack(reservation);
        remove(reservationsOf, reservation.lot(), number);
    }

    private static <K> void remove(Map<K, TreeSet<Long>> index, K key, long number) {
        TreeSet<Long> numbers = index.get(key);
        numbers.remove(number);
        if (numbers.isEmpty()) {
            index.remove(key);
        }
    }
}
