package io.mandi.http.desk;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.Appraisal;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.matching.Notice;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.partner.Partner;
import io.mandi.persistence.lots.PostgresLotLists;
import io.mandi.persistence.match.PostgresMatches;
import io.mandi.persistence.partner.PostgresPartners;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Matches that are kept, with what there is to tell of their sides. */
public final class MatchViews {
    private final PostgresMatches kept;
    private final PostgresLotLists lists;
    private final PostgresPartners partners;
    private final MatchTokens tokens;

    MatchViews(PostgresMatches kept, PostgresLotLists lists, PostgresPartners partners, MatchTokens tokens) {
        this.kept = kept;
        this.lists = lists;
        this.partners = partners;
        this.tokens = tokens;
    }

    /** Live matches of a partner, or of all, the newest first. */
    public CompletionStage<List<Match>> live(String organization, Optional<String> partner, int limit) {
        return kept.ofPartner(organization, partner, limit);
    }

    /** In the same order. */
    public CompletionStage<List<MatchView>> of(String organization, List<Match> matches) {
        if (matches.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        Set<String> sides = new HashSet<>();
        matches.forEach(match -> {
            sides.add(match.buyer());
            sides.add(match.seller());
        });
        return partners.records(organization, sides)
                .thenCompose(records -> lists.lots(
                                organization, matches.stream().map(Match::lot).toList())
                        .thenCombine(
                                lists.needs(
                                        organization,
                                        matches.stream().map(Match::need).toList()),
                                (lots, needs) -> matches.stream()
                                        .flatMap(match -> view(match, records, lots, needs).stream())
                                        .toList()));
    }

    /** The next notices of a partner, or of all, the newest first, with the matches that they are about. */
    CompletionStage<List<NoticeView>> notices(String organization, Optional<String> partner, Listing listing) {
        return kept.notices(
                        organization,
                        partner,
                        listing.after().map(place -> new PostgresMatches.NoticePlace(place.at(), place.id())),
                        listing.limit())
                .thenCompose(notices -> {
                    Set<ResourceId> ids = new HashSet<>();
                    notices.forEach(notice -> ids.addAll(notice.matches()));
                    return kept.byIds(organization, ids)
                            .thenCompose(matches -> of(organization, List.copyOf(matches.values())))
                            .thenApply(views -> shown(notices, views));
                });
    }

    private static List<NoticeView> shown(List<Notice> notices, List<MatchView> views) {
        Map<ResourceId, MatchView> byId =
                views.stream().collect(Collectors.toMap(view -> view.match().id(), view -> view));
        return notices.stream()
                .map(notice -> new NoticeView(
                        notice,
                        notice.matches().stream()
                                .filter(byId::containsKey)
                                .map(byId::get)
                                .toList()))
                .toList();
    }

    /** Absent while the lists are behind both the log and what was made of it. */
    private Optional<MatchView> view(
            Match match, Map<String, Partner> records, Map<ResourceId, Lot> lots, Map<ResourceId, Need> needs) {
        Optional<Lot> lot = Optional.ofNullable(lots.get(match.lot()));
        Optional<Need> need = Optional.ofNullable(needs.get(match.need()));
        return lot.flatMap(offered -> need.map(wanted -> new MatchView(
                match,
                Counterparties.seller(offered, Optional.ofNullable(records.get(match.seller()))),
                Counterparties.buyer(
                        wanted,
                        match.appraisal().flatMap(Appraisal::delivery),
                        Optional.ofNullable(records.get(match.buyer()))),
                tokens.of(new MatchTokens.Pair(match.need(), match.lot())))));
    }
}
