package io.mandi.engine.partner.capability;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.partner.capability.CapabilityCheck.Party;
import io.mandi.engine.partner.capability.Refusal.Code;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.PartnerStatus;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CapabilityCheckTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 1, 5);
    private static final CapabilityCheck CHECK = new CapabilityCheck(TODAY, Set.of("IR", "KP", "SY", "CU"));

    private static Party party(
            EntityClass entityClass,
            String country,
            PartnerStatus status,
            Optional<LocalDate> kyc,
            Capability... capabilities) {
        Map<Capability, LocalDate> until = new EnumMap<>(Capability.class);
        for (Capability capability : capabilities) {
            until.put(capability, TODAY);
        }
        return new Party("ptn-1", Optional.of(new Standing("ptn-1", entityClass, country, status, kyc, until)));
    }

    private static Party approved(String country, Capability... capabilities) {
        return party(EntityClass.BUSINESS_ENTITY, country, PartnerStatus.APPROVED, Optional.of(TODAY), capabilities);
    }

    private static Code sellerCode(Party party) {
        return CHECK.seller(party, "IN").orElseThrow().code();
    }

    // CAP-2
    @Test
    void cap2TheFirstFailureWins() {
        Optional<LocalDate> expired = Optional.of(TODAY.minusDays(1));
        assertThat(sellerCode(new Party("ptn-9", Optional.empty()))).isEqualTo(Code.PARTNER_UNKNOWN);
        assertThat(sellerCode(party(EntityClass.SERVICE_PROVIDER, "IR", PartnerStatus.PENDING, expired)))
                .isEqualTo(Code.SERVICE_PROVIDER);
        assertThat(sellerCode(party(EntityClass.BUSINESS_ENTITY, "IR", PartnerStatus.PENDING, expired)))
                .isEqualTo(Code.PARTNER_NOT_APPROVED);
        // PT-13
        assertThat(sellerCode(party(EntityClass.BUSINESS_ENTITY, "IR", PartnerStatus.APPROVED, expired)))
                .isEqualTo(Code.KYC_EXPIRED);
        assertThat(sellerCode(party(EntityClass.BUSINESS_ENTITY, "IR", PartnerStatus.APPROVED, Optional.empty())))
                .isEqualTo(Code.KYC_EXPIRED);
        assertThat(sellerCode(approved("IR"))).isEqualTo(Code.SANCTIONED_COUNTRY);
        assertThat(CHECK.seller(approved("IN"), "IN"))
                .hasValue(new Refusal("ptn-1", Code.CAPABILITY_MISSING, Optional.of(Capability.DOMESTIC_SELL_INDIA)));
    }

    @ParameterizedTest
    @EnumSource(value = PartnerStatus.class, names = "APPROVED", mode = EnumSource.Mode.EXCLUDE)
    void onlyApprovedPartnersSell(PartnerStatus status) {
        Party party =
                party(EntityClass.BUSINESS_ENTITY, "IN", status, Optional.of(TODAY), Capability.DOMESTIC_SELL_INDIA);
        assertThat(sellerCode(party)).isEqualTo(Code.PARTNER_NOT_APPROVED);
    }

    // CAP-2
    @ParameterizedTest
    @CsvSource({
        "IN, IN, DOMESTIC_SELL_INDIA",
        "IN, AE, EXPORT_ALLOWED",
        "AE, AE, DOMESTIC_SELL_HOME",
        "AE, US, EXPORT_ALLOWED"
    })
    void cap2WhatASellerNeedsFollowsFromWhereTheGoodsLie(String home, String goods, Capability required) {
        assertThat(CHECK.seller(approved(home, required), goods)).isEmpty();
        assertThat(CHECK.seller(approved(home, without(required)), goods)
                        .orElseThrow()
                        .required())
                .hasValue(required);
    }

    // CAP-3
    @ParameterizedTest
    @CsvSource({
        "IN, IN, DOMESTIC_BUY_INDIA",
        "IN, AE, IMPORT_ALLOWED",
        "AE, AE, DOMESTIC_BUY_HOME",
        "AE, US, IMPORT_ALLOWED"
    })
    void cap3WhatABuyerNeedsFollowsFromTheDelivery(String home, String delivery, Capability required) {
        assertThat(CHECK.buyer(approved(home, required), delivery)).isEmpty();
        assertThat(CHECK.buyer(approved(home, without(required)), delivery)
                        .orElseThrow()
                        .required())
                .hasValue(required);
    }

    private static Capability[] without(Capability missing) {
        return Set.of(Capability.values()).stream()
                .filter(capability -> capability != missing)
                .toArray(Capability[]::new);
    }

    // CAP-2, CAP-3
    @Test
    void cap2NobodyFromAbroadTradesWithinIndia() {
        Party foreign = approved("AE", Capability.values());
        assertThat(CHECK.seller(foreign, "IN").orElseThrow().code()).isEqualTo(Code.CAPABILITY_MISSING);
        assertThat(CHECK.buyer(foreign, "IN").orElseThrow().code()).isEqualTo(Code.CAPABILITY_MISSING);
    }

    // PT-9
    @Test
    void aCapabilityEndsWithItsDocument() {
        CapabilityCheck tomorrow = new CapabilityCheck(TODAY.plusDays(1), Set.of());
        Standing standing = new Standing(
                "ptn-1",
                EntityClass.BUSINESS_ENTITY,
                "IN",
                PartnerStatus.APPROVED,
                Optional.of(TODAY.plusDays(9)),
                Map.of(Capability.DOMESTIC_SELL_INDIA, TODAY));
        Party party = new Party("ptn-1", Optional.of(standing));
        assertThat(CHECK.seller(party, "IN")).isEmpty();
        assertThat(tomorrow.seller(party, "IN").orElseThrow().code()).isEqualTo(Code.CAPABILITY_MISSING);
    }

    // CAP-3
    @Test
    void cap3TheSellerIsLookedAtFirst() {
        Party unknown = new Party("buyer", Optional.empty());
        assertThat(CHECK.pair(new Party("seller", Optional.empty()), "IN", unknown, "IN")
                        .orElseThrow()
                        .partnerId())
                .isEqualTo("seller");
        Party seller = approved("IN", Capability.DOMESTIC_SELL_INDIA);
        assertThat(CHECK.pair(seller, "IN", unknown, "IN").orElseThrow().partnerId())
                .isEqualTo("buyer");
        Party buyer = approved("IN", Capability.DOMESTIC_BUY_INDIA);
        assertThat(CHECK.pair(seller, "IN", buyer, "IN")).isEmpty();
    }
}
