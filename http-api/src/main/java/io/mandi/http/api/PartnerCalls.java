package io.mandi.http.api;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.id.ResourceId;
import io.mandi.http.auth.Permission;
import io.mandi.persistence.catalog.Creation.StoredAnswer;
import io.mandi.persistence.partner.DatedPartner;
import io.mandi.persistence.partner.Outcome;
import io.mandi.persistence.partner.PostgresPartners;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the routes of partners have in common: whose partner it is, keys and versions, and what comes of a change. */
record PartnerCalls(PostgresPartners partners) {
    static final String PATH = "/api/v1/partners";
    static final String ONE = PATH + "/{partner_id}";

    /** Shows a partner, or a part of it, to whoever has changed it. */
    interface View {
        Json.Writer of(PartnerJson json, DatedPartner now);

        /** All of the partner. */
        View WHOLE = (json, now) -> out -> json.write(out, now);
    }

    /** What is done here is not for a partner's users. */
    static void staffOnly(Call call) {
        if (call.user().partner().isPresent()) {
            throw denied("only the organisation's staff may do this");
        }
    }

    /** What is given needs a permission besides that of the route. */
    static void require(Call call, Permission permission) {
        if (!call.user().may(permission)) {
            throw denied("this needs the permission " + permission.name());
        }
    }

    private static ProblemException denied(String detail) {
        return new ProblemException(Problem.of(403, "permission_denied", detail));
    }

    static long number(Call call) {
        return CatalogueAnswers.number(call, ResourceId.Kind.PARTNER, "partner_id");
    }

    /** Creates what the view shows. */
    CompletionStage<Answer> add(Call call, PostgresPartners.Decision decision, View view) {
        return change(call, 201, decision, view);
    }

    /** Changes a partner, which is shown. */
    CompletionStage<Answer> change(Call call, PostgresPartners.Decision decision) {
        return change(call, 200, decision, View.WHOLE);
    }

    CompletionStage<Answer> change(Call call, PostgresPartners.Decision decision, View view) {
        return change(call, 200, decision, view);
    }

    private CompletionStage<Answer> change(Call call, int status, PostgresPartners.Decision decision, View view) {
        String path = call.request().getUri().path();
        Optional<Idempotency> key =
                call.optionalIdempotency(call.request().method().name() + " " + path);
        Caller caller = key.map(call::caller).orElseGet(call::caller);
        return partners.change(number(call), call.expectedVersion(), decision, writer(call, status, view), caller)
                .handle((outcome, failure) -> answer(CatalogueAnswers.written(outcome, failure)));
    }

    static Outcome.Writer writer(Call call, int status, View view) {
        PartnerJson json = PartnerJson.to(call.user());
        return now -> stored(status, now, view.of(json, now));
    }

    private static StoredAnswer stored(int status, DatedPartner now, Json.Writer writer) {
        return CatalogueAnswers.stored(status, now.stored().version(), writer);
    }

    static Answer answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> CatalogueAnswers.answer(done.answer(), done.repeated());
            case Outcome.Refused refused -> throw refused(refused.flaws());
            case Outcome.TooMany many ->
                throw new ProblemException(Problem.of(
                        409,
                        "too_many_partners",
                        "the organisation has " + many.most() + " partners, as many as it can have"));
            case Outcome.NotThere none -> throw new ProblemException(Problem.notFound());
            case Outcome.Conflict conflict -> throw CatalogueAnswers.changedSince(conflict.version());
            case Outcome.KeyReused reused -> throw CatalogueAnswers.keyReused();
        };
    }

    /** A part that the path names and the partner does not have is no such resource. */
    private static ProblemException refused(List<Flaw> flaws) {
        boolean unknown = flaws.stream()
                .anyMatch(flaw ->
                        flaw.code() == FlawCode.UNKNOWN_PART && !flaw.field().contains("/"));
        return unknown ? new ProblemException(Problem.notFound()) : CatalogueAnswers.refused(flaws);
    }
}
