package io.mandi.http.desk;

import io.mandi.engine.actor.MatchKnowledge;
import io.mandi.engine.id.EntityId;
import io.mandi.persistence.catalog.PostgresMarkets;
import io.mandi.persistence.ledger.PartyDirectory;
import java.util.concurrent.CompletionStage;

/** What matching has to know, as this node remembers it. */
record DeskKnowledge(PostgresMarkets markets, PartyDirectory directory) implements MatchKnowledge {

    @Override
    public CompletionStage<Known> of(EntityId book) {
        return markets.remembered(book)
                .thenCombine(
                        directory.parties(book.organization()),
                        (market, parties) -> market.map(found ->
                                        new Known(found.commodity(), found.settings(), parties, parties::buyerPriority))
                                .orElseThrow(
                                        () -> new IllegalStateException("no commodity for " + book.persistenceId())));
    }
}
