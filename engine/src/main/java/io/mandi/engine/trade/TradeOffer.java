package io.mandi.engine.trade;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.unit.Conversion;
import io.mandi.engine.lots.LotRejection;
import io.mandi.engine.lots.LotRejectionCode;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.Site;
import io.mandi.engine.lots.match.UnitPrice;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.posting.Counts;
import io.mandi.engine.lots.posting.Market;
import io.mandi.engine.lots.posting.PostingInspection;
import io.mandi.engine.lots.reservation.Agreement;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.partner.Branch;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerLocation;
import io.mandi.engine.partner.identifier.Gstin;
import io.mandi.engine.partner.kind.LocationKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All that the terms of a trade are made of (TR-5, TR-6).
 *
 * @param lotId id
 * @param need absent where the reservation has none
 * @param staff whether staff makes it
 * @param price that was given, for one rate unit
 * @param shipToLocation of the catalogue, that was given
 * @param shipToPlace that was given in place of a location
 */
public record TradeOffer(
        String lotId,
        Lot lot,
        Reservation reservation,
        Optional<Need> need,
        Partner buyer,
        Partner seller,
        Market market,
        boolean staff,
        Optional<Decimal> price,
        Optional<String> shipToLocation,
        Optional<Place> shipToPlace,
        Instant at) {

    private static final int PRICE_SCALE = Inspection.PRICE_SCALE;

    /** What comes of it. */
    public sealed interface Result {
        record Fixed(TradeTerms terms) implements Result {}

        record Refused(LotRejection rejection) implements Result {}
    }

    /** The terms, or the first thing that is wrong. */
    public Result fix() {
        Optional<LotRejection> refusal = priceRefusal();
        if (refusal.isPresent()) {
            return new Result.Refused(refusal.get());
        }
        Inspection inspection = new Inspection();
        Optional<Destination> delivery = delivery(inspection);
        if (!inspection.isClean()) {
            return new Result.Refused(new LotRejection(
                    LotRejectionCode.VALIDATION_FAILED,
                    "the goods cannot go there",
                    inspection.result(() -> "").flaws(),
                    false));
        }
        if (delivery.isEmpty()) {
            return refused("ship_to", "must be given: the buyer has no SHIP_TO and no PRINCIPAL location");
        }
        LocalDate day = market.dayOf(at);
        Optional<Decimal> rate = market.commodity()
                .taxRateOn(day)
                .map(known -> known.rate(lot.content().prePacked()));
        if (rate.isEmpty()) {
            return new Result.Refused(new LotRejection(
                    LotRejectionCode.TAX_RATE_MISSING, "the commodity has no tax rate for " + day, List.of(), false));
        }
        Optional<Decimal> taxable = taxable();
        return taxable.isEmpty()
                ? refused("price", "comes to more than can be counted")
                : new Result.Fixed(terms(day, rate.get(), delivery.get(), taxable.get()));
    }

    private static Result refused(String field, String detail) {
        return new Result.Refused(invalid(field, detail));
    }

    private static LotRejection invalid(String field, String detail) {
        return new LotRejection(
                LotRejectionCode.VALIDATION_FAILED,
                detail,
                List.of(new Flaw(FlawCode.VALIDATION_FAILED, field, detail)),
                false);
    }

    // ---------------------------------------------------------------------------------------------------- price

    private Agreement agreement() {
        return reservation.agreement();
    }

    private Decimal agreed() {
        return agreement().price().or(this::price).orElseThrow();
    }

    private Optional<LotRejection> priceRefusal() {
        if (agreement().price().isPresent()) {
            boolean another = price.isPresent()
                    && price.get().compareTo(agreement().price().get()) != 0;
            return another
                    ? Optional.of(invalid("price", "must be the reserved price, " + agreed() + ", or left out"))
                    : Optional.empty();
        }
        if (!staff) {
            return Optional.of(new LotRejection(
                    LotRejectionCode.PERMISSION_DENIED,
                    "staff makes the trade of a lot without a price",
                    List.of(),
                    false));
        }
        if (price.isEmpty()) {
            return Optional.of(invalid("price", "must be given: the lot has none"));
        }
        boolean countable = price.get().unscaled() > 0 && price.get().scale() <= PRICE_SCALE;
        if (!countable) {
            return Optional.of(invalid("price", "must be more than 0, with 2 decimals at most"));
        }
        boolean over = need.flatMap(wanted -> wanted.amounts().budget())
                .filter(budget -> perWantedUnit().compareTo(budget.max().perBaseUnit()) > 0)
                .isPresent();
        return over
                ? Optional.of(new LotRejection(
                        LotRejectionCode.OVER_BUDGET,
                        "the price is more than max_budget_per_unit of the need",
                        List.of(),
                        false))
                : Optional.empty();
    }

    private UnitPrice unitPrice() {
        BigDecimal price = agreed().toBigDecimal();
        return new UnitPrice(
                price,
                agreement().rateFactor(),
                price.divide(agreement().rateFactor(), Conversion.INTERMEDIATE_SCALE, RoundingMode.HALF_UP));
    }

    /** For one base unit of what the need wants (RQ-7). */
    private BigDecimal perWantedUnit() {
        BigDecimal ratio = need.flatMap(wanted -> Optional.ofNullable(
                        wanted.content().equivalents().get(market.commodity().id())))
                .map(Decimal::toBigDecimal)
                .orElse(BigDecimal.ONE);
        return unitPrice().perBaseUnit().divide(ratio, Conversion.INTERMEDIATE_SCALE, RoundingMode.HALF_UP);
    }

    private BigDecimal unitFactor() {
        return lot.factors().factors().get(lot.content().unit());
    }

    /** UN-4: multiplied first, then rounded once. */
    private Optional<Decimal> taxable() {
        BigDecimal quantity = Counts.ofThousandths(reservation.quantity()).toBigDecimal();
        return Counts.hundredths("price", unitPrice().value(quantity.multiply(unitFactor())))
                .asOptional()
                .map(Counts::ofHundredths);
    }

    // ---------------------------------------------------------------------------------------------------- places

    /** The one given, else the matched delivery place, else the buyer's SHIP_TO, else its PRINCIPAL location. */
    private Optional<Destination> delivery(Inspection inspection) {
        if (shipToLocation.isPresent() || shipToPlace.isPresent()) {
            return new PostingInspection(market, inspection)
                    .site("ship_to", shipToLocation, shipToPlace)
                    .map(sited -> destination(sited.site()));
        }
        return matched()
                .or(() -> location(buyer, LocationKind.SHIP_TO))
                .or(() -> location(buyer, LocationKind.PRINCIPAL));
    }

    /** Of the places where the need wants its goods, the one that is nearest to them. */
    private Optional<Destination> matched() {
        Place from = lot.content().site().place();
        return need.flatMap(wanted -> wanted.content().deliveries().stream()
                .map(delivery -> destination(delivery.site()))
                .min(Comparator.comparingDouble(
                        place -> from.distanceKm(place.place()).orElse(Double.MAX_VALUE))));
    }

    private static Destination destination(Site site) {
        return new Destination(site.locationId(), site.place());
    }

    private static Optional<Destination> location(Partner partner, LocationKind kind) {
        return partner.children().locations().stream()
                .filter(location -> location.kind() == kind)
                .map(PartnerLocation::address)
                .map(address -> new Destination(address.locationId(), address.place()))
                .findFirst();
    }

    // ---------------------------------------------------------------------------------------------------- terms

    private static Party party(Partner partner, Optional<String> branch) {
        Optional<Gstin> ofBranch = branch.flatMap(id -> partner.children().branches().stream()
                .filter(known -> known.id().equals(id))
                .findFirst()
                .flatMap(Branch::gstNumber));
        return new Party(
                partner.id(),
                partner.identity().legalName(),
                ofBranch.or(() -> partner.tax().gstNumber()).map(Gstin::text),
                partner.identity().agriculturist());
    }

    private TradeTerms terms(LocalDate day, Decimal rate, Destination to, Decimal taxable) {
        Party buying = party(buyer, need.flatMap(wanted -> wanted.content().buyerBranch()));
        Party selling = party(seller, lot.content().sellerBranch());
        Destination from = destination(lot.content().site());
        return new TradeTerms(
                buying,
                selling,
                lotId,
                reservation.requirementId(),
                market.commodity().id(),
                day,
                Counts.ofThousandths(reservation.quantity()),
                lot.content().unit(),
                agreement().baseQuantity(),
                market.commodity().baseUnit(),
                unitFactor(),
                agreed(),
                agreement().rateUnit(),
                agreement().rateFactor(),
                agreement().currency(),
                agreement().paymentTerms(),
                agreement().deliveryTerms(),
                agreement().passingTerm(),
                agreement().weighmentTerm(),
                lot.content().prePacked(),
                from,
                to,
                location(buyer, LocationKind.BILL_TO)
                        .or(() -> location(buyer, LocationKind.PRINCIPAL))
                        .orElse(to),
                taxable,
                Tax.of(taxable, from, to, selling, buying, market.commodity().reverseChargeFromAgriculturist(), rate),
                agreement().roomKey(),
                agreement().holdKey());
    }
}
