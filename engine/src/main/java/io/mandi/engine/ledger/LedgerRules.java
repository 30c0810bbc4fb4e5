package io.mandi.engine.ledger;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.ledger.LedgerDecision.Changed;
import io.mandi.engine.ledger.LedgerDecision.Refused;
import io.mandi.engine.ledger.LedgerDecision.Repeated;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides about the entries of one partner's ledger, one at a time (EX-1 to EX-5).
 *
 * @param partnerId whose ledger it is
 * @param limit of the partner, now
 * @param exposure as it is now
 * @param told the state that the ledger was in when it last changed; the limit may have changed since
 */
public record LedgerRules(String partnerId, Optional<Decimal> limit, Exposure exposure, ExposureState told) {

    /** @param found the entry of this key, where there is one */
    public LedgerDecision hold(Optional<ExposureEntry> found, String key, Decimal amount) {
        if (found.isPresent()) {
            return found.get().state() == ExposureEntry.State.RELEASED
                    ? new Refused(LedgerRefusal.RELEASED)
                    : new Repeated(found.get());
        }
        BigDecimal more = amount.toBigDecimal();
        if (!exposure.fits(more, limit)) {
            return new Refused(LedgerRefusal.EXPOSURE_LIMIT);
        }
        Exposure next = exposure.hold(more);
        return changed(
                next,
                new ExposureEntry(key, more, ExposureEntry.State.HELD, Optional.empty()),
                new LedgerEvent.Held(partnerId, key, more, next.total()));
    }

    /** @param amount value of the trade; where it is more than what was held, the limit is asked about the rest (EX-2) */
    public LedgerDecision convert(Optional<ExposureEntry> found, String tradeId, Decimal amount) {
        if (found.isEmpty()) {
            return new Refused(LedgerRefusal.UNKNOWN);
        }
        ExposureEntry entry = found.get();
        return switch (entry.state()) {
            case RELEASED -> new Refused(LedgerRefusal.RELEASED);
            case CONVERTED ->
                entry.tradeId().equals(Optional.of(tradeId))
                        ? new Repeated(entry)
                        : new Refused(LedgerRefusal.CONVERTED);
            case HELD -> {
                BigDecimal traded = amount.toBigDecimal();
                BigDecimal more = traded.subtract(entry.amount());
                if (more.signum() > 0 && !exposure.fits(more, limit)) {
                    yield new Refused(LedgerRefusal.EXPOSURE_LIMIT);
                }
                yield changed(
                        exposure.convert(entry.amount(), traded),
                        entry.convert(tradeId, traded),
                        new LedgerEvent.Converted(partnerId, entry.key(), tradeId, traded));
            }
        };
    }

    /** A reservation has ended; what has become a trade stays. */
    public LedgerDecision releaseHold(Optional<ExposureEntry> found, String reason) {
        return found.isPresent() && found.get().tradeId().isPresent()
                ? new Refused(LedgerRefusal.CONVERTED)
                : release(found, reason);
    }

    /**
     * A trade was completed or cancelled.
     *
     * @param found the entry of this trade, where there is one
     */
    public LedgerDecision releaseTrade(Optional<ExposureEntry> found, String reason) {
        return release(found, reason);
    }

    private LedgerDecision release(Optional<ExposureEntry> found, String reason) {
        if (found.isEmpty()) {
            return new Refused(LedgerRefusal.UNKNOWN);
        }
        ExposureEntry entry = found.get();
        if (entry.state() == ExposureEntry.State.RELEASED) {
            return new Repeated(entry);
        }
        return changed(
                exposure.release(entry),
                entry.release(),
                new LedgerEvent.Released(partnerId, entry.key(), entry.tradeId(), entry.amount(), reason));
    }

    /** What is to be told of the limit, where nothing but that has changed (EX-5). */
    public Optional<LedgerEvent> breach() {
        return breach(exposure);
    }

    private Optional<LedgerEvent> breach(Exposure next) {
        ExposureState state = next.state(limit);
        return state.isBreach() && state.compareTo(told) > 0
                ? Optional.of(new LedgerEvent.LimitBreached(partnerId, next.utilisation(limit), state))
                : Optional.empty();
    }

    private Changed changed(Exposure next, ExposureEntry entry, LedgerEvent event) {
        List<LedgerEvent> events = new ArrayList<>();
        events.add(event);
        breach(next).ifPresent(events::add);
        return new Changed(next, entry, events);
    }
}
