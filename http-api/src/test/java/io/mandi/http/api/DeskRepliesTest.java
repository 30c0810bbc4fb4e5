package io.mandi.http.api;

import static io.mandi.http.api.DeskSamples.BUYER;
import static io.mandi.http.api.DeskSamples.LOT;
import static io.mandi.http.api.DeskSamples.SELLER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.lots.LotRejection;
import io.mandi.engine.lots.LotRejectionCode;
import io.mandi.http.desk.DeskReply;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every answer of the desk means over HTTP (section 11.2, AV-17). */
class DeskRepliesTest {
    private static final DeskApi API = new DeskApi();
    private static final DeskApi.User MILL = API.partner(BUYER);
    private static final String ONE = "/api/v1/availabilities/" + LOT;
    private static final String RESERVE = ONE + "/reservations";

    private static final Set<LotRejectionCode> CONFLICTS = Set.of(
            LotRejectionCode.APPROVAL_REQUIRED,
            LotRejectionCode.TAX_RATE_MISSING,
            LotRejectionCode.STATE_CONFLICT,
            LotRejectionCode.INSUFFICIENT_QUANTITY,
            LotRejectionCode.INSUFFICIENT_ROOM,
            LotRejectionCode.OPEN_RESERVATIONS,
            LotRejectionCode.DUPLICATE_POSTING,
            LotRejectionCode.RESERVATION_EXPIRED,
            LotRejectionCode.COMMODITY_INACTIVE);

    @AfterAll
    static void stop() {
        API.close();
    }

    private static Reply reserve(DeskReply<?> reply) {
        API.desk.answers(reply);
        return API.send(MILL, "POST", RESERVE, "{\"quantity\": \"30\"}", "Idempotency-Key", "k");
    }

    private static DeskReply<?> rejected(LotRejectionCode code, String detail, Flaw... flaws) {
        return new DeskReply.Rejected<>(new LotRejection(code, detail, List.of(flaws), false), false);
    }

    /** The statuses of section 11.2, written out. */
    private static int status(LotRejectionCode code) {
        if (CONFLICTS.contains(code)) {
            return 409;
        }
        return switch (code) {
            case PRECONDITION_FAILED -> 412;
            case NOT_FOUND -> 404;
            case PERMISSION_DENIED, CAPABILITY_MISSING, NOT_HOLDER -> 403;
            case RISK_UNAVAILABLE -> 503;
            default -> 422;
        };
    }

    @ParameterizedTest
    @EnumSource(LotRejectionCode.class)
    void everyRejectionHasItsStatusAndCode(LotRejectionCode code) {
        Reply reply = reserve(rejected(code, "so it is"));
        JsonNode problem = reply.problem(status(code), code.code());
        assertThat(reply.header("Retry-After").isPresent()).isEqualTo(status(code) == 503);
        assertThat(reply.replayed()).isFalse();
        if (code != LotRejectionCode.NOT_FOUND && code != LotRejectionCode.CAPABILITY_MISSING) {
            assertThat(problem.path("detail").textValue()).isEqualTo("so it is");
        }
    }

    @Test
    void flawsPointIntoTheBody() {
        JsonNode problem = reserve(rejected(
                        LotRejectionCode.VALIDATION_FAILED,
                        "",
                        new Flaw(FlawCode.TOO_MANY_DECIMALS, "quantity", "has 3 decimals"),
                        new Flaw(FlawCode.UNKNOWN_UNIT, "quantity_unit", "there is no such unit")))
                .problem(422, "too_many_decimals");
        assertThat(Reply.errors(problem)).containsExactly("/quantity too_many_decimals", "/quantity_unit unknown_unit");
        JsonNode conflict = reserve(rejected(
                        LotRejectionCode.VALIDATION_FAILED,
                        "",
                        new Flaw(FlawCode.LOCATION_INACTIVE, "location_id", "the location takes no new postings")))
                .problem(409, "location_inactive");
        assertThat(Reply.errors(conflict)).containsExactly("/location_id location_inactive");
    }

    @Test
    void aRefusalThatIsRepeatedSaysSo() {
        Reply reply = reserve(new DeskReply.Rejected<>(
                new LotRejection(LotRejectionCode.EXPOSURE_LIMIT, "no", List.of(), false), true));
        reply.problem(422, "exposure_limit");
        assertThat(reply.replayed()).isTrue();
    }

    /** Who the other side is stands in no problem. */
    @Test
    void aPartnersUserReadsWhatItsOwnPartnerLacksAlone() {
        assertThat(reserve(rejected(LotRejectionCode.CAPABILITY_MISSING, BUYER + " may not: KYC_EXPIRED"))
                        .problem(403, "capability_missing")
                        .path("detail")
                        .textValue())
                .isEqualTo(BUYER + " may not: KYC_EXPIRED");
        DeskReply<?> ofSeller = rejected(LotRejectionCode.CAPABILITY_MISSING, SELLER + " may not: KYC_EXPIRED");
        assertThat(reserve(ofSeller).problem(403, "capability_missing").toString())
                .doesNotContain(SELLER, "KYC_EXPIRED");
        API.desk.answers(ofSeller);
        assertThat(API.post(API.staff(), ONE + "/submit")
                        .problem(403, "capability_missing")
                        .toString())
                .contains(SELLER);
    }

    @Test
    void whatIsNotThereAndWhatIsAnothersIsAnsweredAlike() {
        JsonNode never = reserve(new DeskReply.NotFound<>(false)).problem(404, "not_found");
        JsonNode foreign = reserve(new DeskReply.NotFound<>(true)).problem(404, "not_found");
        JsonNode rejected = reserve(new DeskReply.Rejected<>(
                        new LotRejection(LotRejectionCode.NOT_FOUND, "secret", List.of(), true), false))
                .problem(404, "not_found");
        assertThat(foreign.path("detail")).isEqualTo(never.path("detail"));
        assertThat(rejected.path("detail")).isEqualTo(never.path("detail"));
    }

    @Test
    void whatWasNotDoneNowSaysWhetherItMayHaveBeen() {
        reserve(new DeskReply.Overloaded<>()).problem(503, "overloaded");
        reserve(new DeskReply.OutcomeUnknown<>()).problem(503, "outcome_unknown");
        reserve(new DeskReply.InProgress<>()).problem(409, "idempotency_in_progress");
        reserve(new DeskReply.Quarantined<>()).problem(503, "book_quarantined");
        API.desk.fails();
        API.send(MILL, "POST", RESERVE, "{\"quantity\": \"30\"}", "Idempotency-Key", "k")
                .problem(503, "outcome_unknown");
    }

    @Test
    void aQuestionThatIsNotAnsweredHasDoneNothing() {
        API.desk.answers(new DeskReply.OutcomeUnknown<>());
        API.get(MILL, ONE).problem(503, "unavailable");
        API.desk.answers(new DeskReply.Overloaded<>());
        API.get(MILL, ONE).problem(503, "unavailable");
        API.desk.answers(new DeskReply.Quarantined<>());
        API.get(MILL, ONE).problem(503, "book_quarantined");
        API.desk.fails();
        API.get(MILL, ONE).problem(503, "unavailable");
        API.get(MILL, "/api/v1/availabilities").problem(503, "unavailable");
    }
}
