package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.UserType;
import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.partner.Finance;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.capability.Capabilities;
import io.mandi.engine.partner.edit.PartnerChange;
import io.mandi.engine.partner.edit.PartnerEvent;
import io.mandi.engine.partner.kind.PartnerStatus;
import io.mandi.persistence.catalog.Creation.StoredAnswer;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.partner.PostgresPartners;
import io.mandi.persistence.reader.OrganizationReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A buyer has a need, a match and a reservation when something changes by which it must not go on as before (sections 4 and 8): the next
 * posting, match, reservation, trade and order go by what is so now, and no cache that has not heard of it lets through what binds.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ChangedStandingIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String SYMBOL = "COTTON";
    private static final String BARRED = "capability_missing";
    private static final String WEST = "Pacific/Pago_Pago";
    /** 25 hours ahead of the west: whatever is the last day of something there, that day is over here. */
    private static final String EAST = "Pacific/Kiritimati";

    private static final Path DATA_DIR = TestNode.newDataDir();
    /** No cache forgets anything by itself before these tests have ended. */
    private static final TestNode NODE = TestNode.start(
            DATA_DIR,
            Map.of(
                    "ORDERS_REQUIRE_APPROVED_PARTNER", "true",
                    "PARTNER_CACHE_TIME", "1h",
                    "PARTY_DIRECTORY_TIME", "1h"));

    private final String organization = "standing-" + TestNode.newSymbol().toLowerCase(Locale.ROOT);
    private final ApiClient staff = inTheWest(NODE.staffOf(organization));
    private final String seller = Postings.approved(staff, "Standing ginners");
    private final String buyer = Postings.approved(
            staff,
            Postings.Company.of("Standing mills", "10000000.00"),
            // Not one that ends while this runs.
            LocalDate.ofInstant(Instant.now().plusSeconds(120), ZoneId.of(WEST)).toString());
    private final ApiClient mill =
            NODE.bearing(TestNode.token(organization, "user-of-" + buyer, UserType.EXTERNAL, Optional.of(buyer)));
    private final String commodity = Postings.commodity(staff);
    private final String lot;
    private final String need;
    private final String reservation;

    private static ApiClient inTheWest(ApiClient staff) {
        staff.patch("/api/v1/settings", "{\"timezone\":\"" + WEST + "\"}").json(200);
        return staff;
    }

    ChangedStandingIT() {
        staff.define(SYMBOL, Orders.instrument("0.50", "1"));
        lot = created("/api/v1/availabilities", Postings.lot(seller, commodity), "id");
        need = created("/api/v1/requirements", Postings.need(buyer, commodity), "id");
        staff.send("POST", "/api/v1/requirements/" + need + "/publish", BodyPublishers.noBody())
                .json(200);
        reservation = reserve().json(201).path("reservation_id").textValue();
        assertThat(order().status()).isEqualTo(201);
        assertThat(explained().path("risk_status").textValue()).isEqualTo("PASS");
    }

    @AfterAll
    static void close() {
        NODE.close();
        TestNode.delete(DATA_DIR);
    }

    /** What changes, and what the next ones are answered. */
    private enum Change {
        SUSPENDED(BARRED, BARRED, BARRED, BARRED),
        KYC_EXPIRED(BARRED, BARRED, BARRED, BARRED),
        DOCUMENT_EXPIRED(BARRED, BARRED, BARRED, BARRED),
        COUNTRY_SANCTIONED(BARRED, BARRED, BARRED, BARRED),
        /** Below what is held. What is reserved is within the old limit: it becomes a trade when staff says so. */
        LIMIT_LOWERED("", "exposure_limit", "approval_required", "");

        private final String posting;
        private final String reservation;
        private final String trade;
        private final String order;

        Change(String posting, String reservation, String trade, String order) {
            this.posting = posting;
            this.reservation = reservation;
            this.trade = trade;
            this.order = order;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatComesNextGoesByWhatIsSoNow(Change change) {
        bringAbout(change);
        await("the node has heard of it")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(verdict(explained())).isEqualTo(verdict(change)));
        answered(
                mill.postOnce(ApiClient.newKey(), "/api/v1/requirements", Postings.need(buyer, commodity)),
                change.posting);
        answered(order(), change.order);
        answered(reserve(), change.reservation);
        answered(trade(), change.trade);
    }

    @ParameterizedTest
    @EnumSource
    void noCacheThatHasNotHeardOfItLetsThroughWhatBinds(Change change) throws SQLException {
        bringAboutUnseen(change);
        assertThat(verdict(explained())).as("what the caches say").isEqualTo("ACCEPTED PASS");
        answered(reserve(), change.reservation);
        answered(trade(), change.trade);
    }

    private static String verdict(Change change) {
        return change == Change.LIMIT_LOWERED ? "REJECTED EXPOSURE" : "REJECTED CAPABILITY";
    }

    private static String verdict(JsonNode explained) {
        return explained.path("verdict").textValue() + " "
                + explained
                        .path("first_failing")
                        .asText(explained.path("risk_status").asText());
    }

    /** @param code of the refusal; empty where it is done */
    private static void answered(Reply reply, String code) {
        if (code.isEmpty()) {
            reply.json(201);
        } else {
            reply.problem(reply.status(), code);
        }
    }

    // ------------------------------------------------------------------------------------------------------ requests

    private String created(String path, String body, String id) {
        return staff.postOnce(ApiClient.newKey(), path, body).json(201).path(id).textValue();
    }

    private Reply reserve() {
        return mill.postOnce(
                ApiClient.newKey(),
                "/api/v1/availabilities/" + lot + "/reservations",
                "{\"quantity\":\"10\",\"requirement_id\":\"" + need + "\"}");
    }

    private Reply trade() {
        return mill.postOnce(ApiClient.newKey(), "/api/v1/trades", "{\"reservation_id\":\"" + reservation + "\"}");
    }

    private Reply order() {
        return mill.submit(Orders.limit(SYMBOL, "BUY", "1", "50.00"));
    }

    private JsonNode explained() {
        return staff.get("/api/v1/matches/explain?requirement_id=" + need + "&availability_id=" + lot)
                .json(200);
    }

    // ------------------------------------------------------------------------------------------------------- changes

    private void bringAbout(Change change) {
        String path = "/api/v1/partners/" + buyer;
        switch (change) {
            case SUSPENDED ->
                staff.post(path + "/suspend", "{\"reason\":\"unpaid\"}").json(200);
            case KYC_EXPIRED -> {
                NODE.endKyc(buyer, LocalDate.now(ZoneOffset.UTC).minusDays(2));
                staff.put(path + "/performance", "{\"rating\":\"4.1\"}").json(200);
            }
            case DOCUMENT_EXPIRED ->
                staff.patch("/api/v1/settings", "{\"timezone\":\"" + EAST + "\"}")
                        .json(200);
            case COUNTRY_SANCTIONED ->
                staff.patch("/api/v1/settings", "{\"sanctioned_countries\":[\"IN\"]}")
                        .json(200);
            case LIMIT_LOWERED -> {
                String amendment = staff.post(
                                path + "/amendments",
                                "{\"kind\":\"CREDIT_LIMIT\",\"wanted\":{\"credit_limit\":\"400.00\"}}")
                        .json(201)
                        .path("id")
                        .textValue();
                staff.send("POST", path + "/amendments/" + amendment + "/approve", BodyPublishers.noBody())
                        .json(200);
            }
        }
    }

    /** In the database alone: as another node does, whose news are lost. */
    private void bringAboutUnseen(Change change) throws SQLException {
        switch (change) {
            case SUSPENDED ->
                unseen(was -> was.with(was.onboarding().with(PartnerStatus.SUSPENDED, Optional.of("unpaid"))));
            case KYC_EXPIRED -> NODE.endKyc(buyer, LocalDate.now(ZoneOffset.UTC).minusDays(2));
            case DOCUMENT_EXPIRED -> unseen(was -> was.with(Capabilities.NONE));
            case COUNTRY_SANCTIONED -> {
                try (Connection connection = NODE.database().getConnection();
                        PreparedStatement statement = connection.prepareStatement(
                                "UPDATE market_settings SET differences = differences || ?::jsonb WHERE"
                                        + " organization_id = ?")) {
                    statement.setString(1, "{\"sanctioned_countries\":[\"IN\"]}");
                    statement.setString(2, organization);
                    assertThat(statement.executeUpdate()).isEqualTo(1);
                }
            }
            case LIMIT_LOWERED ->
                unseen(was -> was.with(new Finance(
                        was.finance().bank(),
                        Decimal.parse("400.00"),
                        was.finance().paymentTermsDays())));
        }
    }

    private void unseen(UnaryOperator<Partner> change) {
        DataSource database = NODE.database();
        PostgresPartners partners = new PostgresPartners(
                new EntityJournal(database, entity -> {}, InstantSource.system()),
                new OrganizationReader(database, Runnable::run),
                (caller, named) -> {},
                Runnable::run,
                InstantSource.system(),
                100);
        ResourceId id = ResourceId.parse(ResourceId.Kind.PARTNER, buyer).orElseThrow();
        partners.change(
                        id.number(),
                        OptionalLong.empty(),
                        (was, around) -> Checked.valid(new PartnerChange(
                                change.apply(was), List.of(new PartnerEvent.Updated(buyer, List.of("profile"))))),
                        now -> new StoredAnswer(200, 1, ""),
                        new Caller(organization, Actor.staff("clerk"), "unseen", Optional.empty()))
                .toCompletableFuture()
                .join();
    }
}
