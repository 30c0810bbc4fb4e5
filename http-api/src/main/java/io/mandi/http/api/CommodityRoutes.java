package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.catalog.commodity.CommodityDraft;
import io.mandi.engine.catalog.commodity.Parameter;
import io.mandi.engine.catalog.commodity.ReferencePrice;
import io.mandi.engine.catalog.commodity.TaxRate;
import io.mandi.engine.catalog.commodity.Variety;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.publication.GivenJson;
import io.mandi.http.auth.Permission;
import io.mandi.persistence.catalog.PostgresCatalogue;
import io.mandi.persistence.catalog.PostgresCatalogue.CommodityFilter;
import io.mandi.persistence.catalog.PostgresCatalogue.CommodityPage;
import io.mandi.persistence.catalog.Versioned;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** The kinds of goods in an organisation's catalogue. */
final class CommodityRoutes {
    private static final String PATH = "/api/v1/commodities";
    private static final String ID = "commodity_id";
    private static final String ONE = PATH + "/{" + ID + "}";
    private static final Pages.Table TABLE = Pages.Table.of(
            "commodities",
            "id,name,category,hsn_code,hs_code_6digit,base_unit,trade_unit,rate_unit,unit_factors,currency,tax_rates,"
                + "standard_lot_size,min_order_quantity,delivery_tolerance_pct,weight_tolerance_pct,varieties,parameters,"
                + "reverse_charge_from_agriculturist,reference_price,is_active,created_at,updated_at");
    private static final Pattern AFTER = Pattern.compile("commodity\\.([0-9]{1,18})");

    private final PostgresCatalogue catalogue;

    CommodityRoutes(PostgresCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.withBody("POST", PATH, Permission.COMMODITY_CREATE, this::create),
                Endpoint.of("GET", PATH, Permission.COMMODITY_READ, this::list),
                Endpoint.of("GET", ONE, Permission.COMMODITY_READ, this::get),
                Endpoint.withBody("PATCH", ONE, Permission.COMMODITY_UPDATE, this::change),
                Endpoint.withBody("POST", ONE + "/deactivate", Permission.COMMODITY_UPDATE, this::deactivate));
    }

    private CompletionStage<Answer> create(Call call) {
        call.parameters();
        Optional<Idempotency> key = call.optionalIdempotency("POST /commodities");
        Fields fields = new Fields(call.json(), "");
        CommodityFields given = CommodityFields.read(fields);
        CommodityFields.requireIn(fields);
        fields.check();
        CommodityDraft draft = given.draft();
        return catalogue
                .createCommodity(
                        draft,
                        (now, warnings, created) ->
                                CatalogueAnswers.stored(201, now.version(), out -> write(out, now, warnings)),
                        key.map(call::caller).orElseGet(call::caller))
                .handle((creation, failure) -> CatalogueAnswers.created(
                        CatalogueAnswers.written(creation, failure),
                        many -> Problem.of(
                                409,
                                "too_many_commodities",
                                "the organisation has " + many.most() + " commodities, as many as it can have")));
    }

    private CompletionStage<Answer> list(Call call) {
        Call.Parameters parameters = call.parameters("category", "search", "hsn_code", "limit", "cursor", "format");
        Pages.Format format = Pages.format(parameters);
        CommodityFilter filter = new CommodityFilter(
                parameters.optional("category", CatalogueAnswers.SEARCH, CatalogueAnswers.SEARCH_RULE),
                parameters.optional("hsn_code", CatalogueAnswers.SEARCH, CatalogueAnswers.SEARCH_RULE),
                parameters.optional("search", CatalogueAnswers.SEARCH, CatalogueAnswers.SEARCH_RULE));
        int limit = parameters.integer("limit", CatalogueAnswers.DEFAULT_LIMIT, 1, CatalogueAnswers.MAX_LIMIT);
        Optional<Long> after = CatalogueAnswers.after(parameters, AFTER);
        return catalogue.commodities(filter, after, limit + 1, call.caller()).handle((found, failure) -> {
            CommodityPage page = Pages.read(found, failure);
            return Pages.of(
                    format,
                    TABLE,
                    page.commodities(),
                    limit,
                    commodity -> "commodity." + number(commodity),
                    CommodityRoutes::write,
                    out -> writeFacets(out, page.categories()));
        });
    }

    private static void writeFacets(JsonGenerator out, Map<String, Long> categories) throws IOException {
        out.writeObjectFieldStart("facets");
        out.writeObjectFieldStart("category");
        for (Map.Entry<String, Long> category : categories.entrySet()) {
            out.writeNumberField(category.getKey(), category.getValue());
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private static long number(Versioned<Commodity> commodity) {
        return ResourceId.parse(ResourceId.Kind.COMMODITY, commodity.value().id())
                .orElseThrow()
                .number();
    }

    private CompletionStage<Answer> get(Call call) {
        call.parameters();
        long number = CatalogueAnswers.number(call, ResourceId.Kind.COMMODITY, ID);
        return catalogue.commodity(number, call.caller()).handle((found, failure) -> {
            Versioned<Commodity> commodity =
                    Pages.read(found, failure).orElseThrow(() -> new ProblemException(Problem.notFound()));
            return Answer.of(200, out -> write(out, commodity)).version(commodity.version());
        });
    }

    private CompletionStage<Answer> change(Call call) {
        call.parameters();
        long number = CatalogueAnswers.number(call, ResourceId.Kind.COMMODITY, ID);
        Fields fields = new Fields(call.json(), "");
        CommodityFields given = CommodityFields.read(fields);
        Optional<Boolean> active = fields.optionalFlag("is_active");
        if (active.isPresent() && !active.get()) {
            fields.broken("is_active", "reason_required", "deactivate it by POST …/deactivate, with a reason");
        }
        fields.check();
        return catalogue
                .changeCommodity(number, call.expectedVersion(), given::over, active.isPresent(), call.caller())
                .handle((edit, failure) ->
                        CatalogueAnswers.changed(CatalogueAnswers.written(edit, failure), CommodityRoutes::write));
    }

    private CompletionStage<Answer> deactivate(Call call) {
        call.parameters();
        long number = CatalogueAnswers.number(call, ResourceId.Kind.COMMODITY, ID);
        Fields fields = new Fields(call.json(), "");
        String reason = fields.text("reason", Integer.MAX_VALUE);
        fields.check();
        return catalogue
                .deactivateCommodity(number, call.expectedVersion(), reason, call.caller())
                .handle((edit, failure) ->
                        CatalogueAnswers.changed(CatalogueAnswers.written(edit, failure), CommodityRoutes::write));
    }

    private static void write(JsonGenerator out, Versioned<Commodity> stored) throws IOException {
        out.writeStartObject();
        writeFields(out, stored);
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Versioned<Commodity> stored, List<Flaw> warnings) throws IOException {
        out.writeStartObject();
        writeFields(out, stored);
        CatalogueAnswers.writeWarnings(out, warnings);
        out.writeEndObject();
    }

    private static void writeFields(JsonGenerator out, Versioned<Commodity> stored) throws IOException {
        Commodity commodity = stored.value();
        out.writeStringField("id", commodity.id());
        out.writeStringField("name", commodity.name());
        out.writeStringField("category", commodity.category());
        out.writeStringField("hsn_code", commodity.hsnCode());
        CatalogueAnswers.writeText(out, "hs_code_6digit", commodity.hsCode6Digit());
        out.writeStringField("base_unit", commodity.baseUnit().name());
        out.writeStringField("trade_unit", commodity.tradeUnit().name());
        out.writeStringField("rate_unit", commodity.rateUnit().name());
        out.writeObjectFieldStart("unit_factors");
        for (Map.Entry<Unit, BigDecimal> factor : commodity.unitFactors().entrySet()) {
            out.writeStringField(factor.getKey().name(), factor.getValue().toPlainString());
        }
        out.writeEndObject();
        out.writeStringField("currency", commodity.currency());
        writeTaxRates(out, commodity.taxRates());
        CatalogueAnswers.writeText(out, "standard_lot_size", commodity.standardLotSize());
        CatalogueAnswers.writeText(out, "min_order_quantity", commodity.minOrderQuantity());
        CatalogueAnswers.writeText(out, "delivery_tolerance_pct", commodity.deliveryTolerancePct());
        CatalogueAnswers.writeText(out, "weight_tolerance_pct", commodity.weightTolerancePct());
        writeVarieties(out, commodity.varieties());
        writeParameters(out, commodity.parameters());
        out.writeBooleanField("reverse_charge_from_agriculturist", commodity.reverseChargeFromAgriculturist());
        writeReferencePrice(out, commodity.referencePrice());
        out.writeBooleanField("is_active", commodity.active());
        CatalogueAnswers.writeTimes(out, stored);
    }

    private static void writeTaxRates(JsonGenerator out, List<TaxRate> rates) throws IOException {
        out.writeArrayFieldStart("tax_rates");
        for (TaxRate rate : rates) {
            out.writeStartObject();
            out.writeStringField("rate", rate.rate().toString());
            CatalogueAnswers.writeText(out, "pre_packed_rate", rate.prePackedRate());
            out.writeStringField("valid_from", rate.validFrom().toString());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeVarieties(JsonGenerator out, List<Variety> varieties) throws IOException {
        out.writeArrayFieldStart("varieties");
        for (Variety variety : varieties) {
            out.writeStartObject();
            out.writeStringField("name", variety.name());
            out.writeStringField("code", variety.code());
            out.writeBooleanField("is_standard", variety.standard());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeParameters(JsonGenerator out, List<Parameter> parameters) throws IOException {
        out.writeArrayFieldStart("parameters");
        for (Parameter parameter : parameters) {
            out.writeStartObject();
            out.writeStringField("code", parameter.code());
            out.writeStringField("type", parameter.type().name());
            CatalogueAnswers.writeText(out, "unit", parameter.unit());
            CatalogueAnswers.writeText(out, "min", parameter.min());
            CatalogueAnswers.writeText(out, "max", parameter.max());
            CatalogueAnswers.writeTree(
                    out,
                    "default",
                    parameter.defaultValue().map(GivenJson::write).orElse(JsonNodeFactory.instance.nullNode()));
            out.writeBooleanField("is_mandatory", parameter.mandatory());
            out.writeNumberField("display_order", parameter.displayOrder());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeReferencePrice(JsonGenerator out, Optional<ReferencePrice> known) throws IOException {
        if (known.isEmpty()) {
            out.writeNullField("reference_price");
            return;
        }
        out.writeObjectFieldStart("reference_price");
        out.writeStringField("price", known.get().price().toString());
        out.writeStringField("date", known.get().date().toString());
        out.writeEndObject();
    }
}
