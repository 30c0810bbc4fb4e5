package io.mandi.engine.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.id.ResourceId.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceIdTest {
    private static final BookId BOOK = new BookId("org-1", "COTTON_29.MM");

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 31, 32, 194_388_480_000_000_000L, Long.MAX_VALUE})
    void readsBackWhatItWrote(long number) {
        ResourceId id = new ResourceId(Kind.ORDER, number, BOOK);
        assertThat(ResourceId.parse(Kind.ORDER, id.toString())).contains(id);
    }

    @Test
    void sortsAsTextInTheOrderOfItsNumbers() {
        List<String> ids = Stream.of(0L, 5L, 31L, 32L, 1_000_000L, 194_388_480_000_000_000L, Long.MAX_VALUE)
                .map(number -> new ResourceId(Kind.TRADE, number, BOOK).toString())
                .toList();
        assertThat(ids).isSorted();
    }

    @Test
    void doesNotTakeAnIdOfAnotherKind() {
        String trade = new ResourceId(Kind.TRADE, 5, BOOK).toString();
        assertThat(ResourceId.parse(Kind.ORDER, trade)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ord",
                "ord_",
                "ord_0000000000005",
                "ord_0000000000005_org",
                "ord_000000000005_org_SYM",
                "ord_8000000000005_org_SYM",
                "ord_000000000000I_org_SYM",
                "ord_000000000000a_org_SYM",
                "ord_0000000000005_or g_SYM",
                "ord_0000000000005_org_SY/M",
                "ord_0000000000005_org_SYM\n"
            })
    void doesNotTakeWhatHasAnotherForm(String text) {
        assertThat(ResourceId.parse(Kind.ORDER, text)).isEmpty();
    }

    @Test
    void leadsToTheCatalogueOfItsOrganisation() {
        ResourceId id = ResourceId.ofCatalogue(Kind.LOCATION, 7, "north-1");
        assertThat(id).hasToString("loc_0000000000007_north-1");
        assertThat(ResourceId.parse(Kind.LOCATION, id.toString())).hasValue(id);
        assertThat(id.owner().persistenceId()).isEqualTo("Catalogue|north-1");
        assertThat(ResourceId.parse(Kind.COMMODITY, id.toString())).isEmpty();
        assertThat(ResourceId.parse(Kind.LOCATION, id + "_SYM")).isEmpty();
    }

    @Test
    void lotsAndTheirCommodityLeadToEachOther() {
        ResourceId commodity = ResourceId.ofCatalogue(Kind.COMMODITY, 7, "north-1");
        EntityId lots = EntityId.ofLots(commodity);
        assertThat(ResourceId.ofCommodity(lots)).isEqualTo(commodity);
        assertThat(ResourceId.ofCommodity(lots.key(), "north-1")).hasValue(commodity);
        assertThat(ResourceId.ofCommodity("7", "north-1")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> ResourceId.ofCommodity(EntityId.of(BOOK)));
    }

    @Test
    void aPartnerOwnsItself() {
        ResourceId id = ResourceId.ofPartner(1_767_607_200_000_002L, "north-1");
        assertThat(id).hasToString("ptn_001J7M4FM4A02_north-1");
        assertThat(ResourceId.parse(Kind.PARTNER, id.toString())).hasValue(id);
        assertThat(id.owner().persistenceId()).isEqualTo("Partner|north-1/001J7M4FM4A02");
        assertThat(EntityId.parse("Partner|north-1/001J7M4FM4A02")).hasValue(id.owner());
        assertThat(id.owner().eventId(1)).isEqualTo("evt_0000000000001_north-1_~partner~001J7M4FM4A02");
        assertThat(id.owner().aggregateId()).isEqualTo("partner_north-1_001J7M4FM4A02");
        assertThat(ResourceId.parse(Kind.PARTNER, id + "_001J7M4FM4A02")).isEmpty();
        assertThat(ResourceId.ofPartner(id.owner().key(), "north-1")).hasValue(id);
        assertThat(ResourceId.ofPartner("001J7M4FM4A0", "north-1")).isEmpty();
        assertThat(ResourceId.ofPartner("", "north-1")).isEmpty();
        assertThat(ResourceId.parse(Kind.LOCATION, id.toString())).isEmpty();
        assertThatThrownBy(() -> new ResourceId(Kind.PARTNER, 3, id.owner()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // TR-3
    @Test
    void aTradeOfTheDeskFollowsFromItsReservation() {
        EntityId lots = EntityId.ofLots(ResourceId.ofCatalogue(Kind.COMMODITY, 7, "north-1"));
        ResourceId reservation = new ResourceId(Kind.RESERVATION, 9, lots);
        ResourceId trade = ResourceId.ofTrade(reservation);
        assertThat(trade).hasToString("dtr_0000000000009_north-1_0000000000007");
        assertThat(trade.reservation()).isEqualTo(reservation);
        assertThat(ResourceId.parse(Kind.DESK_TRADE, trade.toString())).hasValue(trade);
        assertThat(ResourceId.parse(Kind.TRADE, trade.toString())).isEmpty();
        assertThat(ResourceId.parse(Kind.DESK_TRADE, "dtr_0000000000009_north-1"))
                .isEmpty();
        assertThat(trade.owner().persistenceId()).isEqualTo("DeskTrade|north-1/0000000000009-0000000000007");
        assertThat(EntityId.parse(trade.owner().persistenceId())).hasValue(trade.owner());
        assertThat(trade.owner().eventId(1)).isEqualTo("evt_0000000000001_north-1_~trade~0000000000009-0000000000007");
        assertThatThrownBy(() -> new ResourceId(Kind.DESK_TRADE, 8, trade.owner()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ResourceId.ofTrade(trade)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leadsToTheLotsOfItsCommodity() {
        ResourceId commodity = ResourceId.ofCatalogue(Kind.COMMODITY, 194_388_480_000_000_000L, "north-1");
        EntityId lots = EntityId.ofLots(commodity);
        assertThat(lots.persistenceId()).isEqualTo("LotBook|north-1/05CMV9BND8000");
        assertThat(EntityId.parse(lots.persistenceId())).hasValue(lots);
        assertThat(lots.aggregateId()).isEqualTo("lots_north-1_05CMV9BND8000");
        for (Kind kind : List.of(Kind.AVAILABILITY, Kind.REQUIREMENT, Kind.RESERVATION)) {
            ResourceId id = new ResourceId(kind, 7, lots);
            assertThat(ResourceId.parse(kind, id.toString())).hasValue(id);
            assertThat(ResourceId.parse(Kind.ORDER, id.toString())).isEmpty();
        }
        assertThat(new ResourceId(Kind.RESERVATION, 7, lots)).hasToString("rsv_0000000000007_north-1_05CMV9BND8000");
        ResourceId location = ResourceId.ofCatalogue(Kind.LOCATION, 7, "north-1");
        assertThatThrownBy(() -> EntityId.ofLots(location)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leadsToTheEntityOfItsBook() {
        assertThat(BookId.ofEntity(BOOK.entityId())).isEqualTo(BOOK);
        assertThatThrownBy(() -> BookId.ofEntity("no-slash")).isInstanceOf(IllegalArgumentException.class);
    }
}
