package io.mandi.engine.partner;

import io.mandi.engine.catalog.Decimal;
import java.util.List;
import java.util.Optional;

/**
 * @param creditLimit money, with two decimals at most; absent is as 0
 * @param paymentTermsDays one of {@link #PAYMENT_TERMS}
 */
public record Finance(Optional<BankAccount> bank, Optional<Decimal> creditLimit, int paymentTermsDays) {
    public static final List<Integer> PAYMENT_TERMS = List.of(0, 15, 30, 45);

    Finance withCreditLimit(Optional<Decimal> limit) {
        return new Finance(bank, limit, paymentTermsDays);
    }
}
