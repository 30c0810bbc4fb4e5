package io.mandi.engine.publication;

import io.mandi.engine.book.Actor;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.commodity.Parameter;
import io.mandi.engine.catalog.commodity.ParameterType;
import io.mandi.engine.catalog.edit.CatalogueEvent;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.event.Effect;
import io.mandi.engine.event.Transition;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.ledger.ExposureState;
import io.mandi.engine.ledger.LedgerEvent;
import io.mandi.engine.ledger.RiskFactor;
import io.mandi.engine.lots.LotEventSamples;
import io.mandi.engine.lots.match.AllocationType;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.matching.LapseReason;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.matching.MatchEvent;
import io.mandi.engine.lots.matching.SampleMatches;
import io.mandi.engine.partner.capability.Capability;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.edit.PartnerEvent;
import io.mandi.engine.partner.kind.AmendmentKind;
import io.mandi.engine.partner.kind.ApprovalRoute;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.TaxIdType;
import io.mandi.engine.trade.Failure;
import io.mandi.engine.trade.Run;
import io.mandi.engine.trade.Step;
import io.mandi.engine.trade.Trade;
import io.mandi.engine.trade.TradeChange;
import io.mandi.engine.trade.TradeDecision;
import io.mandi.engine.trade.TradeEvent;
import io.mandi.engine.trade.TradeRules;
import io.mandi.engine.trade.TradeSamples;
import io.mandi.engine.webhook.EndpointId;
import io.mandi.engine.webhook.WebhookEndpoint;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Transitions with an effect of every type; the catalogue's examples are made of them. */
final class GoldenTransitions {
    private static final EntityId WEBHOOKS = EntityId.of(EntityId.Kind.WEBHOOKS, "demo");
    private static final EntityId CATALOGUE = EntityId.of(EntityId.Kind.CATALOGUE, "demo");
    private static final EntityId ACCESS = EntityId.of(EntityId.Kind.ACCESS, "demo");

    private static final long AT = 1_767_607_200_000_000L;
    private static final ResourceId PARTNER = ResourceId.ofPartner(AT + 2, "demo");
    private static final EndpointId ENDPOINT = EndpointId.of("demo", AT, 5);

    private GoldenTransitions() {}

    private static Transition of(List<Effect> effects) {
        return new Transition(
                AT,
                Actor.staff("operator@example.org"),
                "0b9f4c1e-2f6b-4a52-9d49-3f1f6d2c7a10",
                Optional.empty(),
                Optional.empty(),
                1,
                effects);
    }

    private static List<Effect> ofAccess() {
        return List.of(
                AccessEffects.isolationViolated("ord_05CMV71579R01_demo_COTTON-29MM", 3),
                AccessEffects.listExported("orders", 500));
    }

    private static List<Effect> ofWebhooks() {
        WebhookEndpoint endpoint = new WebhookEndpoint(
                ENDPOINT,
                "https://ledger.example.org/hook",
                List.of("order.*", "instrument.defined.v1"),
                Optional.of("for the ledger"),
                true,
                8,
                OptionalLong.empty(),
                Optional.empty(),
                List.of(),
                1,
                AT,
                AT);
        return List.of(
                WebhookEffects.created(endpoint),
                WebhookEffects.updated(endpoint),
                WebhookEffects.verified(ENDPOINT, endpoint.url()),
                WebhookEffects.secretRotated(ENDPOINT, AT + 86_400_000_000L),
                WebhookEffects.disabled(ENDPOINT, WebhookEndpoint.DisabledReason.GONE),
                WebhookEffects.deleted(ENDPOINT),
                WebhookEffects.redeliveryRequested(ENDPOINT, "evt_0000000000003_demo_COTTON-29MM"),
                WebhookEffects.recoveryRequested(ENDPOINT, AT, 12));
    }

    private static List<Effect> ofTheCatalogue() {
        String location =
                ResourceId.ofCatalogue(ResourceId.Kind.LOCATION, AT, "demo").toString();
        String commodity = ResourceId.ofCatalogue(ResourceId.Kind.COMMODITY, AT + 1, "demo")
                .toString();
        Parameter staple = new Parameter(
                "STAPLE_LENGTH",
                ParameterType.NUMERIC,
                Optional.of("mm"),
                Decimal.parse("22"),
                Decimal.parse("40"),
                Optional.of(new GivenValue.Text("29")),
                true,
                1);
        return Stream.of(
                        new CatalogueEvent.LocationCreated(
                                location,
                                "Rajkot gin 4",
                                Optional.of("Rajkot"),
                                Optional.of("GJ"),
                                "IN",
                                OptionalDouble.of(22.3039),
                                OptionalDouble.of(70.8022)),
                        new CatalogueEvent.LocationUpdated(location, List.of("name", "is_active")),
                        new CatalogueEvent.LocationDeleted(location),
                        new CatalogueEvent.CommodityCreated(
                                commodity, "Cotton lint", "COTTON", BaseUnit.KG, Unit.BALE, Unit.CANDY),
                        new CatalogueEvent.CommodityUpdated(commodity, List.of("min_order_quantity")),
                        new CatalogueEvent.CommodityDeactivated(commodity, "the season is over"),
                        new CatalogueEvent.ParameterSet(commodity, staple),
                        new CatalogueEvent.UnitFactorSet(
                                commodity, Unit.CANDY, Optional.empty(), Optional.of(new BigDecimal("355.56"))),
                        new CatalogueEvent.TaxRateSet(
                                commodity,
                                Decimal.parse("5").orElseThrow(),
                                Optional.empty(),
                                LocalDate.of(2017, 7, 1)),
                        new CatalogueEvent.ReferencePriceSet(
                                commodity, Decimal.parse("59500.00").orElseThrow(), LocalDate.of(2026, 1, 5)),
                        new CatalogueEvent.SettingsChanged(
                                "circular_rule", new GivenValue.Text("SAME_DAY"), new GivenValue.Text("UNSETTLED")))
                .map(CatalogueEffects::of)
                .toList();
    }

    private static List<Effect> ofAPartner() {
        String id = PARTNER.toString();
        return Stream.of(
                        new PartnerEvent.OnboardingStarted(id, "IN", EntityClass.BUSINESS_ENTITY),
                        new PartnerEvent.Updated(id, List.of("trade_name", "profile")),
                        new PartnerEvent.DocumentUploaded(id, "1", DocumentType.GST_CERTIFICATE),
                        new PartnerEvent.DocumentVerified(
                                id, "1", DocumentType.GST_CERTIFICATE, Optional.of(LocalDate.of(2028, 3, 31))),
                        new PartnerEvent.OnboardingSubmitted(id, 65, ApprovalRoute.MANAGER),
                        new PartnerEvent.InfoRequested(id, "Which of the two accounts is in use?"),
                        new PartnerEvent.Approved(id, "manager@example.org", Decimal.parse("1250000.00")),
                        new PartnerEvent.Rejected(id, "the documents contradict each other"),
                        new PartnerEvent.Suspended(id, "payments are late"),
                        new PartnerEvent.Reactivated(id, "everything is paid"),
                        new PartnerEvent.Deactivated(id, "has given up trading"),
                        new PartnerEvent.TaxIdVerified(id, TaxIdType.GSTIN),
                        new PartnerEvent.CapabilitiesChanged(
                                id,
                                List.of(),
                                List.of(Capability.DOMESTIC_BUY_INDIA, Capability.DOMESTIC_SELL_INDIA),
                                List.of("1", "2"),
                                Optional.empty()),
                        new PartnerEvent.RelationshipChanged(
                                id, "corporate_group_id", Optional.empty(), Optional.of("GUJARAT-COTTON")),
                        new PartnerEvent.CreditLimitChanged(
                                id,
                                Decimal.parse("1250000.00"),
                                Decimal.parse("2000000.00"),
                                Optional.of("a good year")),
                        new PartnerEvent.KycExpiring(id, 30),
                        new PartnerEvent.KycExpired(id, LocalDate.of(2027, 1, 5)),
                        new PartnerEvent.KycRenewalStarted(id, Instant.parse("2027-02-04T10:00:00Z")),
                        new PartnerEvent.KycRenewed(id, LocalDate.of(2028, 1, 5)),
                        new PartnerEvent.AmendmentRequested(id, "1", AmendmentKind.BANK),
                        new PartnerEvent.AmendmentApproved(id, "1"),
                        new PartnerEvent.AmendmentRejected(id, "2", "the cheque is of another account"),
                        new PartnerEvent.BranchAdded(id, "1", Optional.of("27")))
                .map(PartnerEffects::of)
                .toList();
    }

    private static List<Effect> ofALedger() {
        String id = PARTNER.toString();
        String reservation = new ResourceId(ResourceId.Kind.RESERVATION, 7, LotEventSamples.BOOK).toString();
        return Stream.of(
                        new LedgerEvent.Held(id, reservation, new BigDecimal("71500.00"), new BigDecimal("571500.00")),
                        new LedgerEvent.Converted(
                                id, reservation, "trd_0000000000007_demo", new BigDecimal("71500.00")),
                        new LedgerEvent.Released(
                                id, "order 4711", Optional.empty(), new BigDecimal("71500.00"), "expired"),
                        new LedgerEvent.LimitBreached(id, new BigDecimal("91.25"), ExposureState.RED_HIGH),
                        new LedgerEvent.RiskAssessed(
                                id,
                                77,
                                RiskStatus.WARN,
                                List.of(
                                        new RiskFactor(RiskFactor.Kind.RATING, 8),
                                        new RiskFactor(RiskFactor.Kind.CREDIT, 15)),
                                Decimal.parse("1250000.00"),
                                Optional.of(new BigDecimal("1250000.00"))),
                        new LedgerEvent.RiskScoreChanged(id, 92, 77, RiskStatus.WARN))
                .map(LedgerEffects::of)
                .toList();
    }

    private static List<Effect> ofMatches() {
        Match found = SampleMatches.found();
        ResourceId id = found.id();
        return Stream.of(
                        new MatchEvent.Found(found),
                        new MatchEvent.Updated(found),
                        new MatchEvent.PendingRisk(id),
                        new MatchEvent.Approved(id, "manager@example.org"),
                        new MatchEvent.Declined(id, "manager@example.org", "the seller is late too often"),
                        new MatchEvent.Lapsed(id, LapseReason.LOT_CANCELLED),
                        new MatchEvent.Rejected(id, found.need(), found.lot(), SampleMatches.rejected()),
                        new MatchEvent.Allocated(
                                id,
                                SampleMatches.RESERVATION,
                                new BigDecimal("4050.000000"),
                                new BigDecimal("12150.000000"),
                                AllocationType.PARTIAL,
                                1))
                .map(MatchEffects::of)
                .toList();
    }

    private static List<Effect> ofATrade() {
        Actor operator = Actor.staff("operator@example.org");
        Trade pending = TradeSamples.pending();
        Trade created = TradeSamples.created();
        Trade confirmed = after(TradeRules.confirm(created, operator, TradeSamples.AT));
        Failure refused = new Failure(Step.SELL, "reservation_expired", "the reservation is past its expires_at");
        return Stream.of(
                        new TradeEvent.Initiated(pending),
                        new TradeEvent.Created(created),
                        TradeRules.refused(pending, Run.Kind.CREATE, refused, TradeSamples.AT)
                                .flatMap(TradeChange::event)
                                .orElseThrow(),
                        new TradeEvent.Confirmed(confirmed),
                        new TradeEvent.Completed(TradeSamples.carriedOut(
                                after(TradeRules.complete(confirmed, operator, "request-2", TradeSamples.AT)))),
                        new TradeEvent.Cancelled(TradeSamples.carriedOut(after(TradeRules.cancel(
                                created, operator, "the gin burned down", "request-2", TradeSamples.AT)))))
                .map(TradeEffects::of)
                .toList();
    }

    private static Trade after(TradeDecision decision) {
        return ((TradeDecision.Changed) decision).change().trade();
    }

    static List<PublishedEvent> published() {
        return Stream.of(
                        published(WEBHOOKS, of(ofWebhooks())),
                        published(CATALOGUE, of(ofTheCatalogue())),
                        published(ACCESS, of(ofAccess())),
                        published(PARTNER.owner(), of(ofAPartner())),
                        published(EntityId.ofLedger(PARTNER), of(ofALedger())),
                        published(SampleMatches.MATCHES, of(ofMatches())),
                        published(TradeSamples.pending().id().owner(), of(ofATrade())),
                        published(
                                LotEventSamples.BOOK,
                                of(LotEventSamples.all().stream()
                                        .map(LotEffects::of)
                                        .toList())))
                .flatMap(events -> events)
                .toList();
    }

    private static Stream<PublishedEvent> published(EntityId entity, Transition transition) {
        return IntStream.range(0, transition.effects().size()).mapToObj(part -> published(entity, transition, part));
    }

    private static PublishedEvent published(EntityId entity, Transition transition, int part) {
        try {
            return TransitionPublication.of(entity, transition, part);
        } catch (UnknownEventTypeException e) {
            throw new IllegalStateException(e);
        }
    }
}
