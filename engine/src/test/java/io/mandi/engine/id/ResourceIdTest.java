package io.mandi.engine.id;

import static org.assertj.core.api.Assertions.assertThat;
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
    void leadsToTheEntityOfItsBook() {
        assertThat(BookId.ofEntity(BOOK.entityId())).isEqualTo(BOOK);
        assertThatThrownBy(() -> BookId.ofEntity("no-slash")).isInstanceOf(IllegalArgumentException.class);
    }
}
