package io.mandi.http.desk;

import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.lots.disclosure.Counterparty;
import io.mandi.engine.lots.disclosure.Counterparty.Side;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.DeliveryPlace;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.partner.BankAccount;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerLocation;
import io.mandi.engine.partner.identifier.Bic;
import io.mandi.engine.partner.identifier.Email;
import io.mandi.engine.partner.identifier.Gstin;
import io.mandi.engine.partner.identifier.Ifsc;
import io.mandi.engine.partner.identifier.Mobile;
import io.mandi.engine.partner.kind.LocationKind;
import java.util.List;
import java.util.Optional;

/** Puts together what there is to tell of the two sides of a match. */
final class Counterparties {
    private Counterparties() {}

    /** @param partner absent where the record is gone: then there is little to tell */
    static Counterparty seller(Lot lot, Optional<Partner> partner) {
        Place place = lot.content().site().place();
        return of(lot.seller(), Side.SELLER, place.region(), place.city(), partner);
    }

    /** @param delivery the place that counts, of those of the need */
    static Counterparty buyer(Need need, Optional<Integer> delivery, Optional<Partner> partner) {
        List<DeliveryPlace> places = need.content().deliveries();
        Optional<Place> place = places.isEmpty()
                ? Optional.empty()
                : Optional.of(places.get(delivery.orElse(0)).site().place());
        return of(
                need.buyer(),
                Side.BUYER,
                place.map(Place::region).orElse(Region.UNKNOWN),
                place.flatMap(Place::city),
                partner);
    }

    /** Who reserves without a need is known by its own PRINCIPAL location. */
    static Counterparty holder(String holder, Optional<Need> need, Optional<Partner> partner) {
        if (need.isPresent()) {
            return buyer(need.get(), Optional.empty(), partner);
        }
        Optional<Place> place = partner.flatMap(record -> record.children().locations().stream()
                .filter(location -> location.kind() == LocationKind.PRINCIPAL)
                .map(location -> location.address().place())
                .findFirst());
        return of(
                holder,
                Side.BUYER,
                place.map(Place::region).orElse(Region.UNKNOWN),
                place.flatMap(Place::city),
                partner);
    }

    /** Of a trade: the seller by where the goods are, the buyer by where they go. */
    static Counterparty trading(String id, Side side, Place place, Optional<Partner> partner) {
        return of(id, side, place.region(), place.city(), partner);
    }

    private static Counterparty of(
            String id, Side side, Region region, Optional<String> city, Optional<Partner> partner) {
        return new Counterparty(
                id,
                side,
                region,
                city,
                partner.flatMap(record -> record.performance().rating()),
                partner.map(record -> record.identity()
                                .tradeName()
                                .orElse(record.identity().legalName()))
                        .orElse(id),
                partner.map(Counterparties::profile)
                        .orElse(new Counterparty.Profile(
                                id,
                                Optional.empty(),
                                List.of(),
                                new Counterparty.Contacts(Optional.empty(), Optional.empty(), Optional.empty()),
                                Optional.empty())));
    }

    private static Counterparty.Profile profile(Partner partner) {
        return new Counterparty.Profile(
                partner.identity().legalName(),
                partner.tax().gstNumber().map(Gstin::text),
                partner.children().locations().stream()
                        .map(Counterparties::address)
                        .toList(),
                new Counterparty.Contacts(
                        partner.contact().mobile().map(Mobile::text),
                        partner.contact().email().map(Email::text),
                        partner.contact().phone()),
                partner.finance().bank().map(Counterparties::account));
    }

    private static Counterparty.Address address(PartnerLocation location) {
        return new Counterparty.Address(
                location.kind().name(),
                location.name(),
                location.address().place(),
                location.address().pincode(),
                location.gstNumber().map(Gstin::text));
    }

    private static Counterparty.Account account(BankAccount bank) {
        return new Counterparty.Account(
                bank.number(), bank.ifsc().map(Ifsc::text), bank.swift().map(Bic::text), bank.holder());
    }
}
