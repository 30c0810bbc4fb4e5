package io.mandi.engine.lots;

import io.mandi.engine.book.CommandContext;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.UnitPrice;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.posting.Counts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What postings and reservations come to in money, for those who decide before the book does: risk (RK-1) and ledgers (TR-1). */
public final class Quote {
    private static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(2, RoundingMode.UNNECESSARY);

    private Quote() {}

    /**
     * The lot or need that a command would create in an empty book, as a draft; empty when it breaks a rule.
     *
     * @param command one that creates
     */
    public static Optional<LotAnswer> trial(EntityId book, LotCommand command, CommandContext context) {
        LotDecision decision = new LotBook(book, LotBookLimits.DEFAULT).execute(command, context);
        return decision instanceof LotDecision.Accept accept ? Optional.of(accept.answer()) : Optional.empty();
    }

    /**
     * All of a lot at its price; 0 when that is open.
     *
     * @param reference what the commodity costs today, for one rate unit of the lot
     */
    public static BigDecimal value(Lot lot, Optional<Decimal> reference) {
        return PriceChoice.of(lot, reference, List.of(), List.of())
                .map(choice -> choice.price().value(lot.base(lot.total())))
                .orElse(NOTHING);
    }

    /** What a need prefers to have, or else the least that it wants, at its budget; 0 without one. */
    public static BigDecimal value(Need need) {
        OptionalLong preferred = need.amounts().preferred();
        BigDecimal base = Counts.ofMillionths(
                        preferred.isPresent()
                                ? preferred.getAsLong()
                                : need.amounts().min())
                .toBigDecimal();
        return need.amounts().budget().map(budget -> budget.max().value(base)).orElse(NOTHING);
    }

    /**
     * A part of a lot at the price that the need gets, at its budget when the price is open.
     *
     * @param thousandths of the lot's unit
     * @param need that it is for
     * @param ratio base units of the need's commodity that one of the lot's stands for
     * @param reference what the commodity costs today, for one rate unit of the lot
     * @return empty when the price is open and no budget tells
     */
    public static Optional<BigDecimal> value(
            Lot lot, long thousandths, Optional<Need> need, BigDecimal ratio, Optional<Decimal> reference) {
        return price(lot, need, reference)
                .map(each -> each.value(lot.base(thousandths)))
                .or(() -> need.flatMap(wanted -> atBudget(wanted, lot.base(thousandths), ratio)));
    }

    /**
     * What a quantity comes to at the budget of a need; empty without one.
     *
     * @param base units of the lot's commodity
     * @param ratio base units of the need's commodity that one of the lot's stands for
     */
    public static Optional<BigDecimal> atBudget(Need need, BigDecimal base, BigDecimal ratio) {
        BigDecimal wanted = RoomRules.wanted(base, ratio);
        return need.amounts().budget().map(budget -> budget.max().value(wanted));
    }

    /**
     * The price of a lot on the terms of a need; empty when it is open.
     *
     * @param reference what the commodity costs today, for one rate unit of the lot
     */
    public static Optional<UnitPrice> price(Lot lot, Optional<Need> need, Optional<Decimal> reference) {
        return PriceChoice.of(
                        lot,
                        reference,
                        need.map(wanted -> wanted.content().deliveryTerms()).orElse(List.of()),
                        need.map(wanted -> wanted.content().paymentTerms()).orElse(List.of()))
                .map(PriceChoice::price);
    }

    /**
     * A quantity of a lot in thousandths of its unit, rounded down (AV-3); empty when it is none.
     *
     * @param unit code; the lot's when absent
     */
    public static Optional<Long> thousandths(Lot lot, Decimal quantity, Optional<String> unit) {
        return StockRules.thousandths(lot, quantity, unit).asOptional();
    }
}
