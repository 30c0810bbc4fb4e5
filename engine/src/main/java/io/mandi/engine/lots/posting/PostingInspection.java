package io.mandi.engine.lots.posting;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.place.Location;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.catalog.unit.UnitFactors;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.Site;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks that lots and needs share. What is wrong is gathered in {@link #inspection}. */
public final class PostingInspection {
    /** Most partners that a posting names. */
    public static final int MAX_PARTNERS = 200;
    /** Longest id of a partner. */
    public static final int MAX_ID_LENGTH = 128;
    /** Most codes in a list of terms. */
    public static final int MAX_CODES = 20;
    /** Longest reason and longest note. */
    public static final int MAX_REASON_LENGTH = 500;

    /** Of the International Chamber of Commerce, 2020. */
    private static final Set<String> INCOTERMS =
            Set.of("EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP");

    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());
    private static final Pattern PARTNER = Pattern.compile("[\\x21-\\x7E]{1," + MAX_ID_LENGTH + "}");

    private final Market market;
    private final Inspection inspection;

    public PostingInspection(Market market, Inspection inspection) {
        this.market = market;
        this.inspection = inspection;
    }

    /** A site with the timezone of its days. */
    public record Sited(Site site, ZoneId timezone) {}

    /** A unit that goods of the commodity are measured in; a flaw says why it is none. */
    public Optional<Unit> unit(String field, Optional<String> code, Unit otherwise) {
        UnitFactors factors = market.factors();
        Optional<Unit> unit =
                code.isEmpty() ? Optional.of(otherwise) : inspection.take(field, UnitFactors.unit(code.get()));
        return unit.filter(
                known -> inspection.take(factors.factor(known, field)).isPresent());
    }

    public String currency(Optional<String> given) {
        String currency = given.orElse(market.commodity().currency());
        inspection.require(CURRENCIES.contains(currency), "currency", "must be three letters of ISO 4217, as INR");
        return currency;
    }

    /** More than 0, with the decimals of a price. */
    public void price(String field, Decimal price) {
        inspection.positive(field, price, Inspection.PRICE_SCALE);
    }

    /** More than 0, with the decimals of a quantity. */
    public void quantity(String field, Decimal quantity) {
        inspection.positive(field, quantity, Inspection.QUANTITY_SCALE);
    }

    /** COM-5. */
    public <T> void codes(String field, List<String> codes, Function<String, Checked<T>> known) {
        inspection.size(field, codes.size(), MAX_CODES);
        for (int i = 0; i < codes.size(); i++) {
            inspection.take(field + "/" + i, known.apply(codes.get(i)));
        }
    }

    /** COM-5. */
    public <T> void code(String field, Optional<String> code, Function<String, Checked<T>> known) {
        code.ifPresent(given -> inspection.take(field, known.apply(given)));
    }

    public void incoterms(String field, List<String> codes) {
        inspection.size(field, codes.size(), MAX_CODES);
        inspection.require(INCOTERMS.containsAll(codes), field, "must be terms of Incoterms 2020, as FOB");
    }

    /** AV-15. */
    public void audience(Audience audience, String partnersField) {
        inspection.size(partnersField, audience.partners().size(), MAX_PARTNERS);
        inspection.require(
                audience.partners().stream()
                        .allMatch(partner -> PARTNER.matcher(partner).matches()),
                partnersField,
                "must be ids of partners");
        switch (audience.visibility()) {
            case PRIVATE ->
                inspection.require(
                        !audience.partners().isEmpty(),
                        partnersField,
                        "must name somebody who may see a PRIVATE posting");
            case RESTRICTED ->
                inspection.require(
                        !audience.partners().isEmpty() || !audience.regions().isEmpty(),
                        "allowed_regions",
                        "must name regions, or " + partnersField + " partners, that may see a RESTRICTED posting");
            case PUBLIC, INTERNAL -> {
                // Lists that do not count now may count later.
            }
        }
    }

    /** A location of the catalogue or a place of its own: one of the two. Fields stand below {@code parent}. */
    public Optional<Sited> site(String parent, Optional<String> locationId, Optional<Place> place) {
        String field = parent.isEmpty() ? "location_id" : parent + "/location_id";
        if (locationId.isPresent() == place.isPresent()) {
            inspection.note(
                    FlawCode.VALIDATION_FAILED, field, "must be given, or an address instead of it, and not both");
            return Optional.empty();
        }
        if (place.isPresent()) {
            ZoneId zone = Location.timezoneOf(place.get(), market.timezone());
            return Optional.of(new Sited(new Site(Optional.empty(), place.get()), zone));
        }
        Location location = market.locations().get(locationId.get());
        if (location == null) {
            inspection.note(FlawCode.UNKNOWN_LOCATION, field, "the organisation has no such location");
            return Optional.empty();
        }
        if (location.deleted() || !location.active()) {
            inspection.note(new Flaw(
                    location.deleted() ? FlawCode.LOCATION_DELETED : FlawCode.LOCATION_INACTIVE,
                    field,
                    "the location takes no new postings"));
            return Optional.empty();
        }
        return Optional.of(new Sited(new Site(locationId, location.place()), location.timezone()));
    }

    /** The end of a window is not before its beginning. */
    public void window(String field, Optional<Instant> from, Optional<Instant> until, boolean mayBeEmpty) {
        if (from.isPresent() && until.isPresent()) {
            boolean inOrder =
                    from.get().isBefore(until.get()) || mayBeEmpty && from.get().equals(until.get());
            inspection.require(inOrder, field, "must be after the beginning");
        }
    }
}
