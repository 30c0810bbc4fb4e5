package io.mandi.engine.lots;

import static io.mandi.engine.lots.Offer.decimal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.commodity.Terms;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.lots.LotCommand.PairVerdicts;
import io.mandi.engine.lots.LotCommand.Sight;
import io.mandi.engine.lots.LotCommand.Target;
import io.mandi.engine.lots.LotCommand.Verdicts;
import io.mandi.engine.lots.lot.LotPatch;
import io.mandi.engine.lots.match.Audience.Visibility;
import io.mandi.engine.lots.match.CapabilityRefusal;
import io.mandi.engine.lots.match.PriceType;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.RiskAssessment;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.match.Warning;
import io.mandi.engine.lots.need.NeedPatch;
import io.mandi.engine.lots.posting.Market;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.publication.LotJson;
import io.mandi.engine.publication.LotMessages;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What travels between nodes about a book of lots is the same on the other side. */
class LotMessagesTest {
    private static final int STEPS = 400;

    private static final List<ObjectMapper> MAPPERS = List.of(
            JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .addModule(new LotMessages())
                    .build(),
            CBORMapper.builder()
                    .addModule(new Jdk8Module())
                    .addModule(new LotMessages())
                    .build());

    /** A message with something before and behind what it is about. */
    record Asked(String before, LotCommand command, List<String> behind) {}

    record Answered(
            long before,
            Optional<LotAnswer> answer,
            List<LotRejection> rejections,
            List<Reservation> reservations,
            String behind) {}

    private static <T> void travels(T message) throws IOException {
        for (ObjectMapper mapper : MAPPERS) {
            assertThat(mapper.readValue(mapper.writeValueAsBytes(message), message.getClass()))
                    .isEqualTo(message);
        }
    }

    @Test
    void whateverIsAskedAndAnsweredIsReadBackEqual() throws IOException {
        LotWalk walk = new LotWalk(new HashSet<>());
        LotWalk.steps(11, STEPS).forEach(walk::take);
        Set<Class<?>> commands = new HashSet<>();
        int answers = 0;
        List<LotRejection> rejections = new ArrayList<>();
        for (LotWalk.Said said : walk.said()) {
            commands.add(said.command().getClass());
            travels(new Asked("before", said.command(), List.of("behind")));
            switch (said.decision()) {
                case LotDecision.Accept(LotTransition transition, LotAnswer answer, var touched) -> {
                    answers++;
                    travels(new Answered(
                            1,
                            Optional.of(answer),
                            List.of(),
                            answer.reservation().stream().toList(),
                            "behind"));
                }
                case LotDecision.Reject(LotRejection rejection) -> rejections.add(rejection);
                default -> {
                    // Nothing that is not in the others.
                }
            }
        }
        travels(new Answered(2, Optional.empty(), rejections, List.of(), "behind"));
        assertThat(answers).isGreaterThan(100);
        assertThat(rejections).hasSizeGreaterThan(50);
        assertThat(commands).containsExactlyInAnyOrderElementsOf(kinds());
    }

    private static Set<Class<?>> kinds() {
        return Stream.of(LotCommand.class.getPermittedSubclasses()).collect(Collectors.toSet());
    }

    @Test
    void aMarketThatIsOutOfTheOrdinaryIsReadBackEqual() throws IOException {
        MarketSettings settings = MarketSettings.DEFAULT
                .patch(Map.of(
                        "timezone",
                        new GivenValue.Text("Europe/Zurich"),
                        "auto_approve_lots",
                        new GivenValue.Flag(false),
                        "sanctioned_countries",
                        new GivenValue.Texts(List.of("KP")),
                        "max_distance_km",
                        new GivenValue.Whole(75)))
                .asOptional()
                .orElseThrow()
                .settings();
        Market market = new Market(
                LotDesk.cotton().withActive(false),
                settings,
                Terms.STANDARD,
                Map.of(LotDesk.RAJKOT, LotDesk.place(LotDesk.RAJKOT, 0)));
        Verdicts verdicts = new Verdicts(
                Optional.of(new CapabilityRefusal(Reason.CAPABILITY_MISSING, "seller-1", Optional.of("DOMESTIC_SELL"))),
                Optional.of(Reason.UNSETTLED_BUY_EXISTS),
                Optional.of(LotDesk.risk(RiskStatus.WARN)));
        travels(new Asked("", new LotCommand.ApproveLot(7, Optional.of("seen"), market, verdicts), List.of()));
    }

    @Test
    void everyWayToReserveIsReadBackEqual() throws IOException {
        PairVerdicts verdicts = new PairVerdicts(
                Optional.empty(),
                Optional.of(Reason.SAME_PAN),
                Optional.of(Reason.SAME_DAY_REVERSE_TRADE),
                Optional.of(new RiskAssessment(
                        new BigDecimal("72.50"), RiskStatus.WARN, Set.of(Warning.NO_HISTORY, Warning.SAME_MOBILE))),
                LotCommand.Exposure.REFUSED);
        Optional<Decimal> value = Optional.of(decimal("1000.00"));
        List<Optional<Target>> targets = List.of(
                Optional.empty(),
                Optional.of(new Target.Here(5)),
                Optional.of(new Target.Elsewhere("req_1", "room-1", List.of("EX_GIN"), List.of("D15"), value)),
                Optional.of(new Target.Elsewhere("req_1", "room-1", List.of(), List.of(), Optional.empty())));
        for (Optional<Target> target : targets) {
            travels(new Asked(
                    "",
                    new LotCommand.Reserve(
                            1,
                            "buyer-1",
                            target,
                            decimal("0.500"),
                            Optional.of("BALE"),
                            Optional.of(12),
                            new Sight(true, Optional.of(Region.WEST)),
                            verdicts,
                            Optional.of(decimal("71000")),
                            Optional.of(new LotCommand.Held("hold-1", decimal("500.00"), LotDesk.START))),
                    List.of()));
        }
        LotRejection rejection = new LotRejection(
                LotRejectionCode.VALIDATION_FAILED,
                "no",
                List.of(new Flaw(FlawCode.NUMBER_OUT_OF_RANGE, "total", "must be more than 0")),
                true);
        LotAnswer refused = new LotAnswer(
                Optional.empty(), Optional.empty(), Optional.empty(), rejection.flaws(), Optional.of(rejection));
        travels(new Answered(3, Optional.of(refused), List.of(rejection), List.of(), ""));
    }

    @Test
    void whatAPatchLeavesAndWhatItTakesAwayAreNotTheSame() throws IOException {
        LotPatch lots = LotPatch.NOTHING;
        LotPatch lot = new LotPatch(
                Optional.of(Optional.empty()),
                Optional.of(Optional.of("SHANKAR_6")),
                Optional.of(Map.of("TRASH", new GivenValue.Text("3"))),
                Optional.of(true),
                lots.testReportUrl(),
                Optional.of(List.of()),
                Optional.of(Optional.empty()),
                lots.place(),
                Optional.of(decimal("5.000")),
                lots.unit(),
                Optional.of(Optional.empty()),
                lots.partialOrders(),
                Optional.of(PriceType.SPOT),
                Optional.of(Optional.empty()),
                lots.priceOptions(),
                Optional.of(Optional.empty()),
                lots.rateUnit(),
                lots.currency(),
                Optional.of(List.of("D15")),
                lots.deliveryTerms(),
                Optional.of(Optional.empty()),
                Optional.of(Optional.of("PUBLIC_SCALE")),
                lots.incoterms(),
                Optional.of(Visibility.PRIVATE),
                Optional.of(Set.of("buyer-1")),
                Optional.of(Set.of(Region.WEST)),
                Optional.of(Optional.empty()),
                Optional.of(Optional.of(LotDesk.START)),
                lots.expiresAt(),
                Optional.of("because"));
        NeedPatch needs = NeedPatch.NOTHING;
        NeedPatch need = new NeedPatch(
                Optional.of(Optional.empty()),
                Optional.of(Map.of("com-yarn", decimal("0.85"))),
                needs.min(),
                needs.max(),
                Optional.of(Optional.empty()),
                Optional.of(Optional.of(decimal("1"))),
                needs.unit(),
                needs.quality(),
                Optional.of(Optional.empty()),
                needs.preferredPrice(),
                needs.rateUnit(),
                Optional.of(Optional.empty()),
                needs.currency(),
                Optional.of(List.of()),
                Optional.of(Optional.of(LotDesk.START)),
                Optional.of(Optional.empty()),
                Optional.of(3),
                needs.deliveryTerms(),
                needs.paymentTerms(),
                Optional.of(Optional.empty()),
                needs.visibility(),
                needs.invitedSellers(),
                needs.allowedRegions(),
                needs.urgency(),
                needs.intent(),
                Optional.of(false),
                needs.validFrom(),
                needs.validUntil(),
                needs.reason());
        Market market = new LotDesk().market();
        for (LotPatch patch : List.of(lots, lot)) {
            travels(new Asked("", new LotCommand.EditLot(1, patch, market), List.of()));
        }
        for (NeedPatch patch : List.of(needs, need)) {
            travels(new Asked("", new LotCommand.EditNeed(1, patch, market), List.of()));
        }
    }

    @Test
    void whatIsStoredOfOneIsReadBackEqual() throws JsonProcessingException {
        LotBookSnapshot book = LotEventSamples.snapshot();
        assertThat(LotJson.lot(LotJson.write(book.lots().getFirst())))
                .isEqualTo(book.lots().getFirst());
        assertThat(LotJson.need(LotJson.write(book.needs().getFirst())))
                .isEqualTo(book.needs().getFirst());
        assertThat(LotJson.reservation(LotJson.write(book.reservations().getFirst())))
                .isEqualTo(book.reservations().getFirst());
    }

    @Test
    void aCommandOfALaterReleaseIsNotGuessed() {
        String later = """
            {"before": "", "command": {"type": "lend_lot", "lot": 1}, "behind": []}\
            """;
        assertThatThrownBy(() -> MAPPERS.getFirst().readValue(later, Asked.class))
                .isInstanceOf(JsonMappingException.class)
                .hasMessageContaining("lend_lot");
    }
}
