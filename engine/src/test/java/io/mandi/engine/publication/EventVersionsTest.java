package io.mandi.engine.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.Actor;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Versions of a type: whoever knows one of them can read events that were written in any. */
class EventVersionsTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final LocalDate SINCE = LocalDate.of(2026, 8, 31);
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);

    private final EventCatalogue catalogue = ExampleTypes.catalogue(SINCE);

    private static ObjectNode v1(JsonNode quantity) {
        ObjectNode data = JSON.objectNode();
        data.set("quantity", quantity);
        return data.put("unit", "kg");
    }

    private static ObjectNode v2() {
        ObjectNode data = JSON.objectNode();
        data.putObject("quantity").put("value", "100").put("unit", "kg");
        return data;
    }

    @Test
    void anEarlierVersionIsReadAsALaterOne() {
        for (JsonNode quantity : List.of(JSON.textNode("100"), JSON.numberNode(100))) {
            ObjectNode stored = v1(quantity);
            assertThat(catalogue.convert(stored, ExampleTypes.V1, ExampleTypes.V2))
                    .isEqualTo(v2());
            assertThat(stored).as("what is stored").isEqualTo(v1(quantity));
        }
    }

    @Test
    void aLaterVersionIsShownAsAnEarlierOne() {
        assertThat(catalogue.convert(v2(), ExampleTypes.V2, ExampleTypes.V1)).isEqualTo(v1(JSON.textNode("100")));
    }

    @Test
    void theHighestVersionThatIsAcceptedIsDelivered() throws UnknownEventTypeException {
        for (EventType stored : List.of(ExampleTypes.V1, ExampleTypes.V2)) {
            assertThat(catalogue.delivered(stored, Set.of(2), TODAY)).contains(ExampleTypes.V2);
            assertThat(catalogue.delivered(stored, Set.of(1, 2), TODAY)).contains(ExampleTypes.V2);
            assertThat(catalogue.delivered(stored, Set.of(1), TODAY)).contains(ExampleTypes.V1);
            assertThat(catalogue.delivered(stored, Set.of(7), TODAY)).isEmpty();
        }
    }

    @Test
    void anEarlierVersionIsServedForSixMonths() throws UnknownEventTypeException {
        LocalDate last = LocalDate.of(2027, 2, 27);
        for (EventType stored : List.of(ExampleTypes.V1, ExampleTypes.V2)) {
            assertThat(catalogue.delivered(stored, Set.of(1), last)).contains(ExampleTypes.V1);
            assertThat(catalogue.delivered(stored, Set.of(1), last.plusDays(1))).isEmpty();
            assertThat(catalogue.delivered(stored, Set.of(1, 2), last.plusDays(1)))
                    .contains(ExampleTypes.V2);
        }
        assertThat(EventSelection.flaw(catalogue, "example.quantity_noted.v1", last))
                .isEmpty();
        assertThat(EventSelection.flaw(catalogue, "example.quantity_noted.v1", last.plusDays(1)))
                .contains("example.quantity_noted.v1 is no longer served; name example.quantity_noted.v2");
    }

    @Test
    void aVersionThatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> catalogue.delivered(ExampleTypes.V2.next(), Set.of(1, 2, 3), TODAY))
                .isInstanceOf(UnknownEventTypeException.class)
                .hasMessageContaining("example.quantity_noted.v3");
    }

    @Test
    void anEventIsTheSameInAllItsVersions() {
        PublishedEvent event = new PublishedEvent(
                "evt_1",
                ExampleTypes.V1,
                "demo",
                "example_1",
                7,
                1_767_607_200_000_000L,
                Actor.staff("asha"),
                "request-1",
                Optional.of("evt_0"),
                v1(JSON.textNode("100")));
        PublishedEvent later = event.as(ExampleTypes.V2, catalogue);
        assertThat(later.type()).isEqualTo(ExampleTypes.V2);
        assertThat(later.data()).isEqualTo(v2());
        assertThat(later.as(ExampleTypes.V1, catalogue)).isEqualTo(event);
    }

    @Test
    void aVersionWithoutAWayToItCannotBeInACatalogue() {
        EventDefinition first = ExampleTypes.definition(ExampleTypes.V1);
        EventDefinition second = ExampleTypes.definition(ExampleTypes.V2);
        assertThatThrownBy(() -> new EventCatalogue(List.of(first, second), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("example.quantity_noted.v2");
        assertThatThrownBy(() -> new EventCatalogue(List.of(second), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSelectionNamesVersionsFamiliesOrGroups() {
        EventCatalogue standard = EventCatalogue.standard();
        assertThat(EventSelection.of(standard, List.of("order.executed.v1", "orders.cancelled"))
                        .versions())
                .isEqualTo(java.util.Map.of("order.executed", Set.of(1), "orders.cancelled", Set.of(1)));
        assertThat(EventSelection.of(standard, List.of("order.*")).versions().keySet())
                .containsExactly("order.amended", "order.cancelled", "order.executed", "order.triggered");
        assertThat(EventSelection.of(standard, List.of("partner.kyc_*"))
                        .versions()
                        .keySet())
                .containsExactly(
                        "partner.kyc_expired",
                        "partner.kyc_expiring",
                        "partner.kyc_renewal_started",
                        "partner.kyc_renewed");
        assertThat(EventSelection.all(standard).stored(standard))
                .isEqualTo(standard.definitions().stream()
                        .map(EventDefinition::type)
                        .toList());
        assertThat(EventSelection.of(catalogue, List.of("example.quantity_noted"))
                        .accepted("example.quantity_noted"))
                .containsExactly(2);
        assertThat(EventSelection.of(catalogue, List.of("example.quantity_noted"))
                        .stored(catalogue))
                .containsExactly(ExampleTypes.V1, ExampleTypes.V2);
        for (String name : List.of(
                "order", "order.executed.v2", "deal.*", "", ".*", "_*", "order.executed.v1 ", "*", "order.exec*")) {
            assertThat(EventSelection.flaw(standard, name, TODAY))
                    .as(name)
                    .hasValueSatisfying(flaw -> assertThat(flaw).contains("order.executed.v1"));
        }
        for (String name :
                List.of("order.executed.v1", "order.executed", "order.*", "instrument.*", "partner.kyc_*", "trade.*")) {
            assertThat(EventSelection.flaw(standard, name, TODAY)).as(name).isEmpty();
        }
    }
}
