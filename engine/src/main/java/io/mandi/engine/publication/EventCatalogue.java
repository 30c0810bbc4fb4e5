package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.event.EventCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All types of published events, in all their versions, and the ways between the versions. A new optional field of the data
 * keeps the version; anything else makes a new one, with a {@link VersionStep} from the one before.
 */
public final class EventCatalogue {
    private static final EventCatalogue STANDARD = load();

    private final List<EventDefinition> definitions;
    private final Map<EventType, EventDefinition> byType = new HashMap<>();
    private final Map<EventType, VersionStep> steps = new HashMap<>();
    private final Map<String, EventType> newest = new TreeMap<>();

    /** @throws IllegalArgumentException when a version is missing, or the way to it */
    public EventCatalogue(List<EventDefinition> definitions, List<VersionStep> steps) {
        this.definitions = definitions.stream()
                .sorted(Comparator.comparing((EventDefinition definition) ->
                                definition.type().family())
                        .thenComparing(definition -> definition.type().version()))
                .toList();
        steps.forEach(step -> this.steps.put(step.from(), step));
        for (EventDefinition definition : this.definitions) {
            EventType type = definition.type();
            EventType before = newest.put(type.family(), type);
            boolean follows = before == null ? type.version() == 1 : type.equals(before.next());
            if (!follows || before != null && !this.steps.containsKey(before)) {
                throw new IllegalArgumentException("nothing leads to " + type);
            }
            byType.put(type, definition);
        }
    }

    /** The types that this program publishes. */
    public static EventCatalogue standard() {
        return STANDARD;
    }

    private static EventCatalogue load() {
        JsonMapper mapper = new JsonMapper();
        List<EventDefinition> definitions = new ArrayList<>();
        // Each effect of a batch is published as an event of its own.
        List<String> names = Stream.of(
                        EventCodec.EVENT_TYPES,
                        WebhookEffects.TYPES,
                        AccessEffects.TYPES,
                        CatalogueEffects.TYPES,
                        PartnerEffects.TYPES,
                        LotEffects.TYPES,
                        LedgerEffects.TYPES,
                        MatchEffects.TYPES,
                        TradeEffects.TYPES)
                .flatMap(Collection::stream)
                .filter(name -> !name.equals(EventCodec.BATCH))
                .toList();
        for (String name : names) {
            try (InputStream file = EventCatalogue.class.getResourceAsStream(name + ".json")) {
                if (file == null) {
                    throw new IllegalStateException("the catalogue has no " + name);
                }
                JsonNode definition = mapper.readTree(file);
                definitions.add(new EventDefinition(
                        EventType.parse(name).orElseThrow(),
                        definition.path("owner").textValue(),
                        definition.path("description").textValue(),
                        definition.path("schema"),
                        definition.path("example")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new EventCatalogue(definitions, List.of());
    }

    /** All types, by family and version. */
    public List<EventDefinition> definitions() {
        return definitions;
    }

    /** What the catalogue says of a type; absent when it is not in it. */
    public Optional<EventDefinition> definition(EventType type) {
        return Optional.ofNullable(byType.get(type));
    }

    /** All families, in the order of their names. */
    public Collection<String> families() {
        return newest.keySet();
    }

    /** The newest version of a family; absent when there is no such family. */
    public Optional<EventType> newest(String family) {
        return Optional.ofNullable(newest.get(family));
    }

    /** All versions of a family, the first one first. */
    public List<EventType> versions(String family) {
        return definitions.stream()
                .map(EventDefinition::type)
                .filter(type -> type.family().equals(family))
                .toList();
    }

    /** Whether a version is known, and there is no successor, or that one has not been there for long. */
    public boolean isServed(EventType type, LocalDate today) {
        VersionStep step = steps.get(type);
        return byType.containsKey(type) && (step == null || today.isBefore(step.end()));
    }

    /**
     * The version in which an event is handed to someone.
     *
     * @param stored as it was written
     * @param accepted versions that the receiver knows
     * @return the highest of those accepted that is served; absent when there is none
     * @throws UnknownEventTypeException when the event is of a type or version that is not in the catalogue
     */
    public Optional<EventType> delivered(EventType stored, Set<Integer> accepted, LocalDate today)
            throws UnknownEventTypeException {
        if (!byType.containsKey(stored)) {
            throw new UnknownEventTypeException(stored.toString());
        }
        return accepted.stream()
                .map(version -> new EventType(stored.family(), version))
                .filter(type -> isServed(type, today))
                .max(Comparator.comparingInt(EventType::version));
    }

    /**
     * Makes data of one version of that of another.
     *
     * @param data is not changed
     * @param to of the same family as {@code from}; both are in the catalogue
     */
    public ObjectNode convert(ObjectNode data, EventType from, EventType to) {
        ObjectNode converted = data;
        for (EventType at = from; at.version() < to.version(); at = at.next()) {
            converted = steps.get(at).up().apply(converted.deepCopy());
        }
        for (int version = from.version(); version > to.version(); version--) {
            VersionStep step = steps.get(new EventType(from.family(), version - 1));
            converted = step.down().apply(converted.deepCopy());
        }
        return converted;
    }
}
