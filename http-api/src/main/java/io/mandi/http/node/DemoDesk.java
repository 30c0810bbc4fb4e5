package io.mandi.http.node;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.LotDraft;
import io.mandi.engine.lots.match.AskingPrice;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.Intent;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.match.PriceType;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.match.Window;
import io.mandi.engine.lots.need.DeliveryDraft;
import io.mandi.engine.lots.need.NeedDraft;
import io.mandi.engine.lots.need.QualityWish;
import io.mandi.engine.partner.AddressDraft;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.PartnerDraft.BankDraft;
import io.mandi.engine.partner.PartnerDraft.ContactDraft;
import io.mandi.engine.partner.PartnerDraft.FinanceDraft;
import io.mandi.engine.partner.PartnerDraft.IdentityDraft;
import io.mandi.engine.partner.PartnerDraft.ProfileDraft;
import io.mandi.engine.partner.PartnerDraft.TaxDraft;
import io.mandi.engine.partner.PartnerLocationDraft;
import io.mandi.engine.partner.document.Document;
import io.mandi.engine.partner.document.DocumentDraft;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.edit.Documents;
import io.mandi.engine.partner.edit.Onboardings;
import io.mandi.engine.partner.kind.BusinessEntityType;
import io.mandi.engine.partner.kind.LocationKind;
import io.mandi.engine.partner.kind.PartnerStatus;
import io.mandi.http.desk.Desk;
import io.mandi.http.desk.DeskReply;
import io.mandi.http.desk.Filters;
import io.mandi.http.desk.Listing;
import io.mandi.http.desk.PostedLot;
import io.mandi.http.desk.PostedNeed;
import io.mandi.persistence.catalog.Creation.StoredAnswer;
import io.mandi.persistence.catalog.PostgresCatalogue;
import io.mandi.persistence.partner.Outcome;
import io.mandi.persistence.partner.PostgresPartners;
import io.mandi.persistence.reader.ReadScope;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Partners, lots and needs of the demo market, so that there are matches to look at: what the routes would do with them is done here.
 * A step that is done is not done again, also by a start that follows on one that was killed.
 */
final class DemoDesk {
    private static final String COMMODITY = "Cotton lint";
    private static final Duration OFFERED_FOR = Duration.ofDays(30);
    private static final List<DocumentType> DOCUMENTS =
            List.of(DocumentType.GST_CERTIFICATE, DocumentType.PAN_CARD, DocumentType.BANK_PROOF);
    /** A list is read up to here; whoever has posted that much has more than the demo. */
    private static final int ENOUGH = 10;

    /** A place, with degrees. */
    private record Town(String city, String state, String pincode, double latitude, double longitude) {
        Place place() {
            return Place.of(
                            Optional.empty(),
                            Optional.of(city),
                            Optional.of(state),
                            "IN",
                            OptionalDouble.of(latitude),
                            OptionalDouble.of(longitude))
                    .asOptional()
                    .orElseThrow();
        }
    }

    private static final Town GONDAL = new Town("Gondal", "GJ", "360311", 21.9619, 70.7923);
    private static final Town KADI = new Town("Kadi", "GJ", "382715", 23.2980, 72.3310);
    private static final Town RAJKOT = new Town("Rajkot", "GJ", "360001", 22.3039, 70.8022);
    private static final Town WARDHA = new Town("Wardha", "MH", "442001", 20.7453, 78.6022);
    private static final Town AKOLA = new Town("Akola", "MH", "444001", 20.7002, 77.0082);
    private static final Town BATHINDA = new Town("Bathinda", "PB", "151001", 30.2110, 74.9455);
    private static final Town COIMBATORE = new Town("Coimbatore", "TN", "641001", 11.0168, 76.9558);

    private record Company(
            String partnerCode,
            String name,
            BusinessEntityType type,
            String gstin,
            String mobile,
            String account,
            Town town) {
        String pan() {
            return gstin.substring(2, 12);
        }
    }

    private static final Company GINNER = new Company(
            "DEMO-GINNER",
            "Gondal Cotton Mills Private Limited",
            BusinessEntityType.PRIVATE_LIMITED,
            "24AAACG1234A1ZK",
            "+919812300001",
            "50100000000001",
            GONDAL);
    private static final Company TRADER = new Company(
            "DEMO-TRADER",
            "Malwa Cotton Traders",
            BusinessEntityType.PARTNERSHIP,
            "03AAJFP2468R1ZN",
            "+919812300002",
            "50100000000002",
            BATHINDA);
    private static final Company SPINNER = new Company(
            "DEMO-SPINNER",
            "Wardha Spinners Private Limited",
            BusinessEntityType.PRIVATE_LIMITED,
            "27AABCM5678K1ZY",
            "+919812300003",
            "50100000000003",
            WARDHA);
    private static final Company WEAVER = new Company(
            "DEMO-WEAVER",
            "Coimbatore Weavers Private Limited",
            BusinessEntityType.PRIVATE_LIMITED,
            "33AACCT4321L1ZH",
            "+919812300004",
            "50100000000004",
            COIMBATORE);

    /** What there is to look at. */
    record Shown(ResourceId need, ResourceId lot, String buyer) {}

    private final PostgresPartners partners;
    private final PostgresCatalogue markets;
    private final Desk desk;
    private final Instant now;

    DemoDesk(PostgresPartners partners, PostgresCatalogue markets, Desk desk, Instant now) {
        this.partners = partners;
        this.markets = markets;
        this.desk = desk;
        this.now = now;
    }

    /** @return empty where what people have done is in the way: a name is taken, or what was posted is closed */
    Optional<Shown> open() throws InterruptedException {
        Optional<ResourceId> cotton = cotton();
        Optional<String> ginner = company(GINNER);
        Optional<String> trader = company(TRADER);
        Optional<String> spinner = company(SPINNER);
        Optional<String> weaver = company(WEAVER);
        if (cotton.isEmpty() || ginner.isEmpty() || trader.isEmpty() || spinner.isEmpty() || weaver.isEmpty()) {
            return Optional.empty();
        }
        List<PostedLot> lots = new ArrayList<>(lots(
                cotton.get(),
                ginner.get(),
                List.of(lot(GONDAL, "100", options(), "29.2"), lot(KADI, "150", fixed("58800.00"), "28.4"))));
        lots.addAll(lots(cotton.get(), trader.get(), List.of(lot(WARDHA, "200", fixed("59200.00"), "29.0"))));
        List<PostedNeed> needs = new ArrayList<>(
                needs(cotton.get(), spinner.get(), need(List.of(delivery(RAJKOT, "60")), "20", "60", "68000.00")));
        needs.addAll(needs(
                cotton.get(),
                weaver.get(),
                need(List.of(delivery(WARDHA, "50"), delivery(AKOLA, "200")), "50", "120", "69000.00")));
        Optional<PostedLot> offered = lots.stream()
                .filter(lot -> lot.lot().isOpen())
                .filter(lot -> lot.lot().content().site().place().city().equals(Optional.of(GONDAL.city())))
                .findFirst();
        Optional<PostedNeed> wanted = needs.stream()
                .filter(need -> need.need().buyer().equals(spinner.get()))
                .filter(need -> need.need().status().isMatchable())
                .findFirst();
        return wanted.flatMap(need -> offered.map(lot -> new Shown(need.id(), lot.id(), spinner.get())));
    }

    private Optional<ResourceId> cotton() throws InterruptedException {
        return DemoMarket.await(markets.commodities(
                        new PostgresCatalogue.CommodityFilter(
                                Optional.empty(), Optional.empty(), Optional.of(COMMODITY)),
                        Optional.empty(),
                        1,
                        caller(Optional.empty())))
                .commodities()
                .stream()
                .findFirst()
                .flatMap(found -> ResourceId.parse(
                        ResourceId.Kind.COMMODITY, found.value().id()));
    }

    // ------------------------------------------------------------------------------------------------------ partners

    /** @return its id when it may trade */
    private Optional<String> company(Company company) throws InterruptedException {
        Optional<Partner> found = find(company);
        if (found.isEmpty()) {
            DemoMarket.await(partners.create(draft(company), now -> NO_ANSWER, caller(Optional.empty())));
            found = find(company);
        }
        if (found.isPresent() && found.get().status() == PartnerStatus.PENDING) {
            onboard(found.get());
            found = find(company);
        }
        return found.filter(partner -> partner.status() == PartnerStatus.APPROVED)
                .map(Partner::id);
    }

    private static final StoredAnswer NO_ANSWER = new StoredAnswer(200, 0, "");

    private Optional<Partner> find(Company company) throws InterruptedException {
        PostgresPartners.Filter filter = new PostgresPartners.Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(company.partnerCode()));
        return DemoMarket.await(partners.partners(filter, Optional.empty(), 1, caller(Optional.empty()))).stream()
                .findFirst()
                .map(found -> found.partner());
    }

    private void onboard(Partner partner) throws InterruptedException {
        long number = ResourceId.parse(ResourceId.Kind.PARTNER, partner.id())
                .orElseThrow()
                .number();
        List<Document> documents = partner(number).children().documents();
        for (DocumentType type : DOCUMENTS) {
            if (documents.stream().noneMatch(document -> document.type() == type)) {
                DocumentDraft draft =
                        new DocumentDraft(type, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
                change(number, (found, around) -> Documents.add(found, draft, around.occasion()));
            }
        }
        change(number, (found, around) -> Onboardings.submit(found, around.occasion()));
        for (Document document : partner(number).children().documents()) {
            change(
                    number,
                    (found, around) -> Documents.verify(found, document.id(), Optional.empty(), around.occasion()));
        }
    }

    private Partner partner(long number) throws InterruptedException {
        return DemoMarket.await(partners.partner(number, caller(Optional.empty())))
                .orElseThrow()
                .partner();
    }

    /** What is refused has been done before, or was changed by people since. */
    private Outcome change(long number, PostgresPartners.Decision decision) throws InterruptedException {
        return DemoMarket.await(
                partners.change(number, OptionalLong.empty(), decision, now -> NO_ANSWER, caller(Optional.empty())));
    }

    private static PartnerDraft draft(Company company) {
        AddressDraft address = new AddressDraft(
                Optional.empty(),
                Optional.of("12 Mill Road"),
                Optional.of(company.town().city()),
                Optional.of(company.town().state()),
                Optional.of("IN"),
                Optional.of(company.town().pincode()),
                Optional.empty());
        return new PartnerDraft(
                new IdentityDraft(
                        Optional.of(company.partnerCode()),
                        Optional.of(company.name()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(company.type()),
                        false,
                        false),
                new TaxDraft(
                        Optional.of(company.gstin()), Optional.of(company.pan()), Optional.empty(), Optional.empty()),
                new FinanceDraft(
                        Optional.of(new BankDraft(
                                company.account(), Optional.of("HDFC0001234"), Optional.empty(), Optional.empty())),
                        Optional.of(decimal("50000000.00")),
                        Optional.empty()),
                new ContactDraft(
                        Optional.of(company.mobile()),
                        Optional.of("sales@" + company.partnerCode().toLowerCase(Locale.ROOT) + ".example"),
                        Optional.empty()),
                new ProfileDraft(
                        Optional.of(LocalDate.of(2001, 4, 1)),
                        Optional.of(decimal("20000000.00")),
                        Optional.empty(),
                        false,
                        false),
                List.of(new PartnerLocationDraft(
                        Optional.empty(), LocationKind.PRINCIPAL, Optional.empty(), address, Optional.empty())));
    }

    // --------------------------------------------------------------------------------------------------------- lots

    private List<PostedLot> lots(ResourceId cotton, String seller, List<LotDraft> drafts) throws InterruptedException {
        Filters.Lots filter = new Filters.Lots(
                Optional.of(seller),
                Optional.of(cotton),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        List<PostedLot> there = DemoMarket.await(desk.lots(caller(Optional.empty()), filter, page()))
                .found();
        if (there.size() >= drafts.size()) {
            return there;
        }
        // The list may be behind; the key finds what was posted a moment before a node was killed.
        List<PostedLot> posted = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            DeskReply<PostedLot> reply = DemoMarket.await(desk.createLot(
                    caller(Optional.of(new Idempotency("demo", seller + "-" + i, "lot"))),
                    new Desk.NewLot(cotton, seller, drafts.get(i), false, false)));
            if (reply instanceof DeskReply.Done<PostedLot> done) {
                posted.add(done.value());
            }
        }
        return posted;
    }

    private LotDraft lot(Town town, String bales, AskingPrice.Given price, String staple) {
        return new LotDraft(
                Optional.empty(),
                Optional.empty(),
                Map.of(
                        "STAPLE_LENGTH", new GivenValue.Text(staple),
                        "MICRONAIRE", new GivenValue.Text("4.0"),
                        "STRENGTH", new GivenValue.Text("30"),
                        "TRASH", new GivenValue.Text("2.4"),
                        "MOISTURE", new GivenValue.Text("7.5"),
                        "COLOUR_GRADE", new GivenValue.Text("Rd 76")),
                false,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(town.place()),
                decimal(bales),
                Optional.empty(),
                Optional.empty(),
                true,
                price,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Audience.EVERYBODY,
                Optional.empty(),
                Optional.empty(),
                Optional.of(now.plus(OFFERED_FOR)));
    }

    private static AskingPrice.Given fixed(String price) {
        return new AskingPrice.Given(PriceType.FIXED, Optional.of(decimal(price)), List.of(), Optional.empty());
    }

    /** In rupees for a candy. */
    private static AskingPrice.Given options() {
        return new AskingPrice.Given(
                PriceType.FIXED,
                Optional.empty(),
                List.of(option("CASH", "59500.00"), option("D15", "60500.00"), option("D30", "61500.00")),
                Optional.empty());
    }

    private static AskingPrice.GivenOption option(String paymentTerm, String price) {
        return new AskingPrice.GivenOption(Optional.of(paymentTerm), Optional.of("EX_GIN"), decimal(price));
    }

    // -------------------------------------------------------------------------------------------------------- needs

    private List<PostedNeed> needs(ResourceId cotton, String buyer, NeedDraft draft) throws InterruptedException {
        Filters.Needs filter = new Filters.Needs(
                Optional.of(buyer), Optional.of(cotton), Optional.empty(), Optional.empty(), Optional.empty());
        List<PostedNeed> there = DemoMarket.await(desk.needs(caller(Optional.empty()), filter, page()))
                .found();
        if (there.stream().anyMatch(need -> need.need().status() != NeedStatus.DRAFT)) {
            return there;
        }
        DeskReply<PostedNeed> created = DemoMarket.await(desk.createNeed(
                caller(Optional.of(new Idempotency("demo", buyer, "need"))),
                new Desk.NewNeed(cotton, buyer, draft, false)));
        if (!(created instanceof DeskReply.Done<PostedNeed> done)) {
            return there;
        }
        DeskReply<PostedNeed> published = DemoMarket.await(
                desk.publishNeed(caller(Optional.empty()), done.value().id()));
        return List.of(published instanceof DeskReply.Done<PostedNeed> now ? now.value() : done.value());
    }

    private NeedDraft need(List<DeliveryDraft> deliveries, String min, String max, String budget) {
        return new NeedDraft(
                Optional.empty(),
                Map.of(),
                decimal(min),
                decimal(max),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(
                        "STAPLE_LENGTH",
                        new QualityWish(
                                Optional.of(decimal("28")),
                                Optional.of(decimal("30")),
                                Optional.of("29"),
                                Optional.empty(),
                                List.of(),
                                false)),
                Optional.of(decimal(budget)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                deliveries,
                Window.OPEN,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Audience.EVERYBODY,
                Urgency.NORMAL,
                Intent.DIRECT_BUY.name(),
                false,
                Optional.empty(),
                Optional.of(now.plus(OFFERED_FOR)));
    }

    private static DeliveryDraft delivery(Town town, String km) {
        return new DeliveryDraft(Optional.empty(), Optional.of(town.place()), Optional.of(decimal(km)));
    }

    private static Listing page() {
        return new Listing(ReadScope.of(DemoMarket.ORGANIZATION), Optional.empty(), ENOUGH);
    }

    private static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    private static Caller caller(Optional<Idempotency> key) {
        return new Caller(DemoMarket.ORGANIZATION, Actor.staff(DemoMarket.USER), DemoMarket.USER, key);
    }
}
