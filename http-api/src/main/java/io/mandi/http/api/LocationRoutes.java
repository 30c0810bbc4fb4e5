package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.catalog.place.Coordinates;
import io.mandi.engine.catalog.place.Location;
import io.mandi.engine.catalog.place.LocationDraft;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.id.ResourceId;
import io.mandi.http.auth.Permission;
import io.mandi.persistence.catalog.PostgresCatalogue;
import io.mandi.persistence.catalog.PostgresCatalogue.LocationFilter;
import io.mandi.persistence.catalog.Versioned;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The places of an organisation's catalogue. */
final class LocationRoutes {
    private static final String PATH = "/api/v1/locations";
    private static final String ID = "location_id";
    private static final String ONE = PATH + "/{" + ID + "}";
    private static final Pages.Table TABLE = Pages.Table.of(
            "locations",
            "id,name,place_id,address,latitude,longitude,pincode,city,district,state_code,gst_state_code,country,region,"
                + "timezone,is_active,created_at,updated_at");
    private static final Pattern AFTER = Pattern.compile("location\\.([0-9]{1,18})");

    private final PostgresCatalogue catalogue;

    LocationRoutes(PostgresCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.withBody("POST", PATH, Permission.LOCATION_CREATE, this::create),
                Endpoint.of("GET", PATH, Permission.LOCATION_READ, this::list),
                Endpoint.of("GET", ONE, Permission.LOCATION_READ, this::get),
                Endpoint.withBody("PATCH", ONE, Permission.LOCATION_UPDATE, this::change),
                Endpoint.of("DELETE", ONE, Permission.LOCATION_DELETE, this::delete));
    }

    private CompletionStage<Answer> create(Call call) {
        call.parameters();
        Optional<Idempotency> key = call.optionalIdempotency("POST /locations");
        LocationDraft draft = created(call);
        return catalogue
                .createLocation(
                        draft,
                        (now, warnings, created) ->
                                CatalogueAnswers.stored(created ? 201 : 200, now.version(), out -> write(out, now)),
                        key.map(call::caller).orElseGet(call::caller))
                .handle((creation, failure) -> CatalogueAnswers.created(
                        CatalogueAnswers.written(creation, failure),
                        many -> Problem.of(
                                409,
                                "too_many_locations",
                                "the organisation has " + many.most() + " locations, as many as it can have")));
    }

    private static LocationDraft created(Call call) {
        Fields fields = new Fields(call.json(), "");
        Given given = Given.read(fields);
        given.requireIn(fields);
        fields.check();
        return given.over(new LocationDraft(
                "",
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty(),
                true));
    }

    /** The fields of a location, each of them where it was given. */
    private record Given(
            Optional<String> name,
            Optional<String> placeId,
            Optional<String> address,
            OptionalDouble latitude,
            OptionalDouble longitude,
            Optional<String> pincode,
            Optional<String> city,
            Optional<String> district,
            Optional<String> stateCode,
            Optional<String> gstStateCode,
            Optional<String> country,
            Optional<String> timezone,
            Optional<Boolean> active) {

        // How long they may be is a rule of the catalogue.
        static Given read(Fields fields) {
            return new Given(
                    fields.optionalText("name", Integer.MAX_VALUE),
                    fields.optionalText("place_id", Integer.MAX_VALUE),
                    fields.optionalText("address", Integer.MAX_VALUE),
                    fields.optionalNumber("latitude"),
                    fields.optionalNumber("longitude"),
                    fields.optionalText("pincode", Integer.MAX_VALUE),
                    fields.optionalText("city", Integer.MAX_VALUE),
                    fields.optionalText("district", Integer.MAX_VALUE),
                    fields.optionalText("state_code", Integer.MAX_VALUE),
                    fields.optionalText("gst_state_code", Integer.MAX_VALUE),
                    fields.optionalText("country", Integer.MAX_VALUE),
                    fields.optionalText("timezone", Integer.MAX_VALUE),
                    fields.optionalFlag("is_active"));
        }

        void requireIn(Fields fields) {
            Stream.of("name", "country").forEach(fields::require);
        }

        LocationDraft over(LocationDraft draft) {
            return new LocationDraft(
                    name.orElse(draft.name()),
                    placeId.or(draft::placeId),
                    address.or(draft::address),
                    latitude.isPresent() ? latitude : draft.latitude(),
                    longitude.isPresent() ? longitude : draft.longitude(),
                    pincode.or(draft::pincode),
                    city.or(draft::city),
                    district.or(draft::district),
                    stateCode.or(draft::stateCode),
                    gstStateCode.or(draft::gstStateCode),
                    country.orElse(draft.country()),
                    timezone.or(draft::timezone),
                    active.orElse(draft.active()));
        }
    }

    private CompletionStage<Answer> list(Call call) {
        Call.Parameters parameters =
                call.parameters("city", "state_code", "region", "search", "limit", "cursor", "format");
        Pages.Format format = Pages.format(parameters);
        LocationFilter filter = new LocationFilter(
                parameters.optional("city", CatalogueAnswers.SEARCH, CatalogueAnswers.SEARCH_RULE),
                parameters.optional("state_code", CatalogueAnswers.SEARCH, CatalogueAnswers.SEARCH_RULE),
                parameters.choice("region", Region.class),
                parameters.optional("search", CatalogueAnswers.SEARCH, CatalogueAnswers.SEARCH_RULE));
        int limit = parameters.integer("limit", CatalogueAnswers.DEFAULT_LIMIT, 1, CatalogueAnswers.MAX_LIMIT);
        Optional<Long> after = CatalogueAnswers.after(parameters, AFTER);
        return catalogue
                .locations(filter, after, limit + 1, call.caller())
                .handle((found, failure) -> Pages.of(
                        format,
                        TABLE,
                        Pages.read(found, failure),
                        limit,
                        location -> "location." + number(location),
                        LocationRoutes::write));
    }

    private static long number(Versioned<Location> location) {
        return ResourceId.parse(ResourceId.Kind.LOCATION, location.value().id())
                .orElseThrow()
                .number();
    }

    private CompletionStage<Answer> get(Call call) {
        call.parameters();
        long number = CatalogueAnswers.number(call, ResourceId.Kind.LOCATION, ID);
        return catalogue.location(number, call.caller()).handle((found, failure) -> {
            Versioned<Location> location =
                    Pages.read(found, failure).orElseThrow(() -> new ProblemException(Problem.notFound()));
            return Answer.of(200, out -> write(out, location)).version(location.version());
        });
    }

    private CompletionStage<Answer> change(Call call) {
        call.parameters();
        long number = CatalogueAnswers.number(call, ResourceId.Kind.LOCATION, ID);
        Fields fields = new Fields(call.json(), "");
        Given given = Given.read(fields);
        fields.check();
        return catalogue
                .changeLocation(number, call.expectedVersion(), given::over, call.caller())
                .handle((edit, failure) -> CatalogueAnswers.changed(
                        CatalogueAnswers.written(edit, failure), (out, now, warnings) -> write(out, now)));
    }

    private CompletionStage<Answer> delete(Call call) {
        call.parameters();
        long number = CatalogueAnswers.number(call, ResourceId.Kind.LOCATION, ID);
        return catalogue
                .deleteLocation(number, call.expectedVersion(), call.caller())
                .handle((edit, failure) -> CatalogueAnswers.changed(
                        CatalogueAnswers.written(edit, failure), (out, now, warnings) -> write(out, now)));
    }

    private static void write(JsonGenerator out, Versioned<Location> stored) throws IOException {
        Location location = stored.value();
        Place place = location.place();
        out.writeStartObject();
        out.writeStringField("id", location.id());
        out.writeStringField("name", location.name());
        CatalogueAnswers.writeText(out, "place_id", location.placeId());
        CatalogueAnswers.writeText(out, "address", place.address());
        writeDegrees(out, "latitude", place.coordinates().map(Coordinates::latitude));
        writeDegrees(out, "longitude", place.coordinates().map(Coordinates::longitude));
        CatalogueAnswers.writeText(out, "pincode", location.pincode());
        CatalogueAnswers.writeText(out, "city", place.city());
        CatalogueAnswers.writeText(out, "district", location.district());
        CatalogueAnswers.writeText(out, "state_code", place.stateCode());
        CatalogueAnswers.writeText(out, "gst_state_code", location.gstStateCode());
        out.writeStringField("country", place.country());
        out.writeStringField("region", location.region().name());
        out.writeStringField("timezone", location.timezone().getId());
        out.writeBooleanField("is_active", location.active());
        CatalogueAnswers.writeTimes(out, stored);
        out.writeEndObject();
    }

    private static void writeDegrees(JsonGenerator out, String name, Optional<Double> degrees) throws IOException {
        if (degrees.isPresent()) {
            out.writeNumberField(name, degrees.get());
        } else {
            out.writeNullField(name);
        }
    }
}
