package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.http.process.ApiClient.Reply;
import io.mandi.http.process.ApiClient.Request;
import io.mandi.http.report.ReportLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** {@code mandi import lots} against a running node. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Lanes.FIRST)
class ImportCommandIT {
    @RegisterExtension
    static final Nodes NODES = new Nodes();

    private static final int DISTINCT = 600;
    private static final int HTTP_PORT = Nodes.freePort();
    private static final String URL = "http://127.0.0.1:" + HTTP_PORT;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<Process> COMMANDS = new ArrayList<>();

    private static NodeProcess node;

    @BeforeAll
    static void startNode() {
        node = start();
    }

    @AfterAll
    static void endCommands() {
        COMMANDS.forEach(Process::destroyForcibly);
    }

    private static NodeProcess start() {
        return NODES.start("import", Map.of("HTTP_PORT", Integer.toString(HTTP_PORT)))
                .awaitReady();
    }

    @Test
    void aReportBecomesLotsOnceWhateverHappensToTheNodeAndHoweverOftenItIsImported() throws Exception {
        try (ApiClient api = new ApiClient(() -> URL)) {
            String seller = seller(api);
            Path file = report();
            Path rejects = NODES.folder().resolve("rejects.txt");

            Result dry = run("dry", file, seller, "--create-missing", "--dry-run");
            assertThat(dry.status()).isEqualTo(3);
            assertThat(dry.summary().path("posted").asInt()).isEqualTo(DISTINCT + 2);
            assertThat(lots(api)).isEmpty();

            Result unknown = run("unknown", file, seller, "--limit", "5");
            assertThat(unknown.status()).isEqualTo(3);
            assertThat(unknown.summary()
                            .path("bad_rows")
                            .path("unknown_commodity")
                            .asInt())
                    .isEqualTo(DISTINCT + 2);
            assertThat(lots(api)).isEmpty();

            Process importing = begin("killed", file, seller, "--create-missing", "--rejects", rejects.toString());
            await("some lots")
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> lots(api).size() > 50);
            assertThat(importing.isAlive()).as("the import is not over").isTrue();
            node.kill9();
            node = start();
            Result killed = end(importing);

            assertThat(killed.status()).as("%s", killed).isEqualTo(3);
            JsonNode summary = killed.summary();
            assertThat(summary.path("posted").asInt() + summary.path("repeated").asInt())
                    .isEqualTo(DISTINCT + 2);
            assertThat(summary.path("refused")).isEmpty();
            assertThat(summary.path("bad_rows"))
                    .isEqualTo(ApiClient.JSON.readTree("{\"no_arrivals\":1,\"no_price\":1}"));
            assertThat(summary.path("commodities_created").asInt()).isEqualTo(1);
            assertThat(summary.path("locations_created").asInt()).isEqualTo(4);
            assertThat(Files.readAllLines(rejects))
                    .containsExactly(
                            "line 2: no_arrivals: the tonnes that arrived are missing",
                            "line 3: no_price: the modal price is missing");

            Result again = run("again", file, seller, "--create-missing");
            assertThat(again.status()).isEqualTo(3);
            assertThat(again.summary().path("posted").asInt()).isZero();
            assertThat(again.summary().path("repeated").asInt()).isEqualTo(DISTINCT + 2);
            assertThat(again.summary().path("locations_created").asInt()).isZero();

            await("the list of all lots").atMost(LIMIT).until(() -> lots(api).size() >= DISTINCT);
            assertThat(lots(api)).hasSize(DISTINCT);
            assertThat(lots(api).stream()
                            .map(lot -> lot.path("total_quantity").asText())
                            .distinct())
                    .hasSize(DISTINCT);
            System.out.printf("ImportCommandIT: %s over a kill%n", summary);
        }
    }

    @Test
    void whatCannotBeImportedIsSaid() throws Exception {
        Path other = Files.writeString(NODES.folder().resolve("other.csv"), "a,b\n1,2\n");
        assertThat(run("other", other, "ptn_1").status()).isEqualTo(1);
        assertThat(run("missing", NODES.folder().resolve("none.csv"), "ptn_1").status())
                .isEqualTo(1);
        assertThat(run("arguments", other, "ptn_1", "--parallel", "0").status()).isEqualTo(2);
        assertThat(run("day", other, "ptn_1", "--as-of", "06/02/2024").status()).isEqualTo(2);

        Result foreign = run("token", report(), "ptn_1", "--token", "nobody");
        assertThat(foreign.status()).isEqualTo(1);
        assertThat(foreign.summary().path("stopped").asText()).contains("401");
    }

    /** Rows of one market and day that differ in what arrived, two of them twice, and two that are no lots. */
    private static Path report() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                ReportLayout.HEADER,
                "Guava,Maharashtra,Chandvad,,,Red,300,650,600",
                "Guava,Maharashtra,Pune,01/03/2019,7,Red,NR,NR,NR"));
        for (int i = 0; i < DISTINCT; i++) {
            String market = i % 4 == 0 ? "\"Sangli(Phale, Bhajipura Market)\"" : "Yard " + i % 4;
            lines.add("Guava,Maharashtra," + market + ",01/03/2019," + (100 + i) + ".5,Red,300,650," + (500 + i % 7));
        }
        lines.add(lines.get(3));
        lines.add(lines.get(4));
        return Files.write(NODES.folder().resolve("report.csv"), lines);
    }

    private static List<JsonNode> lots(ApiClient api) {
        List<JsonNode> lots = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.untilCertain(
                            Request.get("/availabilities?limit=500" + (cursor.isEmpty() ? "" : "&cursor=" + cursor)))
                    .body();
            page.path("items").forEach(lots::add);
            cursor = page.path("next_cursor").textValue() == null
                    ? ""
                    : page.path("next_cursor").textValue();
        } while (!cursor.isEmpty());
        return lots;
    }

    // ------------------------------------------------------------------------------------------------------ program

    private record Result(int status, String output) {
        JsonNode summary() throws IOException {
            return ApiClient.JSON.readTree(output);
        }
    }

    private static Process begin(String name, Path file, String seller, String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("import", "lots", file.toString(), "--seller", seller, "--url", URL));
        arguments.addAll(List.of(options));
        Process process = Program.command(
                        NODES.folder(), Map.of("JWT_SECRET", NodeProcess.JWT_SECRET), arguments.toArray(String[]::new))
                .redirectError(NODES.folder().resolve(name + ".log").toFile())
                .start();
        COMMANDS.add(process);
        return process;
    }

    private static Result end(Process process) throws IOException, InterruptedException {
        try (InputStream output = process.getInputStream()) {
            String printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return new Result(process.exitValue(), printed);
        }
    }

    private static Result run(String name, Path file, String seller, String... options) throws Exception {
        return end(begin(name, file, seller, options));
    }

    // ------------------------------------------------------------------------------------------------------- seller

    private static String seller(ApiClient api) {
        ObjectNode partner = ApiClient.JSON
                .createObjectNode()
                .put("legal_name", "Reporting traders")
                .put("business_entity_type", "PRIVATE_LIMITED")
                .put("gst_number", "24AAACG1234A1ZK")
                .put("pan_number", "AAACG1234A")
                .put("mobile", "+919812345670")
                .put("email", "sales@reporting.example")
                .put("credit_limit", "10000000.00");
        partner.putObject("bank_account").put("account_number", "50100012345").put("ifsc", "HDFC0001234");
        partner.putObject("profile").put("established_on", "2001-04-01").put("annual_turnover", "20000000.00");
        partner.putArray("locations")
                .addObject()
                .put("kind", "PRINCIPAL")
                .put("address", "12 Mill Road")
                .put("city", "Gondal")
                .put("state_code", "GJ")
                .put("pincode", "360311");
        String id = created(api, "/partners", partner).path("id").textValue();
        String path = "/partners/" + id;
        List<String> documents = new ArrayList<>();
        for (String type : List.of("GST_CERTIFICATE", "PAN_CARD", "BANK_PROOF")) {
            ObjectNode document = ApiClient.JSON.createObjectNode().put("type", type);
            documents.add(created(api, path + "/documents", document).path("id").textValue());
        }
        done(api, path + "/submit", Optional.empty());
        documents.forEach(document ->
                done(api, path + "/documents/" + document + "/verify", Optional.of(ApiClient.JSON.createObjectNode())));
        return id;
    }

    private static JsonNode created(ApiClient api, String path, ObjectNode body) {
        Reply reply = api.untilCertain(Request.post(path, "import-" + path + body.hashCode(), body));
        assertThat(reply.status()).as("%s", reply).isEqualTo(201);
        return reply.body();
    }

    private static void done(ApiClient api, String path, Optional<JsonNode> body) {
        Reply reply = api.untilCertain(new Request("POST", path, Optional.of("import-" + path), body));
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
    }
}
