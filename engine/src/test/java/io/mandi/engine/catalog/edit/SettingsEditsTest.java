package io.mandi.engine.catalog.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.edit.CatalogueEvent.SettingsChanged;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsEditsTest {
    @Test
    void eachSettingThatChangesIsAnEvent() {
        Map<String, GivenValue> patch = new LinkedHashMap<>();
        patch.put("max_distance_km", new GivenValue.Whole(75));
        patch.put("auto_approve_lots", new GivenValue.Flag(false));
        patch.put("max_results", new GivenValue.Whole(50));

        Change<MarketSettings> change =
                SettingsEdits.patch(MarketSettings.DEFAULT, patch).asOptional().orElseThrow();

        assertThat(change.events())
                .containsExactly(
                        new SettingsChanged("auto_approve_lots", new GivenValue.Flag(true), new GivenValue.Flag(false)),
                        new SettingsChanged("max_distance_km", new GivenValue.Whole(50), new GivenValue.Whole(75)));
        assertThat(change.value().get(Setting.MAX_DISTANCE_KM)).isEqualTo(75);
    }

    @Test
    void aPatchWithAFlawIsNoChange() {
        assertThat(SettingsEdits.patch(MarketSettings.DEFAULT, Map.of("no_such", new GivenValue.Flag(true)))
                        .flaws())
                .singleElement()
                .satisfies(flaw -> assertThat(flaw.code()).isEqualTo(FlawCode.UNKNOWN_SETTING));
    }
}
