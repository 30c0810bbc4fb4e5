package io.mandi.engine.publication;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookEvent.BatchExecuted;
import io.mandi.engine.book.Decision;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.event.GoldenEvents;
import io.mandi.engine.id.BookId;
import io.mandi.engine.testkit.RandomCommands;
import io.mandi.engine.testkit.RandomCommands.Market;
import io.mandi.engine.testkit.RandomCommands.Step;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is published is what the catalogue says. {@code -Devents=write} writes its examples and docs/events.md. */
class BookPublicationTest {
    private static final long SEED = Long.getLong("mandi.test.seed", 5);
    private static final boolean WRITE = "write".equals(System.getProperty("events"));
    private static final BookId COTTON = new BookId("demo", GoldenEvents.INSTRUMENT.symbol());
    private static final Path RESOURCES = Path.of("src/main/resources/io/mandi/engine/publication");
    private static final Path DOCUMENT = Path.of("../docs/events.md");
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final EventCatalogue catalogue = EventCatalogue.standard();
    private final Map<EventType, Schema> schemas = catalogue.definitions().stream()
            .collect(Collectors.toMap(
                    EventDefinition::type,
                    definition -> SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(definition.schema())));

    private static JsonNode json(PublishedEvent event) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = MAPPER.createGenerator(text)) {
            event.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tree(text.toString());
    }

    private static JsonNode tree(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The golden event of every type that is published. */
    private static Map<EventType, JsonNode> examples() {
        Map<EventType, JsonNode> examples = new HashMap<>();
        List<RecordedEvent> golden = new ArrayList<>(GoldenEvents.EVENTS);
        golden.add(GoldenEvents.TRIGGER);
        for (RecordedEvent recorded : golden) {
            if (!(recorded.event() instanceof BatchExecuted)) {
                PublishedEvent event = BookPublication.of(COTTON, GoldenEvents.INSTRUMENT, recorded, recorded.event());
                examples.put(event.type(), json(event));
            }
        }
        for (PublishedEvent event : GoldenTransitions.published()) {
            examples.put(event.type(), json(event));
        }
        return examples;
    }

    @TestFactory
    Stream<DynamicTest> theExampleOfATypeIsWhatIsPublished() {
        Map<EventType, JsonNode> examples = examples();
        return catalogue.definitions().stream()
                .map(definition -> DynamicTest.dynamicTest(definition.type().toString(), () -> {
                    JsonNode example = examples.get(definition.type());
                    if (WRITE) {
                        Path file = RESOURCES.resolve(definition.type() + ".json");
                        ObjectNode whole = (ObjectNode) MAPPER.readTree(file.toFile());
                        whole.set("example", example);
                        Files.writeString(file, MAPPER.writeValueAsString(whole) + "\n");
                    }
                    assertThat(definition.example()).isEqualTo(example);
                    assertThat(schemas.get(definition.type()).validate(example.path("data")))
                            .isEmpty();
                    assertThat(names(example.path("data")))
                            .containsExactlyInAnyOrderElementsOf(
                                    names(definition.schema().path("properties")));
                    assertThat(definition.owner()).isNotBlank();
                    assertThat(definition.description()).endsWith(".");
                }));
    }

    @Test
    void theDocumentIsMadeOfTheCatalogue() throws IOException {
        String document = EventDocument.of(catalogue);
        if (WRITE) {
            Files.writeString(DOCUMENT, document);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("docs/events.md; -Devents=write writes it")
                .isEqualTo(document);
    }

    /** Every field that a type's schema does not forbid to be missing is there, and no other one. */
    @Test
    void whateverABookDoesIsPublishedAsItsSchemaSays() {
        Map<String, Integer> published = new TreeMap<>();
        for (Market market : Market.all()) {
            BookId id = new BookId("north", "BOOK.1");
            OrderBook book = new OrderBook(market.limits());
            Map<String, Long> ids = new HashMap<>();
            Set<String> eventIds = new HashSet<>();
            long sequence = 0;
            for (Step step : RandomCommands.generate(SEED, market, 2_000)) {
                List<Decision> decisions =
                        RandomCommands.due(book, step.context().at());
                decisions.add(book.execute(
                        step.draft().command(name -> ids.getOrDefault(name, 1L)),
                        step.context().lookedUp(Long.MAX_VALUE)));
                List<RecordedEvent> recorded = accepted(decisions);
                recorded.forEach(event -> step.draft().name(event.event(), ids::put));
                for (PublishedEvent event : published(id, book, recorded)) {
                    JsonNode json = json(event);
                    assertThat(event.sequence()).as("seed %d", SEED).isEqualTo(++sequence);
                    assertThat(eventIds.add(event.id())).isTrue();
                    assertThat(event.id()).doesNotContain(".");
                    assertThat(schemas.get(event.type()).validate(json.path("data")))
                            .as("%s, seed %d", json, SEED)
                            .isEmpty();
                    assertThat(names(json.path("data")))
                            .isEqualTo(names(definition(event.type()).schema().path("properties")));
                    published.merge(event.type().toString(), 1, Integer::sum);
                }
            }
            assertThat(sequence).isEqualTo(book.sequence());
        }
        assertThat(published.keySet())
                .containsExactlyElementsOf(catalogue.definitions().stream()
                        .filter(definition -> definition.owner().equals("order book"))
                        .map(definition -> definition.type().toString())
                        .toList());
    }

    private static List<RecordedEvent> accepted(List<Decision> decisions) {
        List<RecordedEvent> events = new ArrayList<>();
        for (Decision decision : decisions) {
            if (decision instanceof Decision.Accept accept) {
                events.add(accept.event());
            }
        }
        return events;
    }

    private static List<PublishedEvent> published(BookId id, OrderBook book, List<RecordedEvent> recorded) {
        List<PublishedEvent> events = new ArrayList<>();
        for (RecordedEvent event : recorded) {
            for (BookEvent effect : BookPublication.effects(event.event())) {
                events.add(BookPublication.of(id, book.instrument().orElseThrow(), event, effect));
            }
        }
        return events;
    }

    private EventDefinition definition(EventType type) {
        return catalogue.definitions().stream()
                .filter(definition -> definition.type().equals(type))
                .findAny()
                .orElseThrow();
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void anEffectNamesTheOrdersAndTradesThatItHasToDoWith() {
        List<List<Long>> items = new ArrayList<>();
        for (RecordedEvent recorded : GoldenEvents.EVENTS) {
            BookPublication.effects(recorded.event()).forEach(effect -> items.add(BookPublication.items(effect)));
        }
        long order = 194_388_480_000_000_000L;
        List<Long> executed = List.of(order, 194_388_400_000_000_000L, order + 1, 194_388_400_000_000_001L, order + 2);
        List<Long> cancelled = List.of(194_388_400_000_000_001L);
        assertThat(items)
                .containsExactly(
                        List.of(),
                        executed,
                        cancelled,
                        List.of(194_388_400_000_000_002L, 194_388_400_000_000_003L, 194_388_500_000_000_001L),
                        List.of(194_388_400_000_000_002L, 194_388_400_000_000_004L),
                        executed,
                        cancelled,
                        List.of(),
                        List.of(
                                194_388_400_000_000_002L,
                                194_388_400_000_000_005L,
                                194_388_500_000_000_001L,
                                194_388_400_000_000_006L,
                                194_388_500_000_000_002L,
                                194_388_400_000_000_007L,
                                194_388_400_000_000_008L),
                        List.of(194_388_400_000_000_002L, 194_388_400_000_000_004L));
    }
}
