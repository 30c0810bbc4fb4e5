package io.mandi.engine.lots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.book.Actor;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.reservation.Reservation;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever follows the log comes to what the book has. */
class LotHistoryTest {
    private static final int STEPS = 1_000;

    @Test
    void itIsTheBookThatForgetsNothingWhateverPartsOfItAreKnown() {
        LotWalk walk = new LotWalk(new HashSet<>());
        LotWalk.steps(3, STEPS).forEach(walk::take);
        LotBook book = new LotBook(LotDesk.BOOK, LotWalk.ENDLESS);
        LotHistory all = new LotHistory();
        for (LotTransition transition : walk.journal()) {
            // One that knows only what the transition names.
            LotHistory part = new LotHistory();
            for (LotEvent event : transition.events()) {
                for (ResourceId id : LotHistory.changedBy(event)) {
                    book.lot(id.number()).ifPresent(part::know);
                    book.need(id.number()).ifPresent(part::know);
                    book.reservation(id.number()).ifPresent(part::know);
                }
            }
            Set<ResourceId> changed = new HashSet<>();
            part.apply(transition, changed);
            all.apply(transition, new HashSet<>());
            book.apply(transition);
            for (ResourceId id : changed) {
                assertThat(part.lot(id.number())).isEqualTo(book.lot(id.number()));
                assertThat(part.need(id.number())).isEqualTo(book.need(id.number()));
                assertThat(part.reservation(id.number())).isEqualTo(book.reservation(id.number()));
            }
        }
        LotBookSnapshot end = book.snapshot();
        assertThat(end.lots()).hasSizeGreaterThan(30);
        for (Lot lot : end.lots()) {
            assertThat(all.lot(lot.number())).contains(lot);
        }
        for (Need need : end.needs()) {
            assertThat(all.need(need.number())).contains(need);
        }
        for (Reservation reservation : end.reservations()) {
            assertThat(all.reservation(reservation.number())).contains(reservation);
        }
    }

    @Test
    void whatIsNotThereIsNotMadeUp() {
        LotTransition transition = new LotTransition(
                LotDesk.START,
                Actor.system(),
                "request-1",
                Optional.empty(),
                Optional.empty(),
                2,
                List.of(new LotEvent.LotCancelled(
                        new ResourceId(ResourceId.Kind.AVAILABILITY, 1, LotDesk.BOOK), "no longer")));
        assertThatThrownBy(() -> new LotHistory().apply(transition, new HashSet<>()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("availability.cancelled");
    }
}
