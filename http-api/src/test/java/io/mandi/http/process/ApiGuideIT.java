package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Every command of the API guide does what the guide says, in the order in which it stands there. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Lanes.THIRD)
class ApiGuideIT {
    private static final Path GUIDE = Program.REPOSITORY.resolve("docs").resolve("api.md");
    private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
    private static final String FLOW = """
        seq,ts_ms,op,id,side,price,quantity
        1,0,submit,flow-1,SELL,2210.00,20
        2,1,submit,flow-2,BUY,2211.00,10
        3,2,cancel,flow-1,,,
        """;
    private static final String REPORT = """
        commodity,state,market,date,arrivals_tonnes,variety,min_rs_per_quintal,max_rs_per_quintal,modal_rs_per_quintal
        Onion,Maharashtra,Lasalgaon,06/02/2024,1250.5,Red,600,1500,1200
        """;

    @RegisterExtension
    static final Nodes NODES = new Nodes();

    @Test
    void everyCommandOfTheGuideWorks() throws IOException, InterruptedException {
        assumeThat(Arrays.stream(System.getenv("PATH").split(":")).map(entry -> Path.of(entry, "curl")))
                .as("curl is on the path")
                .anyMatch(Files::isExecutable);
        Program.markAsBuilt();
        NodeProcess node = NODES.start(
                        "guide", Map.of("DATABASE_URL", Database.create(), "WEBHOOK_ALLOW_LOOPBACK", "true"))
                .awaitReady();
        Path flow = Files.writeString(NODES.folder().resolve("flow.csv"), FLOW);
        Path report = Files.writeString(NODES.folder().resolve("report.csv"), REPORT);
        Path trades = NODES.folder().resolve("trades.csv");

        List<String> lines = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(GUIDE));
        while (blocks.find()) {
            lines.addAll(blocks.group(1).lines().toList());
        }
        assertThat(lines).hasSizeGreaterThan(8);
        String script = String.join("\necho\n", lines)
                .replace("http://127.0.0.1:8080", node.url())
                .replace("flow.csv", flow.toString())
                .replace("report.csv", report.toString())
                .replace("trades.csv", trades.toString());
        List<JsonNode> answers;
        Path heard = NODES.folder().resolve("listen.out");
        Process listener = Program.command(NODES.folder(), Map.of(), "listen", "--port", "0")
                .redirectOutput(heard.toFile())
                .start();
        try (BufferedReader said = listener.errorReader()) {
            String receiver = said.readLine().replace("Listening on ", "");
            answers = run(node, script.replace("http://127.0.0.1:9000/", receiver));
        } finally {
            listener.destroyForcibly();
        }
        assertThat(heard).content().contains("\"type\":\"endpoint.verification\"");

        assertThat(answers).as("%s", answers).noneMatch(answer -> answer.has("code"));
        assertThat(answers.get(0).path("symbol").asText()).isEqualTo("MAIZE-NIZAMABAD");
        assertThat(answers.get(2).path("order").path("status").asText()).isEqualTo("OPEN");
        JsonNode batch = answers.stream()
                .filter(answer -> answer.has("results"))
                .findFirst()
                .orElseThrow();
        assertThat(batch.path("results"))
                .extracting(result -> result.path("status").asInt())
                .containsExactly(201, 201, 200);
        assertThat(answers.getLast().path("trades").asInt()).isEqualTo(1);
        assertThat(trades).content().startsWith("id,sequence,instrument,price,");
    }

    /** Runs the script as a person would, in the folder of the project; each answer is a JSON object. */
    private static List<JsonNode> run(NodeProcess node, String script) throws IOException, InterruptedException {
        String port = node.url().substring(node.url().lastIndexOf(':') + 1);
        Map<String, String> settings = Map.of(
                "JWT_SECRET",
                NodeProcess.JWT_SECRET,
                "HTTP_PORT",
                port,
                "DATA_DIR",
                NODES.folder().resolve("client").toString());
        Path output = NODES.folder().resolve("guide.out");
        Process shell = Program.process(Program.REPOSITORY, settings, List.of("/bin/sh", "-e", "-c", script))
                .redirectOutput(output.toFile())
                .redirectError(NODES.folder().resolve("guide.err").toFile())
                .start();
        try {
            assertThat(shell.waitFor(120, TimeUnit.SECONDS))
                    .as("the guide ends")
                    .isTrue();
            assertThat(shell.exitValue()).as("see %s", NODES.folder()).isZero();
        } finally {
            shell.destroyForcibly();
        }
        List<JsonNode> answers = new ArrayList<>();
        try (var values = ApiClient.JSON.readerFor(JsonNode.class).<JsonNode>readValues(output.toFile())) {
            values.forEachRemaining(answers::add);
        }
        return answers;
    }
}
