package io.mandi.engine.catalog.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The names of section 10. */
class CatalogueEventTest {
    @Test
    void kindsOfEventsHaveTheirNames() {
        List<CatalogueEvent> events = List.of(
                new CatalogueEvent.LocationDeleted("loc-1"),
                new CatalogueEvent.LocationUpdated("loc-1", List.of("name")),
                new CatalogueEvent.CommodityDeactivated("com-1", "reason"),
                new CatalogueEvent.CommodityUpdated("com-1", List.of("name")));

        assertThat(events)
                .extracting(CatalogueEvent::family)
                .containsExactly("location.deleted", "location.updated", "commodity.deactivated", "commodity.updated");
    }

    @Test
    void everyKindIsOneOfThoseThatOthersKnow() {
        List<String> kinds = Arrays.stream(CatalogueEvent.class.getDeclaredClasses())
                .filter(Class::isRecord)
                .map(type -> type.getSimpleName()
                        .replaceAll("([a-z])([A-Z])", "$1_$2")
                        .toLowerCase(Locale.ROOT))
                .toList();

        assertThat(kinds)
                .containsExactlyInAnyOrder(
                        "location_created",
                        "location_updated",
                        "location_deleted",
                        "commodity_created",
                        "commodity_updated",
                        "commodity_deactivated",
                        "parameter_set",
                        "unit_factor_set",
                        "tax_rate_set",
                        "reference_price_set",
                        "settings_changed");
    }
}
