package io.mandi.persistence.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.partner.Children;
import io.mandi.engine.partner.Partner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How partners stand in their column. */
class PartnerJsonTest {
    /** As it was written once; what is stored so must be readable for ever. */
    private static String golden() throws IOException {
        try (InputStream in = PartnerJsonTest.class.getResourceAsStream("partner.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static Partner partner(Random random) {
        return new RandomRecord(random).of(Partner.class);
    }

    @Test
    void whatIsWrittenIsReadAsItWas() throws SQLException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Partner partner = partner(random);
            assertThat(PartnerJson.read(PartnerJson.write(partner)))
                    .as("seed %d, partner %d", seed, i)
                    .isEqualTo(partner);
        }
    }

    @Test
    void aStoredTextIsReadAsItWasMeant() throws Exception {
        Partner partner = PartnerJson.read(golden());
        assertThat(PartnerJson.write(partner)).isEqualTo(golden());
        assertThat(partner.id()).isEqualTo("ptn_001J7M4FM4A01_north");
        assertThat(partner.tax().gstNumber().orElseThrow().text()).isEqualTo("24AAACG1234A1ZK");
        assertThat(partner.finance().creditLimit().orElseThrow()).hasToString("2500000.00");
        assertThat(partner.children().locations()).hasSize(1);
        assertThat(partner.children().documents().getFirst().verification()).isPresent();
    }

    @Test
    void withoutItsChildrenItHasNone() throws Exception {
        String alone = golden().replaceFirst("\"children\":.*,\"capabilities\":\\{", "\"capabilities\":{");
        assertThat(alone).doesNotContain("children").isNotEqualTo(golden());
        assertThat(PartnerJson.read(alone).children()).isEqualTo(Children.NONE);
    }

    @Test
    void whatIsAbsentIsNothing() throws Exception {
        Partner partner =
                PartnerJson.read(golden().replace("\"branches\":[],", "").replace(",\"own_transport\":false", ""));
        assertThat(partner.children().branches()).isEmpty();
        assertThat(partner.profile().ownTransport()).isFalse();
        assertThat(partner.identity().tradeName()).isEmpty();
    }

    @Test
    void whatIsNotKnownIsNotLost() throws Exception {
        String newer = golden().replaceFirst("\\{", "{\"risk_score\":5,");
        assertThatThrownBy(() -> PartnerJson.read(newer)).isInstanceOf(SQLException.class);
    }
}
