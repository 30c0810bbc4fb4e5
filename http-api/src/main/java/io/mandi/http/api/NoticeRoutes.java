package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.http.auth.Permission;
import io.mandi.http.desk.Desk;
import io.mandi.http.desk.Listing;
import io.mandi.http.desk.MatchView;
import io.mandi.http.desk.NoticeView;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What partners are told of new matches. */
final class NoticeRoutes {
    private static final String PARTNER = "partner_id";
    private static final Pages.Table TABLE =
            new Pages.Table("notices", List.of("id", "partner_id", "kind", "created_at", "total"));

    private final Desk desk;

    NoticeRoutes(Desk desk) {
        this.desk = desk;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("GET", "/api/v1/notices", Permission.MATCHING_VIEW_RESULTS, this::list));
    }

    private CompletionStage<Answer> list(Call call) {
        Call.Parameters parameters = call.parameters(PARTNER, "limit", "cursor", "format");
        Pages.Format format = Pages.format(parameters);
        Optional<String> partner = DeskCalls.partner(call, parameters, PARTNER);
        Listing listing = DeskCalls.listing(call, parameters);
        Optional<String> side = call.user().partner();
        return desk.notices(call.caller(), partner, listing)
                .handle((found, failure) -> Pages.of(
                        format,
                        TABLE,
                        Pages.read(found, failure),
                        DeskCalls.limit(parameters),
                        view -> Micros.of(view.notice().at()) + "."
                                + view.notice().id(),
                        (out, view) -> write(out, view, side)));
    }

    /** @param side to whom it is shown; absent for staff */
    private static void write(JsonGenerator out, NoticeView view, Optional<String> side) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", view.notice().id());
        out.writeStringField("partner_id", view.notice().partner());
        out.writeStringField("kind", view.notice().kind().name());
        PostingJson.writeTime(out, "created_at", view.notice().at());
        out.writeNumberField("total", view.notice().total());
        out.writeArrayFieldStart("matches");
        for (MatchView match : view.matches()) {
            MatchJson.write(out, match, side);
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
