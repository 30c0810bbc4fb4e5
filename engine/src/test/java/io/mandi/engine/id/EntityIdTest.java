package io.mandi.engine.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mandi.engine.id.EntityId.Kind;
import org.junit.jupiter.api.Test;

class EntityIdTest {
    private static final EntityId BOOK = EntityId.of(new BookId("demo", "COTTON.29"));
    private static final EntityId WEBHOOKS = EntityId.of(Kind.WEBHOOKS, "demo");

    @Test
    void aPersistenceIdLeadsBack() {
        assertThat(BOOK.persistenceId()).isEqualTo("OrderBook|demo/COTTON.29");
        assertThat(WEBHOOKS.persistenceId()).isEqualTo("Webhooks|demo");
        assertThat(EntityId.parse(BOOK.persistenceId())).contains(BOOK);
        assertThat(EntityId.parse(WEBHOOKS.persistenceId())).contains(WEBHOOKS);
        assertThat(EntityId.parse("Silo|demo/1")).isEmpty();
        assertThat(EntityId.parse("demo")).isEmpty();
    }

    @Test
    void noTwoEntitiesShareIdsOfEvents() {
        assertThat(BOOK.eventId(3)).isEqualTo("evt_0000000000003_demo_COTTON~29");
        assertThat(WEBHOOKS.eventId(3)).isEqualTo("evt_0000000000003_demo_~webhooks");
        assertThat(EntityId.of(new BookId("demo", "webhooks")).eventId(3)).isNotEqualTo(WEBHOOKS.eventId(3));
    }

    @Test
    void aLedgerHasTheKeyOfItsPartner() {
        ResourceId partner = ResourceId.ofPartner(35, "demo");
        EntityId ledger = EntityId.ofLedger(partner);
        assertThat(ledger.persistenceId()).isEqualTo("Ledger|demo/0000000000013");
        assertThat(EntityId.parse(ledger.persistenceId())).contains(ledger);
        assertThat(ledger.aggregateId()).isEqualTo("ledger_demo_0000000000013");
        assertThat(ledger.eventId(1)).isNotEqualTo(partner.owner().eventId(1));
        ResourceId location = ResourceId.ofCatalogue(ResourceId.Kind.LOCATION, 35, "demo");
        assertThatIllegalArgumentException().isThrownBy(() -> EntityId.ofLedger(location));
    }

    @Test
    void onlyABookIsABook() {
        assertThat(BOOK.book()).contains(new BookId("demo", "COTTON.29"));
        assertThat(WEBHOOKS.book()).isEmpty();
        assertThat(WEBHOOKS.aggregateId()).isEqualTo("webhooks_demo");
        assertThat(BOOK.aggregateId()).isEqualTo("book_demo_COTTON.29");
    }
}
