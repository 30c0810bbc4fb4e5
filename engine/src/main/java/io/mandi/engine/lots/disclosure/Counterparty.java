package io.mandi.engine.lots.disclosure;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.place.Region;
import java.util.List;
import java.util.Optional;

/**
 * All that there is to tell of a partner to another one with whom it may trade. What may be told is for {@link Disclosure} to
 * say. Credit limit, exposure and risk are not in here: they are never told.
 *
 * @param partnerId id
 * @param side of the posting that leads to this partner
 * @param region of the posting: where a lot is, where a need wants its goods
 * @param city of the posting, where it is known
 * @param rating 0 to 5; absent when there is none
 * @param companyName as it does business
 */
public record Counterparty(
        String partnerId,
        Side side,
        Region region,
        Optional<String> city,
        Optional<Decimal> rating,
        String companyName,
        Profile profile) {

    /** On which side of a match a partner is. */
    public enum Side {
        SELLER("Verified seller"),
        BUYER("Verified buyer");

        private final String label;

        Side(String label) {
            this.label = label;
        }

        /** In place of a name, as long as there is none. */
        public String label() {
            return label;
        }
    }

    /** What only those learn who trade with each other. */
    public record Profile(
            String legalName,
            Optional<String> gstin,
            List<Address> addresses,
            Contacts contacts,
            Optional<Account> account) {
        public Profile {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * @param kind what the address is used for: {@code PRINCIPAL}, {@code SHIP_TO} …
     * @param gstin under which it is registered, where that is not the partner's own
     */
    public record Address(
            String kind, Optional<String> name, Place place, Optional<String> pincode, Optional<String> gstin) {}

    /** How a partner is spoken to. */
    public record Contacts(Optional<String> mobile, Optional<String> email, Optional<String> phone) {}

    /** Where a partner is paid. */
    public record Account(String number, Optional<String> ifsc, Optional<String> swift, Optional<String> holder) {}
}
