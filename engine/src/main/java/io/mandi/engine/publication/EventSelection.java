package io.mandi.engine.publication;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which events someone wants, and in which versions. Each is named as {@code order.executed.v1}, as {@code order.executed},
 * which is its newest version, or as {@code order.*} or {@code partner.kyc_*}: the newest versions of all whose name begins so.
 *
 * @param versions by family
 */
public record EventSelection(Map<String, Set<Integer>> versions) {

    /** The newest version of everything. */
    public static EventSelection all(EventCatalogue catalogue) {
        return of(catalogue, catalogue.families());
    }

    /** What cannot be in a name, as a sentence for the client; empty when it names something that is served. */
    public static Optional<String> flaw(EventCatalogue catalogue, String name, LocalDate today) {
        Optional<EventType> version = EventType.parse(name);
        if (version.isPresent()) {
            EventType type = version.get();
            List<EventType> known = catalogue.versions(type.family());
            if (known.contains(type)) {
                return catalogue.isServed(type, today)
                        ? Optional.empty()
                        : Optional.of(type + " is no longer served; name "
                                + catalogue.newest(type.family()).orElseThrow());
            }
        }
        return families(catalogue, name).isEmpty()
                ? Optional.of("there is no event " + name + "; there are "
                        + catalogue.definitions().stream()
                                .map(definition -> definition.type().toString())
                                .collect(Collectors.joining(", ")))
                : Optional.empty();
    }

    /** @param names none of which has a flaw */
    public static EventSelection of(EventCatalogue catalogue, Collection<String> names) {
        Map<String, Set<Integer>> versions = new TreeMap<>();
        for (String name : names) {
            Optional<EventType> one = EventType.parse(name);
            if (one.isPresent()) {
                add(versions, one.get());
            } else {
                families(catalogue, name)
                        .forEach(
                                family -> add(versions, catalogue.newest(family).orElseThrow()));
            }
        }
        return new EventSelection(versions);
    }

    private static void add(Map<String, Set<Integer>> versions, EventType type) {
        versions.computeIfAbsent(type.family(), family -> new TreeSet<>()).add(type.version());
    }

    private static List<String> families(EventCatalogue catalogue, String name) {
        return catalogue.families().stream()
                .filter(family -> name.endsWith(".*") || name.endsWith("_*")
                        ? family.startsWith(name.substring(0, name.length() - 1))
                        : family.equals(name))
                .toList();
    }

    /** Every type, in every version, as which an event of this selection may be stored. */
    public List<EventType> stored(EventCatalogue catalogue) {
        return versions.keySet().stream()
                .flatMap(family -> catalogue.versions(family).stream())
                .toList();
    }

    /** The versions that are wanted of a family; none when it is not wanted. */
    public Set<Integer> accepted(String family) {
        return versions.getOrDefault(family, Set.of());
    }
}
