package io.mandi.engine.partner.edit;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.partner.AddressDraft;
import io.mandi.engine.partner.KnownPlaces;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.PartnerDraft.BankDraft;
import io.mandi.engine.partner.PartnerDraft.ContactDraft;
import io.mandi.engine.partner.PartnerDraft.FinanceDraft;
import io.mandi.engine.partner.PartnerDraft.IdentityDraft;
import io.mandi.engine.partner.PartnerDraft.ProfileDraft;
import io.mandi.engine.partner.PartnerDraft.TaxDraft;
import io.mandi.engine.partner.PartnerLocationDraft;
import io.mandi.engine.partner.document.DocumentDraft;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.kind.ApproverLevel;
import io.mandi.engine.partner.kind.BusinessEntityType;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.GstCompliance;
import io.mandi.engine.partner.kind.LocationKind;
import io.mandi.engine.partner.kind.ServiceProviderType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A partner whose story a test tells: what was decided last, and all events so far. */
final class PartnerCase {
    static final Instant NOW = Instant.parse("2026-01-05T04:30:00Z");
    static final LocalDate TODAY = LocalDate.of(2026, 1, 5);
    static final String ID =
            ResourceId.ofPartner(1_767_607_200_000_000L, "demo").toString();

    private static final Place RAJKOT = Place.of(
                    Optional.of("Gondal Road 4"),
                    Optional.of("Rajkot"),
                    Optional.of("GJ"),
                    "IN",
                    OptionalDouble.empty(),
                    OptionalDouble.empty())
            .asOptional()
            .orElseThrow();
    static final KnownPlaces PLACES = id -> id.equals("loc-rajkot") ? Optional.of(RAJKOT) : Optional.empty();

    final List<PartnerEvent> events = new ArrayList<>();
    Partner partner;
    Occasion occasion;

    private PartnerCase(PartnerDraft draft) {
        occasion = at(NOW);
        does(Partners.create(ID, "BP-1", draft, PLACES, occasion));
    }

    static PartnerCase of(PartnerDraft draft) {
        return new PartnerCase(draft);
    }

    /** A company in Gujarat that can be submitted once it has a bank proof, at a score for a manager. */
    static PartnerDraft company() {
        return new PartnerDraft(
                new IdentityDraft(
                        Optional.of("bp-ind-sel-0001"),
                        Optional.of("Gondal Ginning Private Limited"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(BusinessEntityType.PRIVATE_LIMITED),
                        false,
                        false),
                new TaxDraft(
                        Optional.of("24AAACG1234A1ZK"), Optional.of("AAACG1234A"), Optional.empty(), Optional.empty()),
                new FinanceDraft(
                        Optional.of(new BankDraft(
                                "5010 0123 4567", Optional.of("HDFC0001234"), Optional.empty(), Optional.empty())),
                        Optional.empty(),
                        Optional.of(30)),
                new ContactDraft(
                        Optional.of("+919812345678"), Optional.of("sales@gondal.example.org"), Optional.empty()),
                ProfileDraft.EMPTY,
                List.of(principal()));
    }

    static PartnerLocationDraft principal() {
        return location(LocationKind.PRINCIPAL, "loc-rajkot");
    }

    static PartnerLocationDraft location(LocationKind kind, String locationId) {
        return new PartnerLocationDraft(
                Optional.empty(), kind, Optional.empty(), AddressDraft.at(locationId), Optional.empty());
    }

    static AddressDraft address(String state) {
        return new AddressDraft(
                Optional.empty(),
                Optional.of("Station Road 1"),
                Optional.of("Town"),
                Optional.of(state),
                Optional.of("IN"),
                Optional.empty(),
                Optional.empty());
    }

    /** Of a score above 100: approved by itself. */
    static PartnerDraft excellent() {
        return company()
                .with(new ProfileDraft(
                        Optional.of(TODAY.minusMonths(60)),
                        Decimal.parse("10000000.00"),
                        Optional.of(GstCompliance.EXCELLENT),
                        true,
                        true));
    }

    static PartnerDraft transporter(boolean ownsLorries) {
        IdentityDraft identity = company().identity();
        return excellent()
                .with(new IdentityDraft(
                        identity.partnerCode(),
                        identity.legalName(),
                        identity.tradeName(),
                        identity.country(),
                        Optional.of(EntityClass.SERVICE_PROVIDER),
                        Optional.of(ServiceProviderType.TRANSPORTER),
                        identity.businessEntityType(),
                        false,
                        ownsLorries));
    }

    static Occasion at(Instant at) {
        return new Occasion(at, "desk@example.org", MarketSettings.DEFAULT);
    }

    PartnerCase later(Instant at) {
        occasion = new Occasion(at, occasion.user(), occasion.settings());
        return this;
    }

    PartnerCase with(String setting, GivenValue value) {
        occasion = new Occasion(
                occasion.at(),
                occasion.user(),
                occasion.settings()
                        .patch(Map.of(setting, value))
                        .asOptional()
                        .orElseThrow()
                        .settings());
        return this;
    }

    /** @return the events of this */
    List<PartnerEvent> does(Checked<PartnerChange> checked) {
        PartnerChange change = checked.asOptional().orElseThrow(() -> new AssertionError(checked.flaws()));
        partner = change.partner();
        events.addAll(change.events());
        return change.events();
    }

    List<PartnerEvent> passes(Instant at) {
        later(at);
        return does(Checked.valid(PartnerTime.passed(partner, occasion)));
    }

    /** @return its id */
    String add(DocumentType type) {
        return add(type, Optional.empty(), Optional.empty());
    }

    String add(DocumentType type, Optional<LocalDate> expiresOn, Optional<String> vehicleId) {
        does(Documents.add(
                partner,
                new DocumentDraft(type, Optional.empty(), Optional.of("scan.pdf"), vehicleId, expiresOn),
                occasion));
        return Integer.toString(partner.children().counters().documents());
    }

    List<PartnerEvent> verify(String documentId) {
        return does(Documents.verify(partner, documentId, Optional.empty(), occasion));
    }

    /** Hands in and verifies. */
    PartnerCase proves(DocumentType... types) {
        for (DocumentType type : types) {
            verify(add(type));
        }
        return this;
    }

    List<PartnerEvent> submit() {
        return does(Onboardings.submit(partner, occasion));
    }

    /** Of a company that may buy and sell in India. */
    static PartnerCase approved() {
        PartnerCase story = of(company());
        story.proves(DocumentType.GST_CERTIFICATE, DocumentType.PAN_CARD, DocumentType.BANK_PROOF);
        story.submit();
        story.does(Onboardings.approve(
                story.partner,
                new ApprovalDraft(Decimal.parse("500000"), ApproverLevel.MANAGER, Optional.empty()),
                story.occasion));
        return story;
    }

    static List<FlawCode> codes(Checked<?> checked) {
        return checked.flaws().stream().map(Flaw::code).toList();
    }

    static List<String> fields(Checked<?> checked) {
        return checked.flaws().stream().map(Flaw::field).toList();
    }
}
