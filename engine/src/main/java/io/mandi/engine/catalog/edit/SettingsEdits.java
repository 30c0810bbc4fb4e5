package io.mandi.engine.catalog.edit;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.edit.CatalogueEvent.SettingsChanged;
import io.mandi.engine.catalog.setting.MarketSettings;
import java.util.List;
import java.util.Map;

/** Decides what becomes of an organisation's settings. */
public final class SettingsEdits {
    private SettingsEdits() {}

    /**
     * Sets what the patch names, all of it or nothing.
     *
     * @param patch by the names of settings
     */
    public static Checked<Change<MarketSettings>> patch(MarketSettings settings, Map<String, GivenValue> patch) {
        return settings.patch(patch).map(patched -> new Change<>(patched.settings(), events(patched.changes())));
    }

    private static List<CatalogueEvent> events(List<MarketSettings.Change> changes) {
        return changes.stream()
                .<CatalogueEvent>map(change -> new SettingsChanged(change.setting(), change.old(), change.current()))
                .toList();
    }
}
