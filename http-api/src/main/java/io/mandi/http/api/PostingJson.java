package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.Site;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.lots.posting.PostingRisk;
import io.mandi.engine.publication.GivenJson;
import io.mandi.engine.publication.Timestamp;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parts of JSON that lots, needs, reservations and matches have in common. */
final class PostingJson {
    private PostingJson() {}

    static void writeTime(JsonGenerator out, String name, Optional<Instant> time) throws IOException {
        out.writeStringField(name, time.map(PostingJson::time).orElse(null));
    }

    static void writeTime(JsonGenerator out, String name, Instant time) throws IOException {
        out.writeStringField(name, time(time));
    }

    private static String time(Instant time) {
        return Timestamp.of(Micros.of(time));
    }

    static void writeTexts(JsonGenerator out, String name, Collection<?> texts) throws IOException {
        out.writeArrayFieldStart(name);
        for (Object text : texts) {
            out.writeString(text.toString());
        }
        out.writeEndArray();
    }

    /** What has no order of its own is written sorted: the same answer has the same bytes. */
    static void writeSorted(JsonGenerator out, String name, Collection<?> texts) throws IOException {
        writeTexts(out, name, texts.stream().map(Object::toString).sorted().toList());
    }

    static void writeQuality(JsonGenerator out, Map<String, QualityValue> quality) throws IOException {
        out.writeObjectFieldStart("quality_params");
        for (Map.Entry<String, QualityValue> value : quality.entrySet()) {
            CatalogueAnswers.writeTree(out, value.getKey(), GivenJson.write(Lot.given(value.getValue())));
        }
        out.writeEndObject();
    }

    /** A site whole, for whoever may know the way to it. */
    static void writeSite(JsonGenerator out, Site site) throws IOException {
        Place place = site.place();
        CatalogueAnswers.writeText(out, "location_id", site.locationId());
        CatalogueAnswers.writeText(out, "address", place.address());
        CatalogueAnswers.writeText(out, "city", place.city());
        CatalogueAnswers.writeText(out, "state_code", place.stateCode());
        out.writeStringField("country", place.country());
        writeCoordinates(out, place);
        out.writeStringField("region", place.region().name());
    }

    static void writeCoordinates(JsonGenerator out, Place place) throws IOException {
        if (place.coordinates().isPresent()) {
            out.writeNumberField("latitude", place.coordinates().get().latitude());
            out.writeNumberField("longitude", place.coordinates().get().longitude());
        } else {
            out.writeNullField("latitude");
            out.writeNullField("longitude");
        }
    }

    /** @param partners name of the list of partners */
    static void writeAudience(JsonGenerator out, Audience audience, String partners) throws IOException {
        out.writeStringField("market_visibility", audience.visibility().name());
        writeSorted(out, partners, audience.partners());
        writeSorted(out, "allowed_regions", audience.regions());
    }

    /** @param toStaff whether what was deducted for is shown */
    static void writeRisk(JsonGenerator out, Optional<PostingRisk> risk, boolean toStaff) throws IOException {
        CatalogueAnswers.writeText(out, "risk_status", risk.map(PostingRisk::status));
        CatalogueAnswers.writeText(out, "risk_score", risk.map(PostingRisk::score));
        if (toStaff) {
            writeTexts(out, "risk_factors", risk.map(PostingRisk::factors).orElse(List.of()));
        }
    }
}
