package io.mandi.http.api;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotRejection;
import io.mandi.engine.lots.LotRejectionCode;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.http.auth.Principal;
import io.mandi.http.auth.Tokens;
import io.mandi.http.desk.DeskReply;
import io.mandi.http.desk.Listing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the routes of lots, needs, matches and reservations have in common: ids, keys and versions, and what answers mean. */
final class DeskCalls {
    private static final Logger LOG = LoggerFactory.getLogger(DeskCalls.class);

    /** It takes people to mend it. */
    private static final int QUARANTINE_RETRY_SECONDS = 60;
    /** Who acts for whom: staff names a partner, whatever the posting calls it. */
    private static final String PARTNER = "partner_id";

    private static final Pattern PLACE = Pattern.compile("([0-9]{1,18})\\.([a-z]{3}_[A-Za-z0-9._-]{1,120})");

    private DeskCalls() {}

    // ---------------------------------------------------------------------------------------------------- requests

    /** An id in the path. One of another organisation is answered like one that never was. */
    static ResourceId id(Call call, ResourceId.Kind kind, String part) {
        return id(call, kind, Optional.of(call.path().get(part))).orElseThrow();
    }

    /**
     * An id that something is named by.
     *
     * @throws ProblemException 404 when there is a text that is none of this organisation's
     */
    static Optional<ResourceId> id(Call call, ResourceId.Kind kind, Optional<String> text) {
        return text.map(given -> {
            ResourceId id = ResourceId.parse(kind, given).orElseThrow(() -> new ProblemException(Problem.notFound()));
            if (!id.organization().equals(call.user().organization())) {
                throw ProblemException.ofAnother(given);
            }
            return id;
        });
    }

    /** The commodity that a posting is of. Another organisation's is as unknown as one that never was. */
    static ResourceId commodity(Call call, String text) {
        Optional<ResourceId> id = ResourceId.parse(ResourceId.Kind.COMMODITY, text);
        boolean foreign =
                id.isPresent() && !id.get().organization().equals(call.user().organization());
        if (foreign) {
            call.noteViolation(text);
        }
        return id.filter(known -> !foreign).orElseThrow(DeskCalls::unknownCommodity);
    }

    private static ProblemException unknownCommodity() {
        return new ProblemException(
                Problem.field(422, "unknown_commodity", "/commodity_id", "the organisation has no such commodity"));
    }

    /**
     * Whose posting it is: staff names a partner, a partner's user is the partner (TEN-4).
     *
     * @param name of the field, beside {@code partner_id}
     * @throws ProblemException 404 when a partner's user names another: for this user there is no other
     */
    static String owner(Fields fields, Principal user, String name) {
        return namedPartner(fields, user, name)
                .or(user::partner)
                .orElseGet(() -> fields.text(name, Tokens.PARTNER, OrderFields.PARTNER_RULE));
    }

    /** Who reserves; staff may leave that to a need to say. */
    static Optional<String> holder(Fields fields, Principal user, boolean needSays) {
        Optional<String> named = namedPartner(fields, user, PARTNER).or(user::partner);
        if (named.isEmpty() && !needSays) {
            fields.require(PARTNER);
        }
        return named;
    }

    private static Optional<String> namedPartner(Fields fields, Principal user, String name) {
        Optional<String> own = fields.optionalText(name, Tokens.PARTNER, OrderFields.PARTNER_RULE);
        Optional<String> named = own.or(() -> fields.optionalText(PARTNER, Tokens.PARTNER, OrderFields.PARTNER_RULE));
        fields.names(PARTNER);
        if (named.isPresent() && user.partner().isPresent() && !named.equals(user.partner())) {
            throw ProblemException.ofAnother(named.get());
        }
        return named;
    }

    /** Who creates something, which takes an idempotency key. */
    static Caller creator(Call call) {
        return call.changer(Optional.of(call.idempotency(operation(call))));
    }

    /** Who changes something, once for each idempotency key where there is one. */
    static Caller changer(Call call) {
        return call.changer(call.optionalIdempotency(operation(call)));
    }

    private static String operation(Call call) {
        return call.request().method().name() + " " + call.request().getUri().path();
    }

    /** The one partner that a list is narrowed to: a partner's user sees what is the partner's, whether it asks or not. */
    static Optional<String> partner(Call call, Call.Parameters parameters, String name) {
        Optional<String> asked = parameters.optional(name, Tokens.PARTNER, OrderFields.PARTNER_RULE);
        Optional<String> own = call.user().partner();
        if (own.isPresent() && asked.isPresent() && !asked.equals(own)) {
            throw ProblemException.ofAnother(asked.get());
        }
        return own.or(() -> asked);
    }

    static Optional<Instant> time(Call.Parameters parameters, String name) {
        return parameters
                .text(name)
                .map(text -> Fields.time(text)
                        .orElseThrow(() -> Call.Parameters.problem(name, "invalid_parameter", Fields.TIME_RULE)));
    }

    static int limit(Call.Parameters parameters) {
        return parameters.integer("limit", CatalogueAnswers.DEFAULT_LIMIT, 1, CatalogueAnswers.MAX_LIMIT);
    }

    /** One item more than is shown tells whether there are more. */
    static Listing listing(Call call, Call.Parameters parameters) {
        Optional<Listing.Place> after = parameters.text("cursor").map(cursor -> {
            MatchResult place = Pages.place("cursor", cursor, PLACE);
            return new Listing.Place(Micros.at(Long.parseLong(place.group(1))), place.group(2));
        });
        return new Listing(call.readScope(), after, limit(parameters) + 1);
    }

    /** What the cursor behind an item says. */
    static String place(Instant at, ResourceId id) {
        return Micros.of(at) + "." + id;
    }

    // ----------------------------------------------------------------------------------------------------- answers

    /** How something is after it was changed, or what was found. */
    interface Shown<T> {
        Json.Writer of(T value, List<Flaw> warnings);
    }

    /** Makes the answer of what has become of a change. */
    static <T> BiFunction<DeskReply<T>, Throwable, Answer> changed(
            Call call, String named, Function<DeskReply.Done<T>, Answer> answer) {
        return changed(call, named, UnaryOperator.identity(), answer);
    }

    /**
     * @param named what it was about, as the caller has named it
     * @param relocated where the flaws of a rejection stand in the body
     */
    static <T> BiFunction<DeskReply<T>, Throwable, Answer> changed(
            Call call, String named, UnaryOperator<Flaw> relocated, Function<DeskReply.Done<T>, Answer> answer) {
        return (reply, failure) -> {
            if (failure != null) {
                throw isProblem(failure).orElseGet(() -> {
                    // The client is told what it has to know; the cause is for those who run the node.
                    LOG.warn("The desk cannot answer a request about {}", named, failure);
                    return new ProblemException(Problem.outcomeUnknown());
                });
            }
            return switch (reply) {
                case DeskReply.Done<T> done -> {
                    Answer given = answer.apply(done);
                    yield done.repeated() ? given.with("Idempotent-Replayed", "true") : given;
                }
                case DeskReply.Rejected<T>(LotRejection rejection, boolean repeated) ->
                    throw rejected(call.user(), named, relocated, rejection, repeated);
                case DeskReply.NotFound<T>(boolean violation) -> throw notFound(named, violation);
                case DeskReply.UnknownCommodity<T> none -> throw unknownCommodity();
                case DeskReply.Overloaded<T> full -> throw new ProblemException(Problem.overloaded());
                case DeskReply.OutcomeUnknown<T> unknown -> throw new ProblemException(Problem.outcomeUnknown());
                case DeskReply.InProgress<T> running ->
                    throw new ProblemException(Problem.retry(
                            409,
                            "idempotency_in_progress",
                            "a request with this Idempotency-Key is still running; repeat this one later",
                            1));
                case DeskReply.Quarantined<T> damaged -> throw quarantined();
            };
        };
    }

    /** The same for a question: it has no effect, so that nothing about it is unknown. */
    static <T> BiFunction<DeskReply<T>, Throwable, Answer> found(
            Call call, String named, Function<DeskReply.Done<T>, Answer> answer) {
        BiFunction<DeskReply<T>, Throwable, Answer> known = changed(call, named, answer);
        return (reply, failure) -> {
            boolean silent = failure != null && isProblem(failure).isEmpty()
                    || reply instanceof DeskReply.OutcomeUnknown
                    || reply instanceof DeskReply.Overloaded;
            if (silent) {
                if (failure != null) {
                    LOG.warn("The desk cannot answer a question about {}", named, failure);
                }
                throw new ProblemException(
                        Problem.retry(503, "unavailable", "this cannot be told now; nothing was changed", 1));
            }
            return known.apply(reply, failure);
        };
    }

    private static Optional<ProblemException> isProblem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ProblemException problem ? Optional.of(problem) : Optional.empty();
    }

    private static ProblemException quarantined() {
        return new ProblemException(Problem.retry(
                503,
                "book_quarantined",
                "what is stored of this book is damaged; nothing was done, and its operator is told",
                QUARANTINE_RETRY_SECONDS));
    }

    private static ProblemException notFound(String named, boolean violation) {
        return violation ? ProblemException.ofAnother(named) : new ProblemException(Problem.notFound());
    }

    /** The problem that a rejection is (section 11.2, AV-17). */
    private static ProblemException rejected(
            Principal user, String named, UnaryOperator<Flaw> relocated, LotRejection rejection, boolean repeated) {
        LotRejectionCode code = rejection.code();
        if (code.kind() == LotRejectionCode.Kind.NOT_FOUND) {
            return notFound(named, rejection.violation());
        }
        if (code == LotRejectionCode.VALIDATION_FAILED && !rejection.flaws().isEmpty()) {
            return replayed(
                    CatalogueAnswers.refused(
                            rejection.flaws().stream().map(relocated).toList()),
                    repeated);
        }
        String detail = detail(user, rejection);
        Problem problem = switch (code.kind()) {
            case RULE -> Problem.of(422, code.code(), detail);
            case CONFLICT -> Problem.of(409, code.code(), detail);
            case PRECONDITION -> Problem.of(412, code.code(), detail);
            case FORBIDDEN -> Problem.of(403, code.code(), detail);
            case NOT_FOUND -> Problem.notFound();
            case UNAVAILABLE -> Problem.retry(503, code.code(), detail, 1);
        };
        return replayed(new ProblemException(problem), repeated);
    }

    private static ProblemException replayed(ProblemException problem, boolean repeated) {
        return repeated ? new ProblemException(problem.problem(), Map.of("Idempotent-Replayed", "true")) : problem;
    }

    /** Who the other side is and what it lacks is not for a partner's user to read. */
    private static String detail(Principal user, LotRejection rejection) {
        boolean ofAnother = rejection.code() == LotRejectionCode.CAPABILITY_MISSING
                && user.partner().isPresent()
                && !rejection.detail().startsWith(user.partner().get() + " ");
        return ofAnother ? "the other side may not trade this now" : rejection.detail();
    }
}
