package io.mandi.engine.catalog.setting;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.unit.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one organisation has set for its market. Immutable; reading a value is an access to an array. */
public final class MarketSettings {
    /** What a new organisation has. */
    public static final MarketSettings DEFAULT =
            new MarketSettings(Setting.all().stream().map(Setting::defaultValue).toArray());

    private final Object[] values;
    private final Map<Unit, BigDecimal> unitFactors = new EnumMap<>(Unit.class);

    private MarketSettings(Object[] values) {
        this.values = values;
        Setting.UNIT_FACTOR.forEach((unit, setting) -> unitFactors.put(unit, get(setting)));
    }

    /**
     * One setting that was changed.
     *
     * @param setting its name
     */
    public record Change(String setting, GivenValue old, GivenValue current) {}

    /**
     * What came of a patch.
     *
     * @param changes in the order of {@link Setting#all}; empty when every value was the same before
     */
    public record Patched(MarketSettings settings, List<Change> changes) {
        public Patched {
            changes = List.copyOf(changes);
        }
    }

    /** The value in force. */
    // Every value was read by the type of the setting at whose index it stands.
    @SuppressWarnings("unchecked")
    public <T> T get(Setting<T> setting) {
        return (T) values[setting.index()];
    }

    /** How matches of a category are scored. */
    public Weights weights(ScoringCategory category) {
        return get(Setting.WEIGHTS.get(category));
    }

    /** The score that a match of a category needs, 0 to 1. */
    public BigDecimal minimumScore(ScoringCategory category) {
        return get(Setting.MINIMUM_SCORE.get(category));
    }

    /** Base units of one unit, for each that an organisation may set. */
    public Map<Unit, BigDecimal> unitFactors() {
        return Collections.unmodifiableMap(unitFactors);
    }

    /** The value in force, as it stands in JSON. */
    public <T> GivenValue written(Setting<T> setting) {
        return setting.type().write(get(setting));
    }

    /** What differs from the defaults, by name: all that needs to be stored. {@code DEFAULT.patch} reads it back. */
    public Map<String, GivenValue> differences() {
        Map<String, GivenValue> differences = new LinkedHashMap<>();
        for (Setting<?> setting : Setting.all()) {
            if (!get(setting).equals(setting.defaultValue())) {
                differences.put(setting.name(), written(setting));
            }
        }
        return differences;
    }

    /**
     * Sets what the patch names and leaves the rest. When one value is wrong, none is set.
     *
     * @param patch by the names of settings; the fields of flaws are these names
     */
    public Checked<Patched> patch(Map<String, GivenValue> patch) {
        Inspection inspection = new Inspection();
        Object[] patched = values.clone();
        patch.forEach((name, given) -> {
            Optional<Setting<?>> setting = Setting.named(name);
            if (setting.isEmpty()) {
                inspection.note(FlawCode.UNKNOWN_SETTING, name, "there is no such setting");
            } else {
                inspection
                        .take(name, setting.get().type().read(given))
                        .ifPresent(value -> patched[setting.get().index()] = value);
            }
        });
        return inspection.result(() -> {
            MarketSettings settings = new MarketSettings(patched);
            return new Patched(settings, settings.changesSince(this));
        });
    }

    private List<Change> changesSince(MarketSettings before) {
        List<Change> changes = new ArrayList<>();
        for (Setting<?> setting : Setting.all()) {
            if (!get(setting).equals(before.get(setting))) {
                changes.add(new Change(setting.name(), before.written(setting), written(setting)));
            }
        }
        return changes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MarketSettings that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return differences().toString();
    }
}
