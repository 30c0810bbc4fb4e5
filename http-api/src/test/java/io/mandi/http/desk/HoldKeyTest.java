package io.mandi.http.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldKeyTest {
    private static final EntityId COTTON =
            EntityId.ofLots(ResourceId.ofCatalogue(ResourceId.Kind.COMMODITY, 7, "demo"));

    private static final ResourceId LOT = new ResourceId(ResourceId.Kind.AVAILABILITY, 11, COTTON);
    private static final ResourceId NEED = new ResourceId(ResourceId.Kind.REQUIREMENT, 12, COTTON);

    @Test
    void whoFindsAHoldKnowsWhomToAsk() { // TR-2
        for (Optional<ResourceId> need : List.of(Optional.<ResourceId>empty(), Optional.of(NEED))) {
            HoldKey key = new HoldKey(LOT, "0af3", 42, need);
            assertThat(HoldKey.parse(key.toString())).contains(key);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hold", "hold:x:y:1", "sale:avl_1:0af3:1", "hold:avl_1:0af3:1:avl_1"})
    void otherKeysAreNone(String key) {
        assertThat(HoldKey.parse(key)).isEmpty();
    }
}
