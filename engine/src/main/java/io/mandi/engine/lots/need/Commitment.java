package io.mandi.engine.lots.need;

import java.util.Optional;

/**
 * A part of a need that is spoken for: held for a reservation, or purchased.
 *
 * @param key id of the reservation; of one of another commodity's lots, the key that its room is kept under
 * @param quantity millionths of the need's base unit
 * @param value hundredths: what it may cost, and once it is purchased what it did
 * @param step millionths: a rest that is smaller is none (RQ-4)
 * @param tradeId of the trade it was purchased in; absent while it is held
 */
public record Commitment(String key, long quantity, long value, long step, Optional<String> tradeId) {

    public boolean isHeld() {
        return tradeId.isEmpty();
    }

    Commitment purchased(String trade, long spent) {
        return new Commitment(key, quantity, spent, step, Optional.of(trade));
    }
}
