package io.mandi.engine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.CancelReason;
import io.mandi.engine.book.OrderStatus;
import io.mandi.engine.book.Phase;
import io.mandi.engine.book.Side;
import io.mandi.engine.testkit.OrderSequences.ExpectedReject;
import io.mandi.engine.testkit.OrderSequences.ExpectedTrade;
import io.mandi.engine.testkit.OrderSequences.Expired;
import io.mandi.engine.testkit.OrderSequences.Level;
import io.mandi.engine.testkit.OrderSequences.Sequence;
import io.mandi.engine.testkit.OrderSequences.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Where a sequence of orders is played: a book, whatever is around it, or the reference. */
public abstract class SequenceVenue {
    private static final long SECOND = 1_000_000;

    private static final Set<CancelReason> REFUSALS =
            Set.of(CancelReason.FOK_NOT_FILLABLE, CancelReason.POST_ONLY_WOULD_CROSS);

    /** The names of all orders that were asked for. */
    private final Set<String> names = new LinkedHashSet<>();

    /** Plays the sequence to its end, and looks whether its result is the known one. */
    public final void check(Sequence sequence) {
        List<ExpectedReject> rejects = new ArrayList<>();
        Map<String, String> owners = new HashMap<>();
        for (Step step : sequence.steps()) {
            // These ids are unique on the whole book, ours within a partner: who uses one again is its first owner.
            String owner = owners.computeIfAbsent(
                    step.id(),
                    id -> step.op() == OrderSequences.Op.SUBMIT ? step.owner().orElse("someone") : null);
            if (owner != null) {
                names.add(step.id());
            }
            boolean placesOrder = step.op() == OrderSequences.Op.SUBMIT;
            String asker = placesOrder ? owner : step.owner().orElse(owner == null ? "someone" : owner);
            play(step, asker)
                    .ifPresent(
                            code -> rejects.add(new ExpectedReject(step.id(), reason(code, sequence, rejects.size()))));
        }

        if (sequence.unordered()) {
            assertThat(trades()).containsExactlyInAnyOrderElementsOf(sequence.trades());
        } else {
            assertThat(trades()).isEqualTo(sequence.trades());
        }
        assertThat(levels(Side.BUY)).as("bids").isEqualTo(sequence.bids());
        assertThat(levels(Side.SELL)).as("asks").isEqualTo(sequence.asks());
        assertThat(rejects).as("refusals").isEqualTo(sequence.rejects());
        sequence.expired()
                .ifPresent(expired -> assertThat(expired()).as("expired").containsExactlyInAnyOrderElementsOf(expired));
    }

    /** The word that a sequence has for a refusal, when it means this one. */
    private static String reason(String code, Sequence sequence, int index) {
        String expected = index < sequence.rejects().size()
                ? sequence.rejects().get(index).reason()
                : code;
        return codes(expected).contains(code) ? expected : code;
    }

    private static Set<String> codes(String reason) {
        return switch (reason) {
            // Other engines forget an order with its end; ours tells the two apart.
            case "UNKNOWN_ORDER" -> Set.of("ORDER_NOT_FOUND", "ORDER_CLOSED");
            case "DUPLICATE_ID" -> Set.of("DUPLICATE_CLIENT_ORDER_ID");
            case "BAD_REDUCE_QTY" -> Set.of("QUANTITY_NOT_POSITIVE");
            case "POST_ONLY_WOULD_TAKE" -> Set.of("POST_ONLY_WOULD_CROSS");
            default -> Set.of(reason);
        };
    }

    /** @return why the step was refused; also why an order that had to be filled or to rest whole was ended */
    private Optional<String> play(Step step, String asker) {
        return switch (step.op()) {
            case SUBMIT -> submit(step, asker);
            case CANCEL -> cancel(step.id(), asker);
            case AMEND ->
                amend(
                        step.id(),
                        asker,
                        step.price(),
                        step.quantity().isPresent()
                                ? OptionalLong.of(
                                        filled(step.id()) + step.quantity().getAsLong())
                                : OptionalLong.empty(),
                        step.lasts(),
                        step.stopPrice());
            case REDUCE -> reduce(step.id(), asker, step.by().orElseThrow());
            case PASS -> {
                pass(step.by().orElseThrow() * SECOND);
                yield Optional.empty();
            }
            case PHASE -> {
                enter(step.phase().orElseThrow());
                yield Optional.empty();
            }
        };
    }

    /** There is no reduction: a client asks for the quantity that is then left, or cancels. */
    private Optional<String> reduce(String id, String asker, long by) {
        if (by <= 0) {
            return amend(
                    id, asker, OptionalLong.empty(), OptionalLong.of(0), OptionalLong.empty(), OptionalLong.empty());
        }
        return by >= open(id)
                ? cancel(id, asker)
                : amend(
                        id,
                        asker,
                        OptionalLong.empty(),
                        OptionalLong.of(filled(id) + open(id) - by),
                        OptionalLong.empty(),
                        OptionalLong.empty());
    }

    /** @return so many seconds after now, in microseconds */
    protected static OptionalLong after(long now, OptionalLong seconds) {
        return seconds.isPresent() ? OptionalLong.of(now + seconds.getAsLong() * SECOND) : OptionalLong.empty();
    }

    /** An order that could not be filled whole, or not rest whole, counts as refused. */
    protected static Optional<String> ended(Optional<CancelReason> reason) {
        return reason.filter(REFUSALS::contains).map(Enum::name);
    }

    /** What the venue itself has cancelled of an order. */
    protected static Optional<Expired> expired(
            String id, OrderStatus status, Optional<CancelReason> reason, long quantity) {
        if (status == OrderStatus.EXPIRED) {
            return Optional.of(new Expired(id, quantity));
        }
        return reason.filter(why -> why != CancelReason.REQUESTED && !REFUSALS.contains(why))
                .map(why -> new Expired(id, quantity));
    }

    protected abstract Optional<Expired> expired(String id);

    protected abstract void enter(Phase phase);

    protected abstract Optional<String> submit(Step step, String owner);

    protected abstract Optional<String> cancel(String id, String asker);

    /** @param lasts in how many seconds the order is to end */
    protected abstract Optional<String> amend(
            String id,
            String asker,
            OptionalLong price,
            OptionalLong quantity,
            OptionalLong lasts,
            OptionalLong stopPrice);

    /** Lets time pass. */
    protected abstract void pass(long micros);

    protected abstract long filled(String id);

    protected abstract long open(String id);

    protected abstract List<Level> levels(Side side);

    protected abstract List<ExpectedTrade> trades();

    private List<Expired> expired() {
        return names.stream().flatMap(id -> expired(id).stream()).toList();
    }
}
