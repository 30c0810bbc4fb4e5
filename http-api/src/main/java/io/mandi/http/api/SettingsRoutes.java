package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.catalog.setting.SettingType;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Conversion;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.catalog.unit.UnitFactors;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.publication.GivenJson;
import io.mandi.http.auth.Permission;
import io.mandi.persistence.catalog.PostgresCatalogue;
import io.mandi.persistence.catalog.PostgresCatalogue.Measures;
import io.mandi.persistence.catalog.Versioned;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** What an organisation has set for its market, and the units that follow from it. */
final class SettingsRoutes {
    private static final String SETTINGS = "/api/v1/settings";
    private static final String UNITS = "/api/v1/units";
    private static final Pages.Table UNITS_TABLE = Pages.Table.of("units", "code,base_unit,factor,kind,aliases");

    private final PostgresCatalogue catalogue;

    SettingsRoutes(PostgresCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("GET", SETTINGS, Permission.SETTINGS_READ, this::settings),
                Endpoint.withBody("PATCH", SETTINGS, Permission.SETTINGS_UPDATE, this::change),
                Endpoint.of("GET", UNITS, Permission.COMMODITY_READ, this::units),
                Endpoint.withBody("POST", UNITS + "/convert", Permission.COMMODITY_READ, this::convert));
    }

    private CompletionStage<Answer> settings(Call call) {
        call.parameters();
        return catalogue.settings(call.caller()).handle((found, failure) -> {
            Versioned<MarketSettings> settings = Pages.read(found, failure);
            return Answer.of(200, out -> write(out, settings.value())).version(settings.version());
        });
    }

    private CompletionStage<Answer> change(Call call) {
        call.parameters();
        Fields fields = new Fields(call.json(), "");
        Map<String, GivenValue> patch = new LinkedHashMap<>();
        Setting.all().forEach(setting -> given(fields, setting).ifPresent(value -> patch.put(setting.name(), value)));
        fields.check();
        return catalogue
                .changeSettings(call.expectedVersion(), patch, call.caller())
                .handle((edit, failure) -> CatalogueAnswers.changed(
                        CatalogueAnswers.written(edit, failure), (out, now, warnings) -> write(out, now.value())));
    }

    private static Optional<GivenValue> given(Fields fields, Setting<?> setting) {
        String name = setting.name();
        return switch (setting.type()) {
            case SettingType.Flag flag -> fields.optionalFlag(name).map(GivenValue.Flag::new);
            case SettingType.Whole whole -> {
                var number = fields.optionalInteger(name, whole.least(), whole.most());
                yield number.isPresent() ? Optional.of(new GivenValue.Whole(number.getAsInt())) : Optional.empty();
            }
            case SettingType.Fraction fraction ->
                fields.optionalDecimal(name).map(number -> new GivenValue.Text(number.toString()));
            case SettingType.Choice<?> choice ->
                fields.optionalText(name, Integer.MAX_VALUE).map(GivenValue.Text::new);
            case SettingType.Timezone timezone ->
                fields.optionalText(name, Integer.MAX_VALUE).map(GivenValue.Text::new);
            case SettingType.Countries countries -> fields.optionalGiven(name);
            case SettingType.ScoreWeights weights -> fields.optionalGiven(name);
        };
    }

    private static void write(JsonGenerator out, MarketSettings settings) throws IOException {
        out.writeStartObject();
        for (Setting<?> setting : Setting.all()) {
            CatalogueAnswers.writeTree(out, setting.name(), GivenJson.write(settings.written(setting)));
        }
        out.writeEndObject();
    }

    // -------------------------------------------------------------------------------------------------------- units

    private CompletionStage<Answer> units(Call call) {
        Call.Parameters parameters = call.parameters("format");
        Pages.Format format = Pages.format(parameters);
        return catalogue
                .settings(call.caller())
                .handle((found, failure) ->
                        units(format, Pages.read(found, failure).value()));
    }

    private static Answer units(Pages.Format format, MarketSettings settings) {
        Map<Unit, BigDecimal> own = settings.unitFactors();
        List<Unit> all = List.of(Unit.values());
        return Pages.of(format, UNITS_TABLE, all, all.size(), Unit::name, (out, unit) -> {
            out.writeStartObject();
            out.writeStringField("code", unit.name());
            out.writeStringField("base_unit", unit.base().name());
            out.writeStringField(
                    "factor", own.getOrDefault(unit, unit.defaultFactor()).toPlainString());
            out.writeStringField("kind", unit.kind().name());
            out.writeArrayFieldStart("aliases");
            for (String alias : unit.aliases()) {
                out.writeString(alias);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private CompletionStage<Answer> convert(Call call) {
        call.parameters();
        Fields fields = new Fields(call.json(), "");
        Decimal quantity = fields.decimal("quantity");
        String unit = fields.text("unit", Integer.MAX_VALUE);
        String to = fields.text("to", Integer.MAX_VALUE);
        Optional<String> commodity = fields.optionalText("commodity_id", Integer.MAX_VALUE);
        fields.check();
        OptionalLong number = CatalogueAnswers.number(call, ResourceId.Kind.COMMODITY, commodity)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
        return catalogue.measures(number, call.caller()).handle((found, failure) -> {
            Measures measures = Pages.read(found, failure);
            if (commodity.isPresent() && measures.commodity().isEmpty()) {
                throw new ProblemException(Problem.field(
                        422, "unknown_commodity", "/commodity_id", "the organisation has no such commodity"));
            }
            return switch (converted(measures, quantity, unit, to)) {
                case Checked.Invalid<Converted> invalid -> throw CatalogueAnswers.refused(invalid.flaws());
                case Checked.Valid<Converted> valid -> Answer.of(200, valid.value()::write);
            };
        });
    }

    /** A quantity in another unit, and in the unit in which goods of its dimension are compared. */
    private record Converted(Decimal quantity, BigDecimal baseQuantity, BaseUnit baseUnit) {
        void write(JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeStringField("quantity", quantity.toString());
            out.writeStringField("base_quantity", baseQuantity.toPlainString());
            out.writeStringField("base_unit", baseUnit.name());
            out.writeEndObject();
        }
    }

    /** Without a commodity the quantity is of goods that its unit is the usual one for. */
    private static Checked<Converted> converted(Measures measures, Decimal quantity, String unitCode, String toCode) {
        Inspection inspection = new Inspection();
        Optional<Unit> unit = inspection.take("unit", UnitFactors.unit(unitCode));
        Optional<Unit> to = inspection.take("to", UnitFactors.unit(toCode));
        Optional<Converted> result = unit.isPresent() && to.isPresent()
                ? inspection.take(converted(measures, quantity, unit.get(), to.get()))
                : Optional.empty();
        return inspection.result(result::orElseThrow);
    }

    private static Checked<Converted> converted(Measures measures, Decimal quantity, Unit unit, Unit to) {
        Map<Unit, BigDecimal> own = measures.settings().unitFactors();
        UnitFactors factors = measures.commodity()
                .map(commodity -> commodity.factors(own))
                .orElseGet(() -> UnitFactors.of(unit.base(), own, Map.of()));
        Conversion conversion = new Conversion(factors);
        Checked<Decimal> other = conversion.convert(quantity, unit, to);
        if (other instanceof Checked.Invalid<Decimal> invalid) {
            return new Checked.Invalid<>(invalid.flaws());
        }
        return conversion
                .baseQuantity(quantity, unit)
                .map(base -> new Converted(other.asOptional().orElseThrow(), base, factors.base()));
    }
}
