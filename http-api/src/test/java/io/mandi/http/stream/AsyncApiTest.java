package io.mandi.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The document of the live stream says what the server does. That its messages are as described is held by StreamIT. */
class AsyncApiTest {
    private static final JsonNode DOCUMENT = StreamContract.DOCUMENT;

    private static List<String> messages(String operation) {
        return StreamSupport.stream(
                        DOCUMENT.at("/operations/" + operation + "/messages").spliterator(), false)
                .map(reference -> reference.path("$ref").textValue())
                .map(reference -> reference.substring(reference.lastIndexOf('/') + 1))
                .toList();
    }

    @Test
    void describesExactlyTheMessagesThatTheServerSends() {
        assertThat(messages("tell"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(MessageType.values())
                        .map(StreamContract::name)
                        .toList());
        for (MessageType type : MessageType.values()) {
            assertThat(DOCUMENT.at("/components/schemas/" + StreamContract.name(type) + "/properties/type/const")
                            .textValue())
                    .isEqualTo(type.word());
        }
    }

    @Test
    void describesExactlyTheOperationsThatTheServerTakes() {
        assertThat(messages("ask"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Operation.class.getPermittedSubclasses())
                        .map(operation -> operation.getSimpleName() + "Request")
                        .toList());
    }

    static Stream<String> operations() {
        return messages("ask").stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void itsExamplesAreTakenAndAreAsItSays(String name) throws StreamErrorException {
        JsonNode examples = DOCUMENT.at("/components/messages/" + name + "/examples");
        assertThat(examples).isNotEmpty();
        Schema schema = StreamContract.schema(name);
        for (JsonNode example : examples) {
            assertThat(schema.validate(example.path("payload"))).isEmpty();
            Operation operation = Operation.parse(example.path("payload").toString());
            assertThat(operation.getClass().getSimpleName() + "Request").isEqualTo(name);
        }
    }

    @Test
    void namesEveryChannelAndItsPermission() {
        Map<String, String> described = new TreeMap<>();
        DOCUMENT.at("/channels/stream/x-subscriptions")
                .forEach(channel -> described.put(
                        channel.path("name").textValue(),
                        channel.path("permission").textValue()));
        assertThat(described).isEqualTo(new TreeMap<>(StreamContract.channelsAndPermissions("{symbol}")));
    }

    @Test
    void namesEveryReasonOfANotice() {
        List<String> described = new ArrayList<>();
        DOCUMENT.at("/components/schemas/Notice/properties/reason/enum")
                .forEach(reason -> described.add(reason.textValue()));
        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Notice.values()).map(Notice::word).toList());
    }

    @Test
    void everyReferenceResolvesAndEveryMessageIsInTheChannel() {
        List<String> references = new ArrayList<>();
        DOCUMENT.findValues("$ref").forEach(reference -> references.add(reference.textValue()));
        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                DOCUMENT.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
        assertThat(DOCUMENT.path("asyncapi").textValue()).isEqualTo("3.0.0");
        assertThat(DOCUMENT.at("/channels/stream/messages"))
                .hasSize(messages("tell").size() + messages("ask").size());
    }
}
