package io.mandi.http.api;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.matching.Match;
import io.mandi.http.auth.Permission;
import io.mandi.http.desk.Desk;
import io.mandi.http.desk.DeskReply;
import io.mandi.http.desk.Explained;
import io.mandi.http.desk.MatchFound;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Matches of needs and lots, and why a pair is one or is none. */
final class MatchRoutes {
    /** Most matches of one answer. */
    static final int MAX_MATCHES = 50;

    private static final String ONE = "/api/v1/matches/{token}";
    private static final int DEFAULT_MATCHES = 10;
    private static final Pattern SCORE = Pattern.compile("0(\\.[0-9]{1,8})?|1(\\.0{1,8})?");

    private final Desk desk;

    MatchRoutes(Desk desk) {
        this.desk = desk;
    }

    List<Endpoint> endpoints() {
        Permission view = Permission.MATCHING_VIEW_RESULTS;
        return List.of(
                Endpoint.of("GET", RequirementRoutes.ONE + "/matches", view, this::ofNeed),
                Endpoint.of("GET", AvailabilityRoutes.ONE + "/matches", view, this::ofLot),
                Endpoint.of("GET", "/api/v1/matches/explain", view, this::explain),
                Endpoint.of("POST", ONE + "/approve", Permission.MATCHING_APPROVE_MATCH, this::approve),
                Endpoint.withBody("POST", ONE + "/decline", Permission.MATCHING_REJECT_MATCH, this::decline));
    }

    private CompletionStage<Answer> approve(Call call) {
        call.parameters();
        return decide(call, Match.Decision.APPROVED, Optional.empty());
    }

    private CompletionStage<Answer> decline(Call call) {
        return decide(call, Match.Decision.DECLINED, Optional.of(PartnerRoutes.text(call, "reason")));
    }

    private CompletionStage<Answer> decide(Call call, Match.Decision decision, Optional<String> reason) {
        String token = call.path().get("token");
        return desk.decideMatch(call.changer(Optional.empty()), token, decision, reason)
                .handle(DeskCalls.changed(
                        call, "a match", done -> Answer.of(200, out -> MatchJson.writeDecided(out, done.value()))));
    }

    private CompletionStage<Answer> ofNeed(Call call) {
        Call.Parameters parameters = call.parameters("min_score", "limit");
        ResourceId need = RequirementRoutes.id(call);
        MatchJson json = MatchJson.to(call.user());
        return desk.matchesOfNeed(call.caller(), need, minScore(parameters), limit(parameters))
                .handle(DeskCalls.found(
                        call,
                        need.toString(),
                        done -> answer(done, (out, match) -> json.writeOfNeed(out, need.toString(), match))));
    }

    private CompletionStage<Answer> ofLot(Call call) {
        Call.Parameters parameters = call.parameters("min_score", "limit");
        ResourceId lot = AvailabilityRoutes.id(call);
        MatchJson json = MatchJson.to(call.user());
        return desk.matchesOfLot(call.caller(), lot, minScore(parameters), limit(parameters))
                .handle(DeskCalls.found(
                        call,
                        lot.toString(),
                        done -> answer(done, (out, match) -> json.writeOfLot(out, lot.toString(), match))));
    }

    private static Optional<Decimal> minScore(Call.Parameters parameters) {
        return parameters
                .optional("min_score", SCORE, "must be a decimal number from 0 to 1, as 0.75")
                .flatMap(Decimal::parse);
    }

    private static int limit(Call.Parameters parameters) {
        return parameters.integer("limit", DEFAULT_MATCHES, 1, MAX_MATCHES);
    }

    /** All there are, in one page. */
    private static <M> Answer answer(DeskReply.Done<List<MatchFound<M>>> done, Pages.ItemWriter<MatchFound<M>> writer) {
        return Answer.of(200, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (MatchFound<M> match : done.value()) {
                writer.write(out, match);
            }
            out.writeEndArray();
            out.writeNullField("next_cursor");
            out.writeEndObject();
        });
    }

    private CompletionStage<Answer> explain(Call call) {
        Call.Parameters parameters = call.parameters(RequirementRoutes.ID, AvailabilityRoutes.ID);
        ResourceId need = id(call, parameters, ResourceId.Kind.REQUIREMENT, RequirementRoutes.ID);
        ResourceId lot = id(call, parameters, ResourceId.Kind.AVAILABILITY, AvailabilityRoutes.ID);
        MatchJson json = MatchJson.to(call.user());
        return desk.explain(call.caller(), need, lot).handle(DeskCalls.found(call, need + " " + lot, done -> {
            Explained explained = done.value();
            if (explained.verdict() instanceof Verdict.PendingRisk
                    && call.user().partner().isPresent()) {
                // MT-4: it is shown to nobody but staff.
                throw new ProblemException(
                        Problem.retry(503, "risk_unavailable", "the risk cannot be assessed now; try again later", 1));
            }
            return Answer.of(200, out -> json.write(out, explained));
        }));
    }

    private static ResourceId id(Call call, Call.Parameters parameters, ResourceId.Kind kind, String name) {
        Optional<String> text = parameters.text(name);
        if (text.isEmpty()) {
            throw Call.Parameters.problem(name, "missing_parameter", "this parameter is required");
        }
        return DeskCalls.id(call, kind, text).orElseThrow();
    }
}
