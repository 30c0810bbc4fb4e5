package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.book.RejectionCode;
import io.mandi.engine.book.UserType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The refusals of an order book are those of docs/rejections.md, and each of its examples meets its own. */
class RejectionsIT {
    private static final TestNode NODE = TestNode.shared();
    private static final Path DOCUMENT = Path.of("../docs/rejections.md");
    private static final Pattern BLOCK = Pattern.compile("```http\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern EXAMPLE =
            Pattern.compile("^### ([a-z_]+)\\n(?:(?!^#).)*?```http\\n(.*?)```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern REQUEST =
            Pattern.compile("(PUT|POST|PATCH|DELETE) (/\\S+)((?: [A-Za-z-]+=\\S+)*)(?: (\\{.*\\}))?");
    private static final AtomicInteger MARKETS = new AtomicInteger();

    /** @param lines requests, the last of which is refused */
    private record Example(String code, List<String> lines) {}

    private static String document() throws IOException {
        return Files.readString(DOCUMENT);
    }

    private static List<Example> examples() throws IOException {
        return EXAMPLE.matcher(document())
                .results()
                .map(found -> new Example(found.group(1), found.group(2).lines().toList()))
                .toList();
    }

    @Test
    void everyRefusalHasAnExampleAndEveryExampleIsOfARefusal() throws IOException {
        assertThat(examples().stream().map(Example::code))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(RejectionCode.values())
                        .map(RejectionCode::code)
                        .toList());
    }

    @TestFactory
    Stream<DynamicTest> anExampleIsRefusedWithItsCode() throws IOException {
        Matcher first = BLOCK.matcher(document());
        assertThat(first.find()).isTrue();
        String instrument = first.group(1).strip();
        return examples().stream()
                .map(example -> DynamicTest.dynamicTest(example.code(), () -> {
                    Run run = new Run("refusals-" + MARKETS.incrementAndGet());
                    run.settled(instrument);
                    List<String> before =
                            example.lines().subList(0, example.lines().size() - 1);
                    before.forEach(run::settled);
                    RejectionCode code = Arrays.stream(RejectionCode.values())
                            .filter(known -> known.code().equals(example.code()))
                            .findFirst()
                            .orElseThrow();
                    String answered = code.kind() == RejectionCode.Kind.NOT_FOUND ? "not_found" : code.code();
                    run.send(example.lines().getLast()).problem(status(code.kind()), answered);
                }));
    }

    private static int status(RejectionCode.Kind kind) {
        return switch (kind) {
            case RULE -> 422;
            case CONFLICT -> 409;
            case FORBIDDEN -> 403;
            case PRECONDITION -> 412;
            case NOT_FOUND -> 404;
        };
    }

    /** An example in a market of its own. */
    private static final class Run {
        private final String organization;
        private final List<String> placed = new ArrayList<>();

        Run(String organization) {
            this.organization = organization;
        }

        void settled(String line) {
            Reply reply = send(line);
            assertThat(reply.status()).as("%s: %s", line, reply.text()).isBetween(200, 299);
            if (line.startsWith("POST /orders")) {
                JsonNode answer = reply.json(201);
                placed.add(answer.at("/order/id").textValue());
            }
        }

        Reply send(String line) {
            Matcher request = REQUEST.matcher(line);
            assertThat(request.matches()).as(line).isTrue();
            String path = "/api/v1"
                    + (placed.isEmpty() ? request.group(2) : request.group(2).replace("$1", placed.getFirst()));
            Optional<String> partner = Optional.empty();
            List<String> headers = new ArrayList<>();
            for (String word : request.group(3).strip().split(" ")) {
                int equals = word.indexOf('=');
                if (word.startsWith("as=")) {
                    partner = Optional.of(word.substring(equals + 1));
                } else if (equals > 0) {
                    headers.add(word.substring(0, equals));
                    headers.add(word.substring(equals + 1));
                }
            }
            if (request.group(1).equals("POST") && !headers.contains("Idempotency-Key")) {
                headers.add("Idempotency-Key");
                headers.add(ApiClient.newKey());
            }
            UserType type = partner.isPresent() ? UserType.EXTERNAL : UserType.INTERNAL;
            ApiClient client = NODE.bearing(TestNode.token(organization, "clerk", type, partner));
            String[] all = headers.toArray(String[]::new);
            return request.group(4) == null
                    ? client.delete(path, all)
                    : client.send(request.group(1), path, request.group(4), all);
        }
    }
}
