package io.mandi.engine.partner;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.place.Coordinates;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.place.State;
import io.mandi.engine.partner.PartnerDraft.BankDraft;
import io.mandi.engine.partner.PartnerDraft.IdentityDraft;
import io.mandi.engine.partner.capability.Capability;
import io.mandi.engine.partner.identifier.Bic;
import io.mandi.engine.partner.identifier.Email;
import io.mandi.engine.partner.identifier.ForeignTaxId;
import io.mandi.engine.partner.identifier.Gstin;
import io.mandi.engine.partner.identifier.Ifsc;
import io.mandi.engine.partner.identifier.Mobile;
import io.mandi.engine.partner.identifier.Pan;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.LocationKind;
import io.mandi.engine.partner.kind.ServiceProviderType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Makes the parts of a partner of a draft, or says all that is wrong with it. */
final class PartnerInspection {
    private static final Pattern CODE = Pattern.compile("[A-Z0-9][A-Z0-9-]{0,39}");
    private static final Pattern ACCOUNT = Pattern.compile("[A-Z0-9]{4,34}");
    private static final Pattern INDIAN_PINCODE = Pattern.compile("[1-9][0-9]{5}");
    private static final Pattern PINCODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 -]{0,11}");

    private final Inspection inspection = new Inspection();
    private final PartnerDraft draft;
    private final KnownPlaces places;
    private final LocalDate today;

    PartnerInspection(PartnerDraft draft, KnownPlaces places, LocalDate today) {
        this.draft = draft;
        this.places = places;
        this.today = today;
    }

    /** @param before what the draft does not speak of stays as it is there */
    Checked<Partner> partner(Partner before, String code) {
        Optional<Identity> identity = identity(code, before);
        Optional<Tax> tax = tax(identity.map(Identity::country), before.tax());
        Optional<Finance> finance = finance();
        Optional<Contact> contact = contact(draft.contact());
        Optional<Profile> profile = profile();
        Optional<Children> children = tax.flatMap(known -> locations(before, known));
        return inspection.result(() -> new Partner(
                before.id(),
                identity.orElseThrow(),
                before.links(),
                tax.orElseThrow(),
                finance.orElseThrow(),
                contact.orElseThrow(),
                profile.orElseThrow(),
                before.performance(),
                before.onboarding(),
                before.kyc(),
                children.orElseThrow(),
                before.capabilities()));
    }

    private Optional<Identity> identity(String madeCode, Partner before) {
        IdentityDraft wanted = draft.identity();
        String code = wanted.partnerCode().orElse(madeCode).strip().toUpperCase(Locale.ROOT);
        inspection.require(
                CODE.matcher(code).matches(),
                "partner_code",
                "must be 1 to " + Identity.MAX_CODE_LENGTH + " letters, digits and hyphens, as BP-IND-SEL-0001");
        String legalName = inspection.text("legal_name", wanted.legalName().orElse(""), Identity.MAX_NAME_LENGTH);
        Optional<String> tradeName = inspection.text("trade_name", wanted.tradeName(), Identity.MAX_NAME_LENGTH);
        String country = wanted.country().orElse(State.COUNTRY).strip().toUpperCase(Locale.ROOT);
        inspection.require(Place.isCountry(country), "country", "must be two letters of ISO 3166, as IN");
        EntityClass entityClass = wanted.entityClass().orElse(EntityClass.BUSINESS_ENTITY);
        inspection.require(
                wanted.serviceProviderType().isPresent() == (entityClass == EntityClass.SERVICE_PROVIDER),
                "service_provider_type",
                "a service provider has one, and nobody else");
        boolean transporter = wanted.serviceProviderType().stream().anyMatch(ServiceProviderType.TRANSPORTER::equals);
        inspection.require(
                transporter || !wanted.ownsLorries(), "owns_lorries", "only a transporter has lorries of its own");
        if (!wanted.ownsLorries() && !before.children().vehicles().isEmpty()) {
            inspection.note(
                    FlawCode.VEHICLES_NOT_ALLOWED, "owns_lorries", "the partner has vehicles; remove them first");
        }
        return Optional.of(new Identity(
                code,
                legalName,
                tradeName,
                country,
                entityClass,
                wanted.serviceProviderType(),
                wanted.businessEntityType(),
                wanted.agriculturist(),
                wanted.ownsLorries()));
    }

    private Optional<Tax> tax(Optional<String> country, Tax before) {
        Optional<Gstin> gst = read("gst_number", draft.tax().gstNumber(), Gstin::of);
        Optional<Pan> pan = read("pan_number", draft.tax().panNumber(), Pan::of);
        Optional<ForeignTaxId> foreign = read(
                "foreign_tax_id",
                draft.tax().foreignTaxId(),
                given -> ForeignTaxId.of(given, country.orElse(State.COUNTRY)));
        inspection.require(
                draft.tax().foreignTaxId().isEmpty() || !country.equals(Optional.of(State.COUNTRY)),
                "foreign_tax_id",
                "a partner in India has none");
        inspection.require(
                draft.tax().gstNumber().isEmpty()
                        || draft.tax().noGstDeclaration().isEmpty(),
                "no_gst_declaration",
                "is for partners without a GSTIN");
        if (gst.isPresent() && pan.isPresent() && !gst.get().pan().equals(pan.get())) {
            inspection.note(FlawCode.PAN_MISMATCH, "pan_number", "must be characters 3 to 12 of gst_number");
        }
        boolean verified = before.gstVerified() && gst.equals(before.gstNumber());
        return Optional.of(new Tax(gst, pan, foreign, draft.tax().noGstDeclaration(), verified));
    }

    private <T> Optional<T> read(String field, Optional<String> given, Function<String, Checked<T>> reader) {
        return given.flatMap(text -> inspection.take(field, reader.apply(text)));
    }

    private Optional<Finance> finance() {
        Optional<BankAccount> bank = draft.finance().bank().map(this::bank);
        draft.finance()
                .creditLimit()
                .ifPresent(limit -> inspection.decimals("credit_limit", limit, Inspection.PRICE_SCALE));
        int days = draft.finance().paymentTermsDays().orElse(0);
        inspection.require(Finance.PAYMENT_TERMS.contains(days), "payment_terms_days", "must be 0, 15, 30 or 45");
        return Optional.of(new Finance(bank, draft.finance().creditLimit(), days));
    }

    private BankAccount bank(BankDraft wanted) {
        String number = wanted.accountNumber().replaceAll("\\s", "").toUpperCase(Locale.ROOT);
        inspection.require(
                ACCOUNT.matcher(number).matches(), "bank_account/account_number", "must be 4 to 34 letters and digits");
        inspection.require(
                wanted.ifsc().isPresent() || wanted.swift().isPresent(),
                "bank_account/ifsc",
                "must be given, or swift must");
        return new BankAccount(
                number,
                read("bank_account/ifsc", wanted.ifsc(), Ifsc::of),
                read("bank_account/swift", wanted.swift(), Bic::of),
                inspection.text("bank_account/holder", wanted.holder(), Identity.MAX_NAME_LENGTH));
    }

    private Optional<Contact> contact(PartnerDraft.ContactDraft wanted) {
        return Optional.of(new Contact(
                read("mobile", wanted.mobile(), Mobile::of),
                read("email", wanted.email(), Email::of),
                inspection.text("phone", wanted.phone(), Contact.MAX_PHONE_LENGTH)));
    }

    private Optional<Profile> profile() {
        PartnerDraft.ProfileDraft wanted = draft.profile();
        inspection.require(
                wanted.establishedOn().stream().noneMatch(today::isBefore),
                "profile/established_on",
                "must not be later than today");
        wanted.annualTurnover()
                .ifPresent(money -> inspection.decimals("profile/annual_turnover", money, Inspection.PRICE_SCALE));
        return Optional.of(new Profile(
                wanted.establishedOn(),
                wanted.annualTurnover(),
                wanted.gstCompliance(),
                wanted.ownLaboratory(),
                wanted.ownTransport()));
    }

    private Optional<Children> locations(Partner before, Tax tax) {
        List<PartnerLocation> made = new ArrayList<>();
        Set<String> used = new HashSet<>();
        Counters counters = before.children().counters();
        if (draft.locations().size() > Children.MAX_LOCATIONS) {
            inspection.note(FlawCode.PARTNER_FULL, "locations", "a partner has at most " + Children.MAX_LOCATIONS);
            return Optional.empty();
        }
        for (int i = 0; i < draft.locations().size(); i++) {
            String field = "locations/" + i;
            PartnerLocationDraft wanted = draft.locations().get(i);
            Optional<PartnerLocation> old = wanted.id()
                    .flatMap(id -> before.children().locations().stream()
                            .filter(location -> location.id().equals(id))
                            .findFirst());
            if (wanted.id().isPresent()
                    && (old.isEmpty() || !used.add(wanted.id().get()))) {
                inspection.note(FlawCode.UNKNOWN_PART, field + "/id", "must be that of a location, which stands once");
            }
            if (wanted.id().isEmpty()) {
                counters = counters.nextLocation();
            }
            String id = wanted.id().orElse(Integer.toString(counters.locations()));
            Optional<PartnerLocation> location = inspection.take(field, location(id, wanted));
            if (!location.equals(old) && wanted.kind() == LocationKind.SHIP_TO) {
                checkShipTo(field, before);
            }
            location.ifPresent(made::add);
        }
        inspection.require(
                made.stream()
                                .filter(location -> location.kind() == LocationKind.PRINCIPAL)
                                .count()
                        <= 1,
                "locations",
                "a partner has one PRINCIPAL location");
        checkStates(made, tax);
        return Optional.of(before.children().withLocations(made, counters));
    }

    /** PT-3. */
    private void checkShipTo(String field, Partner before) {
        if (before.capabilities(today).stream().noneMatch(Capability::isToBuy)) {
            inspection.note(FlawCode.BUYERS_ONLY, field + "/kind", "only a partner that may buy has SHIP_TO locations");
        }
    }

    private Checked<PartnerLocation> location(String id, PartnerLocationDraft wanted) {
        Inspection own = new Inspection();
        Optional<String> name = own.text("name", wanted.name(), PartnerLocation.MAX_NAME_LENGTH);
        Optional<Address> address = own.take(address(wanted.address(), places));
        Optional<Gstin> gst = wanted.gstNumber().flatMap(text -> own.take("gst_number", Gstin.of(text)));
        return own.result(() -> new PartnerLocation(id, wanted.kind(), name, address.orElseThrow(), gst));
    }

    private void checkStates(List<PartnerLocation> locations, Tax tax) {
        Optional<String> home = tax.gstNumber().map(Gstin::stateDigits).or(() -> principalState(locations));
        for (int i = 0; i < locations.size(); i++) {
            PartnerLocation location = locations.get(i);
            String field = "locations/" + i;
            Optional<String> state = location.address().gstStateCode();
            location.gstNumber().ifPresent(gst -> inspection.take(field, BranchRules.check(gst, state, tax)));
            if (location.kind() == LocationKind.ADDITIONAL_SAME_STATE) {
                inspection.require(
                        home.isEmpty() || state.equals(home), field + "/kind", "the address is in another state");
            }
            if (location.kind() == LocationKind.BRANCH_DIFFERENT_STATE) {
                inspection.require(
                        home.isEmpty() || !state.equals(home), field + "/kind", "the address is in the same state");
                inspection.require(
                        location.gstNumber().isPresent(), field + "/gst_number", "a branch in another state has one");
            }
        }
    }

    static Optional<String> principalState(List<PartnerLocation> locations) {
        return locations.stream()
                .filter(location -> location.kind() == LocationKind.PRINCIPAL)
                .findFirst()
                .flatMap(location -> location.address().gstStateCode());
    }

    static Checked<Address> address(AddressDraft wanted, KnownPlaces places) {
        return wanted.locationId().isPresent()
                ? ofCatalogue(wanted, wanted.locationId().get(), places)
                : own(wanted);
    }

    private static Checked<Address> ofCatalogue(AddressDraft wanted, String locationId, KnownPlaces places) {
        if (!wanted.equals(AddressDraft.at(locationId))) {
            return Checked.invalid(
                    FlawCode.VALIDATION_FAILED, "location_id", "must stand alone: the catalogue says the rest");
        }
        return places.find(locationId)
                .map(place -> Checked.valid(new Address(Optional.of(locationId), place, Optional.empty())))
                .orElseGet(() -> Checked.invalid(
                        FlawCode.VALIDATION_FAILED, "location_id", "must be a location of the catalogue"));
    }

    private static Checked<Address> own(AddressDraft wanted) {
        Inspection inspection = new Inspection();
        Optional<Place> place = inspection.take(Place.of(
                wanted.address(),
                wanted.city(),
                wanted.stateCode(),
                wanted.country().orElse(State.COUNTRY),
                degrees(wanted.coordinates().map(Coordinates::latitude)),
                degrees(wanted.coordinates().map(Coordinates::longitude))));
        inspection.require(wanted.address().isPresent(), "address", "must be given, or location_id must");
        Optional<String> pincode = wanted.pincode().map(String::strip);
        Pattern form = place.stream().anyMatch(Place::isInIndia) ? INDIAN_PINCODE : PINCODE;
        inspection.require(
                pincode.stream().allMatch(code -> form.matcher(code).matches()),
                "pincode",
                "must be six digits in India, 1 to 12 letters, digits, spaces or hyphens abroad");
        return inspection.result(() -> new Address(Optional.empty(), place.orElseThrow(), pincode));
    }

    private static OptionalDouble degrees(Optional<Double> degrees) {
        return degrees.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }
}
