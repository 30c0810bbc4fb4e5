package io.mandi.engine.lots;

import io.mandi.engine.catalog.Flaw;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the deciding of a command comes to. */
sealed interface Ruling {

    /** @param events one or more */
    record Happens(List<LotEvent> events) implements Ruling {
        public Happens {
            events = List.copyOf(events);
        }
    }

    /** The command asks for what already is. */
    record Nothing(LotAnswer answer) implements Ruling {}

    record Refused(LotRejection rejection) implements Ruling {}

    /** Refused, for a reason that is worth a record. */
    record Recorded(LotEvent.ReservationRejected event) implements Ruling {}

    static Ruling happens(LotEvent... events) {
        return new Happens(Arrays.asList(events));
    }

    static Ruling refused(LotRejectionCode code, String detail) {
        return new Refused(LotRejection.of(code, detail));
    }

    static Ruling refused(LotRejection rejection) {
        return new Refused(rejection);
    }

    /** Takes steps of an inspection in their order until one finds something. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    static Optional<LotRejection> firstFlaw(Supplier<List<Flaw>>... steps) {
        for (Supplier<List<Flaw>> step : steps) {
            List<Flaw> flaws = step.get();
            if (!flaws.isEmpty()) {
                return Optional.of(LotRejection.invalid(flaws));
            }
        }
        return Optional.empty();
    }
}
