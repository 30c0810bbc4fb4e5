package io.mandi.http.api;

import static io.mandi.http.api.DeskSamples.BUYER;
import static io.mandi.http.api.DeskSamples.LOT;
import static io.mandi.http.api.DeskSamples.NEED;
import static io.mandi.http.api.DeskSamples.SELLER;
import static io.mandi.http.api.DeskSamples.TOKEN;
import static io.mandi.http.api.DeskSamples.decimal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.disclosure.Stage;
import io.mandi.engine.lots.match.Filter;
import io.mandi.engine.lots.match.LotMatch;
import io.mandi.engine.lots.match.LotTicket;
import io.mandi.engine.lots.match.NeedMatch;
import io.mandi.engine.lots.match.NeedTicket;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.Refusal;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.matching.MatchState;
import io.mandi.http.desk.DeskReply;
import io.mandi.http.desk.Explained;
import io.mandi.http.desk.MatchFound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Matches and explanations over HTTP, and what is told of the other side (section 2.2). */
class MatchRoutesTest {
    private static final DeskApi API = new DeskApi();
    private static final DeskApi.User STAFF = API.staff();
    private static final DeskApi.User GINNER = API.partner(SELLER);
    private static final DeskApi.User MILL = API.partner(BUYER);
    private static final String OF_NEED = "/api/v1/requirements/" + NEED + "/matches";
    private static final String OF_LOT = "/api/v1/availabilities/" + LOT + "/matches";
    private static final String EXPLAIN = "/api/v1/matches/explain?requirement_id=" + NEED + "&availability_id=" + LOT;

    /** What belongs to the other side and stands in its posting. */
    private static final List<String> NEVER_SHOWN = List.of(
            "secret-seller",
            "secret-buyer",
            "Kadi\"",
            "71.",
            "72.331",
            "196.8",
            "210.8",
            "total_budget",
            "seller_partner_id",
            "buyer_partner_id",
            "allowed_",
            "invited_",
            "risk_score",
            "credit",
            "exposure");

    private static final Optional<MatchFound.Kept> KEPT = Optional.of(new MatchFound.Kept(
            "mat_0000000000001_demo_0000000000001", MatchState.FOUND, Optional.of(Match.Decision.APPROVED)));

    @AfterAll
    static void stop() {
        API.close();
    }

    private static void findLot(Stage stage) {
        LotTicket lot = new LotTicket();
        lot.id = LOT.toString();
        lot.seller = "secret-seller";
        API.desk.answers(found(new MatchFound<>(
                new LotMatch(lot.lot(), DeskSamples.appraisal()),
                stage,
                DeskSamples.seller(),
                Optional.of(TOKEN),
                KEPT)));
    }

    private static void findNeed(Stage stage) {
        NeedTicket need = new NeedTicket();
        need.id = NEED.toString();
        need.buyer = "secret-buyer";
        API.desk.answers(found(new MatchFound<>(
                new NeedMatch(need.need(), DeskSamples.appraisal()),
                stage,
                DeskSamples.buyer(),
                Optional.of(TOKEN),
                KEPT)));
    }

    private static <M> DeskReply<List<MatchFound<M>>> found(MatchFound<M> match) {
        return new DeskReply.Done<>(List.of(match), List.of(), false, 0);
    }

    /** The fields of a counterparty at a stage. */
    static List<String> namesAt(Stage stage) {
        List<String> names = new ArrayList<>();
        if (stage.reaches(Stage.TRADE)) {
            names.add("partner_id");
        }
        if (stage.reaches(Stage.MATCHED)) {
            names.add("label");
        }
        if (stage.reaches(Stage.NEGOTIATING)) {
            names.add("company_name");
        }
        names.add("region");
        if (stage.reaches(Stage.MATCHED)) {
            names.addAll(List.of("city", "rating_band"));
        }
        if (stage.reaches(Stage.TRADE)) {
            names.addAll(List.of("legal_name", "gst_number", "addresses", "contacts", "payee_account"));
        }
        return names;
    }

    // -------------------------------------------------------------------------------------------------------- matches

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aBuyerLearnsOfASellerWhatTheStageAllows(Stage stage) {
        findLot(stage);
        JsonNode match = API.get(MILL, OF_NEED).json(200).at("/items/0");
        assertThat(match.path("disclosure_stage").textValue()).isEqualTo(stage.name());
        assertThat(match.has("match_token")).isEqualTo(stage.reaches(Stage.MATCHED));
        assertThat(Reply.names(match.path("counterparty"))).isEqualTo(namesAt(stage));
        // What is left out of the counterparty is nowhere else either.
        assertThat(match.toString().contains(SELLER)).isEqualTo(stage.reaches(Stage.TRADE));
        assertThat(match.toString().contains("Kadi Ginners")).isEqualTo(stage.reaches(Stage.NEGOTIATING));
        assertThat(match.toString().contains("Kadi")).isEqualTo(stage.reaches(Stage.MATCHED));
        assertThat(match.toString().contains("HDFC0001234")).isEqualTo(stage.reaches(Stage.TRADE));
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aSellerLearnsOfABuyerWhatTheStageAllows(Stage stage) {
        findNeed(stage);
        JsonNode match = API.get(GINNER, OF_LOT).json(200).at("/items/0");
        assertThat(match.path("disclosure_stage").textValue()).isEqualTo(stage.name());
        assertThat(Reply.names(match.path("counterparty"))).isEqualTo(namesAt(stage));
        assertThat(match.toString().contains("Ahmedabad")).isEqualTo(stage.reaches(Stage.MATCHED));
        assertThat(match.toString().contains("Sabarmati")).isEqualTo(stage.reaches(Stage.NEGOTIATING));
    }

    @Test
    void thePostingOfTheOtherSideTellsNotWhoseItIsOrWhere() {
        findLot(Stage.BROWSE);
        String lot = API.get(MILL, OF_NEED).text();
        findNeed(Stage.BROWSE);
        String need = API.get(GINNER, OF_LOT).text();
        for (String never : NEVER_SHOWN) {
            assertThat(lot).doesNotContain(never);
            assertThat(need).doesNotContain(never);
        }
    }

    @Test
    void staffSeesTheOtherSideInFullAtEveryStage() {
        findLot(Stage.MATCHED);
        JsonNode match = API.get(STAFF, OF_NEED).json(200).at("/items/0");
        assertThat(match.path("disclosure_stage").textValue()).isEqualTo("MATCHED");
        assertThat(Reply.names(match.path("counterparty"))).isEqualTo(namesAt(Stage.TRADE));
        assertThat(match.at("/counterparty/rating_band").textValue()).isEqualTo("B");
    }

    @Test
    void aMatchHasTheFiguresOfItsScore() {
        findLot(Stage.MATCHED);
        JsonNode page = API.get(MILL, OF_NEED).json(200);
        assertThat(page.path("next_cursor").isNull()).isTrue();
        JsonNode match = page.at("/items/0");
        assertThat(Reply.names(match))
                .containsExactly(
                        "disclosure_stage",
                        "match_token",
                        "match_id",
                        "state",
                        "decision",
                        "requirement_id",
                        "availability_id",
                        "counterparty",
                        "availability",
                        "score",
                        "base_score",
                        "warn_penalty_applied",
                        "ai_boost_applied",
                        "score_breakdown",
                        "weights",
                        "quality",
                        "matched_quantity",
                        "price_per_base_unit",
                        "distance_km",
                        "band",
                        "risk_status",
                        "flags",
                        "warnings",
                        "ai_alerts");
        assertThat(match.path("state").textValue()).isEqualTo("FOUND");
        assertThat(match.path("decision").textValue()).isEqualTo("APPROVED");
        assertThat(match.path("score").textValue()).isEqualTo("0.8284");
        assertThat(match.path("price_per_base_unit").isNull()).isTrue();
        assertThat(match.at("/availability/available").textValue()).isEqualTo("17000.000000");
        assertThat(match.path("warnings").toString()).isEqualTo("[\"NO_HISTORY\",\"SAME_MOBILE\"]");
        findNeed(Stage.MATCHED);
        assertThat(API.get(GINNER, OF_LOT)
                        .json(200)
                        .at("/items/0/requirement/open_quantity")
                        .textValue())
                .isEqualTo("10200.000000");
    }

    @Test
    void asksForAsManyMatchesOfAScoreAsAreWanted() {
        findLot(Stage.MATCHED);
        API.get(MILL, OF_NEED).json(200);
        assertThat(API.desk.asked().with()).containsExactly(NEED, Optional.empty(), 10);
        API.get(MILL, OF_NEED + "?min_score=0.75&limit=50").json(200);
        assertThat(API.desk.asked().with()).containsExactly(NEED, Optional.of(decimal("0.75")), 50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=51", "limit=0", "min_score=1.1", "min_score=-0", "min_score=high", "cursor=x"})
    void refusesWhatIsNoScoreAndTooManyMatches(String query) {
        findLot(Stage.MATCHED);
        assertThat(API.get(MILL, OF_NEED + "?" + query).status()).isEqualTo(400);
        assertThat(API.desk.wasAsked()).isFalse();
    }

    // --------------------------------------------------------------------------------------------------- explanations

    private static JsonNode explained(DeskApi.User user, Verdict verdict) {
        API.desk.answers(new DeskReply.Done<>(
                new Explained(NEED, LOT, verdict, Instant.parse("2026-11-23T10:00:00Z"), Optional.of("run-1")),
                List.of(),
                false,
                0));
        return API.get(user, EXPLAIN).json(200);
    }

    private static Verdict rejected() {
        return new Verdict.Rejected(
                List.of(
                        new Refusal(Reason.LOCATION_TOO_FAR, Optional.empty(), Optional.of("63.9"), Optional.of("50")),
                        new Refusal(
                                Reason.QUALITY_OUT_OF_RANGE,
                                Optional.of("TRASH"),
                                Optional.of("4.1"),
                                Optional.of("3.5")),
                        new Refusal(Reason.RISK_FAIL, Optional.empty(), Optional.of("31.5"), Optional.of("40"))),
                List.of(Filter.EXPOSURE),
                Set.of());
    }

    @Test
    void aRejectedPairHasItsReasonsAndNoScore() {
        JsonNode explanation = explained(STAFF, rejected());
        assertThat(Reply.names(explanation))
                .containsExactly(
                        "requirement_id",
                        "availability_id",
                        "verdict",
                        "first_failing",
                        "reasons",
                        "not_evaluated",
                        "warnings",
                        "ai_alerts",
                        "score",
                        "evaluated_at",
                        "run_id");
        assertThat(explanation.path("verdict").textValue()).isEqualTo("REJECTED");
        assertThat(explanation.path("first_failing").textValue()).isEqualTo("LOCATION");
        assertThat(explanation.at("/reasons/0").toString())
                .isEqualTo(
                        "{\"filter\":\"LOCATION\",\"code\":\"LOCATION_TOO_FAR\",\"actual\":\"63.9\",\"limit\":\"50\"}");
        assertThat(explanation.at("/reasons/1/parameter").textValue()).isEqualTo("TRASH");
        assertThat(explanation.at("/reasons/2/actual").textValue()).isEqualTo("31.5");
        assertThat(explanation.path("not_evaluated").toString()).isEqualTo("[\"EXPOSURE\"]");
        assertThat(explanation.path("score").isNull()).isTrue();
    }

    @Test
    void ownersDoNotReadTheRiskOfEachOther() {
        for (DeskApi.User owner : List.of(MILL, GINNER)) {
            JsonNode explanation = explained(owner, rejected());
            assertThat(explanation.at("/reasons/0/actual").textValue()).isEqualTo("63.9");
            assertThat(explanation.at("/reasons/2/code").textValue()).isEqualTo("RISK_FAIL");
            assertThat(explanation.at("/reasons/2/actual").isNull()).isTrue();
            assertThat(explanation.at("/reasons/2/limit").isNull()).isTrue();
        }
    }

    @Test
    void anAcceptedPairHasItsFigures() {
        JsonNode explanation = explained(MILL, new Verdict.Accepted(DeskSamples.appraisal()));
        assertThat(explanation.path("verdict").textValue()).isEqualTo("ACCEPTED");
        assertThat(explanation.path("first_failing").isNull()).isTrue();
        assertThat(explanation.path("score").textValue()).isEqualTo("0.8284");
        assertThat(explanation.at("/quality/STAPLE_LENGTH").textValue()).isEqualTo("0.7500000000");
        assertThat(explanation.path("flags").toString()).isEqualTo("[\"PRICE_OPEN\"]");
        assertThat(explained(MILL, new Verdict.BelowMinScore(DeskSamples.appraisal()))
                        .path("verdict")
                        .textValue())
                .isEqualTo("BELOW_MIN_SCORE");
    }

    /** MT-4. */
    @Test
    void aPairWhoseRiskIsNotKnownIsShownToStaffAlone() {
        assertThat(explained(STAFF, new Verdict.PendingRisk(Set.of()))
                        .path("verdict")
                        .textValue())
                .isEqualTo("PENDING_RISK");
        API.get(MILL, EXPLAIN).problem(503, "risk_unavailable");
    }

    @Test
    void anExplanationIsOfAPair() {
        API.get(MILL, "/api/v1/matches/explain?requirement_id=" + NEED).problem(400, "missing_parameter");
        API.get(MILL, "/api/v1/matches/explain?requirement_id=" + LOT + "&availability_id=" + LOT)
                .problem(404, "not_found");
    }

    // ------------------------------------------------------------------------------------------------- decisions

    /** MT-11. */
    @Test
    void staffApprovesAMatchOrDeclinesItWithAReason() {
        Match match = new Match(
                ResourceId.parse(ResourceId.Kind.MATCH, "mat_0000000000001_demo_0000000000001")
                        .orElseThrow(),
                NEED,
                LOT,
                "mill",
                "ginner",
                MatchState.FOUND,
                Optional.empty(),
                Optional.of(new Match.Approval(
                        Match.Decision.DECLINED,
                        "asha",
                        Instant.parse("2026-11-23T10:00:00Z"),
                        Optional.of("too risky"))),
                List.of(),
                List.of(),
                0,
                7,
                Instant.parse("2026-11-23T10:00:00Z"),
                false,
                true,
                Optional.empty());
        API.desk.answers(new DeskReply.Done<>(match, List.of(), false, 0));
        JsonNode decided = API.send(
                        STAFF, "POST", "/api/v1/matches/" + TOKEN + "/decline", "{\"reason\":\"too risky\"}")
                .json(200);
        assertThat(API.desk.asked(Match.Decision.class)).isEqualTo(Match.Decision.DECLINED);
        assertThat(API.desk.asked(String.class)).isEqualTo(TOKEN);
        assertThat(API.desk.asked().with()).contains(Optional.of("too risky"));
        assertThat(decided.path("decision").textValue()).isEqualTo("DECLINED");
        assertThat(decided.path("decided_by").textValue()).isEqualTo("asha");

        API.desk.answers(new DeskReply.Done<>(match, List.of(), false, 0));
        API.post(STAFF, "/api/v1/matches/" + TOKEN + "/approve").json(200);
        assertThat(API.desk.asked(Match.Decision.class)).isEqualTo(Match.Decision.APPROVED);
    }

    @Test
    void nobodyButStaffDecidesOnAMatch() {
        for (String what : List.of("/approve", "/decline")) {
            API.desk.answers(new DeskReply.NotFound<>(false));
            API.send(MILL, "POST", "/api/v1/matches/" + TOKEN + what, "{\"reason\":\"no\"}")
                    .problem(403, "permission_denied");
            assertThat(API.desk.wasAsked()).isFalse();
        }
    }
}
