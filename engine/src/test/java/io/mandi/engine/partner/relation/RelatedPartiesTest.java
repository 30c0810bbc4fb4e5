package io.mandi.engine.partner.relation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 8.1. */
class RelatedPartiesTest {
    /** Texts of a relation; a minus stands for none. */
    private static Relations relations(
            String id, String master, String group, String gst, String pan, String bank, String mobile, String domain) {
        return new Relations(id, text(master), text(group), set(gst), set(pan), set(bank), text(mobile), text(domain));
    }

    private static Optional<String> text(String text) {
        return text.equals("-") ? Optional.empty() : Optional.of(text);
    }

    private static Set<String> set(String text) {
        return text.equals("-") ? Set.of() : Set.of(text.split(" "));
    }

    // S5
    @Test
    void s5WhatIsNotKnownRelatesNobody() {
        Relations one = relations("A", "-", "-", "-", "-", "-", "-", "-");
        Relations other = relations("B", "-", "-", "-", "-", "-", "-", "-");
        assertThat(RelatedParties.block(Optional.of(one), Optional.of(other))).isEmpty();
        assertThat(RelatedParties.weakLinks(one, other)).isEmpty();
    }

    @Test
    void anUnknownPartnerIsNeverAParty() {
        Relations one = relations("A", "-", "-", "-", "-", "-", "-", "-");
        assertThat(RelatedParties.block(Optional.of(one), Optional.empty())).hasValue(RelatedParty.PARTNER_UNKNOWN);
        assertThat(RelatedParties.block(Optional.empty(), Optional.of(one))).hasValue(RelatedParty.PARTNER_UNKNOWN);
    }

    /** All that comes after the first reason holds too. */
    @ParameterizedTest
    @CsvSource({"A, -, SAME_ENTITY", "B, A, MASTER_BRANCH", "B, M, MASTER_BRANCH", "B, X, CORPORATE_GROUP"})
    void theFirstReasonCounts(String id, String master, RelatedParty reason) {
        Relations one = relations("A", "M", "G", "24G 27G", "P", "IFSC1", "-", "-");
        Relations other = relations(id, master, "G", "27G", "P Q", "IFSC1", "-", "-");
        assertThat(RelatedParties.block(Optional.of(one), Optional.of(other))).hasValue(reason);
        assertThat(RelatedParties.block(Optional.of(other), Optional.of(one))).hasValue(reason);
    }

    @ParameterizedTest
    @CsvSource({"27G, P, K, SAME_GST", "28G, P, K, SAME_PAN", "28G, Q, K, SAME_BANK_ACCOUNT", "28G, Q, L, ''"})
    void numbersAreSharedInTheirOrder(String gst, String pan, String bank, String reason) {
        Relations one = relations("A", "-", "-", "24G 27G", "P", "K", "-", "-");
        Relations other = relations("B", "-", "G", gst, pan, bank, "-", "-");
        assertThat(RelatedParties.block(Optional.of(one), Optional.of(other))
                        .map(Enum::name)
                        .orElse(""))
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "+91, EXAMPLE.ORG, +91, EXAMPLE.ORG, 2",
        "+91, EXAMPLE.ORG, +92, EXAMPLE.COM, 0",
        "-, GMAIL.COM, -, GMAIL.COM, 0",
        "-, YAHOO.COM, -, YAHOO.COM, 0",
        "-, HOTMAIL.COM, -, HOTMAIL.COM, 0",
        "-, OUTLOOK.COM, -, OUTLOOK.COM, 0",
        "+91, REDIFFMAIL.COM, +91, REDIFFMAIL.COM, 1"
    })
    void weakLinksOnlyMakeOneThink(String mobile, String domain, String otherMobile, String otherDomain, int links) {
        Relations one = relations("A", "-", "-", "-", "-", "-", mobile, domain);
        Relations other = relations("B", "-", "-", "-", "-", "-", otherMobile, otherDomain);
        assertThat(RelatedParties.weakLinks(one, other)).hasSize(links);
        assertThat(RelatedParties.block(Optional.of(one), Optional.of(other))).isEmpty();
    }
}
