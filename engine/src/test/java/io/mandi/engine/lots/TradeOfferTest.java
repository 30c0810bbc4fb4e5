package io.mandi.engine.lots;

import static io.mandi.engine.lots.Offer.decimal;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.partner.Address;
import io.mandi.engine.partner.AddressDraft;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.PartnerDraft.ContactDraft;
import io.mandi.engine.partner.PartnerDraft.FinanceDraft;
import io.mandi.engine.partner.PartnerDraft.IdentityDraft;
import io.mandi.engine.partner.PartnerDraft.ProfileDraft;
import io.mandi.engine.partner.PartnerDraft.TaxDraft;
import io.mandi.engine.partner.PartnerLocation;
import io.mandi.engine.partner.PartnerLocationDraft;
import io.mandi.engine.partner.kind.BusinessEntityType;
import io.mandi.engine.partner.kind.LocationKind;
import io.mandi.engine.trade.Tax;
import io.mandi.engine.trade.TradeOffer;
import io.mandi.engine.trade.TradeTerms;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** TR-5, TR-6: what the terms of a trade are. */
class TradeOfferTest {
    private static final Place SURAT = Place.of(
                    Optional.of("Ring Road 1"),
                    Optional.of("Surat"),
                    Optional.of("GJ"),
                    "IN",
                    OptionalDouble.empty(),
                    OptionalDouble.empty())
            .asOptional()
            .orElseThrow();

    private final LotDesk desk = new LotDesk();

    /** @param locations kind and city, one after the other */
    private static Partner partner(String name, String gstin, String... locations) {
        List<PartnerLocationDraft> drafts = Arrays.stream(locations)
                .map(text -> text.split(" "))
                .map(parts -> new PartnerLocationDraft(
                        Optional.empty(),
                        LocationKind.valueOf(parts[0]),
                        Optional.empty(),
                        new AddressDraft(
                                Optional.empty(),
                                Optional.of("Station Road 1"),
                                Optional.of(parts[1]),
                                Optional.of(parts[2]),
                                Optional.of("IN"),
                                Optional.empty(),
                                Optional.empty()),
                        Optional.empty()))
                .toList();
        // Where a buyer has goods delivered is noted when it may buy.
        List<PartnerLocationDraft> first = drafts.stream()
                .filter(one -> one.kind() != LocationKind.SHIP_TO)
                .toList();
        PartnerDraft draft = new PartnerDraft(
                new IdentityDraft(
                        Optional.empty(),
                        Optional.of(name),
                        Optional.empty(),
                        Optional.of("IN"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(BusinessEntityType.PRIVATE_LIMITED),
                        false,
                        false),
                new TaxDraft(Optional.of(gstin), Optional.empty(), Optional.empty(), Optional.empty()),
                new FinanceDraft(Optional.empty(), Optional.empty(), Optional.of(30)),
                new ContactDraft(Optional.empty(), Optional.empty(), Optional.empty()),
                ProfileDraft.EMPTY,
                first);
        Partner partner = Partner.of(
                        ResourceId.ofPartner(1_767_607_200_000_000L + name.length(), "demo")
                                .toString(),
                        "BP-1",
                        draft,
                        id -> Optional.empty(),
                        LocalDate.of(2026, 1, 5))
                .asOptional()
                .orElseThrow();
        List<PartnerLocation> all = new ArrayList<>(partner.children().locations());
        drafts.stream()
                .filter(one -> one.kind() == LocationKind.SHIP_TO)
                .forEach(one -> all.add(new PartnerLocation(
                        "ship-to",
                        one.kind(),
                        Optional.empty(),
                        new Address(
                                Optional.empty(),
                                Place.of(
                                                one.address().address(),
                                                one.address().city(),
                                                one.address().stateCode(),
                                                "IN",
                                                OptionalDouble.empty(),
                                                OptionalDouble.empty())
                                        .asOptional()
                                        .orElseThrow(),
                                Optional.empty()),
                        Optional.empty())));
        return partner.with(
                partner.children().withLocations(all, partner.children().counters()));
    }

    private static Partner mill(String... locations) {
        return partner("Mumbai Mills", "27AABCM5678K1ZY", locations);
    }

    private static final Partner GINNERS = partner("Gondal Ginners Ltd", "24AAACG1234A1ZK", "PRINCIPAL Rajkot GJ");

    private TradeOffer offer(
            long reservation, Partner buyer, boolean staff, Optional<Decimal> price, Optional<Place> shipTo) {
        Lot lot = desk.lot(desk.reservation(reservation).lot());
        return new TradeOffer(
                new ResourceId(ResourceId.Kind.AVAILABILITY, lot.number(), LotDesk.BOOK).toString(),
                lot,
                desk.reservation(reservation),
                desk.reservation(reservation)
                        .requirementId()
                        .flatMap(id -> ResourceId.parse(ResourceId.Kind.REQUIREMENT, id))
                        .map(id -> desk.need(id.number())),
                buyer,
                GINNERS,
                desk.market(),
                staff,
                price,
                Optional.empty(),
                shipTo,
                desk.now());
    }

    private static TradeTerms terms(TradeOffer offer) {
        assertThat(offer.fix()).isInstanceOf(TradeOffer.Result.Fixed.class);
        return ((TradeOffer.Result.Fixed) offer.fix()).terms();
    }

    private static LotRejection refused(TradeOffer offer) {
        assertThat(offer.fix()).isInstanceOf(TradeOffer.Result.Refused.class);
        return ((TradeOffer.Result.Refused) offer.fix()).rejection();
    }

    private long priced() {
        return desk.reserved(
                desk.reserve(desk.offer(new Offer().of("100").price("50").at(LotDesk.RAJKOT)), LotDesk.BUYER, "10"));
    }

    private static String city(TradeTerms terms) {
        return terms.shipTo().place().city().orElseThrow();
    }

    // TR-5
    @Test
    void aPricedLotTradesAtTheReservedPriceAndAtNoOther() {
        long reservation = priced();
        Partner mill = mill("PRINCIPAL Mumbai MH");
        TradeTerms terms = terms(offer(reservation, mill, false, Optional.empty(), Optional.empty()));
        assertThat(terms.price()).isEqualByComparingTo(decimal("50"));
        assertThat(terms.taxable())
                .isEqualTo(desk.reservation(reservation).agreement().value());
        assertThat(terms(offer(reservation, mill, true, Optional.of(decimal("50.00")), Optional.empty())))
                .isEqualTo(terms);
        LotRejection refusal = refused(offer(reservation, mill, true, Optional.of(decimal("49.99")), Optional.empty()));
        assertThat(refusal.code()).isEqualTo(LotRejectionCode.VALIDATION_FAILED);
        assertThat(refusal.flaws().getFirst().field()).isEqualTo("price");
    }

    // TR-5
    @Test
    void staffStatesThePriceOfALotWithoutOneUpToTheBudget() {
        long lot = desk.offer(new Offer().of("100").openPrice().at(LotDesk.RAJKOT));
        long need = desk.demand(new Demand().of("10", "60").budget("55"));
        long reservation = desk.reserved(desk.reserveFor(need, lot, "10"));
        Partner mill = mill("PRINCIPAL Mumbai MH");
        assertThat(refused(offer(reservation, mill, false, Optional.of(decimal("50")), Optional.empty()))
                        .code())
                .isEqualTo(LotRejectionCode.PERMISSION_DENIED);
        assertThat(refused(offer(reservation, mill, true, Optional.empty(), Optional.empty()))
                        .code())
                .isEqualTo(LotRejectionCode.VALIDATION_FAILED);
        assertThat(refused(offer(reservation, mill, true, Optional.of(decimal("0")), Optional.empty()))
                        .code())
                .isEqualTo(LotRejectionCode.VALIDATION_FAILED);
        assertThat(refused(offer(reservation, mill, true, Optional.of(decimal("50.001")), Optional.empty()))
                        .code())
                .isEqualTo(LotRejectionCode.VALIDATION_FAILED);
        assertThat(refused(offer(reservation, mill, true, Optional.of(decimal("1000000")), Optional.empty()))
                        .code())
                .isEqualTo(LotRejectionCode.OVER_BUDGET);
        TradeTerms terms = terms(offer(reservation, mill, true, Optional.of(decimal("0.50")), Optional.empty()));
        assertThat(terms.price()).isEqualTo(decimal("0.50"));
        assertThat(terms.taxable().toBigDecimal()).isPositive();
        assertThat(terms.need()).isEqualTo(desk.reservation(reservation).requirementId());
    }

    // TR-5: given, matched, SHIP_TO, PRINCIPAL
    @Test
    void theGoodsGoWhereIsSaidElseWhereTheNeedWantsThemElseToTheBuyer() {
        long reservation = priced();
        Partner both = mill("PRINCIPAL Mumbai MH", "SHIP_TO Pune MH", "BILL_TO Nagpur MH");
        assertThat(city(terms(offer(reservation, both, false, Optional.empty(), Optional.of(SURAT)))))
                .isEqualTo("Surat");
        TradeTerms shipped = terms(offer(reservation, both, false, Optional.empty(), Optional.empty()));
        assertThat(city(shipped)).isEqualTo("Pune");
        assertThat(shipped.billTo().place().city()).hasValue("Nagpur");
        TradeTerms principal =
                terms(offer(reservation, mill("PRINCIPAL Mumbai MH"), false, Optional.empty(), Optional.empty()));
        assertThat(city(principal)).isEqualTo("Mumbai");
        assertThat(principal.billTo()).isEqualTo(principal.shipTo());

        long lot = desk.offer(new Offer().of("100").price("50").at(LotDesk.RAJKOT));
        long need = desk.demand(new Demand().of("10", "60"));
        long forANeed = desk.reserved(desk.reserveFor(need, lot, "10"));
        Place wanted = desk.need(need).content().deliveries().getFirst().site().place();
        assertThat(terms(offer(forANeed, both, false, Optional.empty(), Optional.empty()))
                        .shipTo()
                        .place())
                .isEqualTo(wanted);
    }

    // TX-1, TX-2, TR-6
    @Test
    void taxFollowsFromWhereTheGoodsGo() {
        long reservation = priced();
        Partner mill = mill("PRINCIPAL Mumbai MH");
        TradeTerms inter = terms(offer(reservation, mill, false, Optional.empty(), Optional.empty()));
        assertThat(inter.tax().kind()).isEqualTo(Tax.Kind.INTER_STATE);
        assertThat(inter.tax().rate()).isEqualByComparingTo(decimal("5"));
        TradeTerms intra = terms(offer(reservation, mill, false, Optional.empty(), Optional.of(SURAT)));
        assertThat(intra.tax().kind()).isEqualTo(Tax.Kind.INTRA_STATE);
        assertThat(intra.seller().gstin()).hasValue("24AAACG1234A1ZK");
        assertThat(intra.buyer().gstin()).hasValue("27AABCM5678K1ZY");
        assertThat(intra.day()).isEqualTo(LocalDate.of(2026, 1, 5));
        assertThat(intra.quantity()).isEqualByComparingTo(decimal("10"));
        assertThat(intra.baseQuantity())
                .isEqualTo(desk.reservation(reservation).agreement().baseQuantity());
    }
}
