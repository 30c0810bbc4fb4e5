package io.mandi.engine.partner.capability;

import static io.mandi.engine.partner.capability.Capability.DOMESTIC_BUY_HOME;
import static io.mandi.engine.partner.capability.Capability.DOMESTIC_BUY_INDIA;
import static io.mandi.engine.partner.capability.Capability.DOMESTIC_SELL_HOME;
import static io.mandi.engine.partner.capability.Capability.DOMESTIC_SELL_INDIA;
import static io.mandi.engine.partner.capability.Capability.EXPORT_ALLOWED;
import static io.mandi.engine.partner.capability.Capability.IMPORT_ALLOWED;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.partner.document.Document;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.kind.EntityClass;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 4.5. */
class DetectionTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 1, 5);
    private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
    private static final Optional<Document.Verification> VERIFIED = Optional.of(new Document.Verification(NOW, "desk"));

    private static Document document(
            String id, DocumentType type, Optional<LocalDate> expiresOn, Optional<Document.Verification> verified) {
        return new Document(id, type, Optional.empty(), Optional.empty(), Optional.empty(), expiresOn, NOW, verified);
    }

    private static List<Document> verified(DocumentType... types) {
        List<Document> documents = new ArrayList<>();
        for (DocumentType type : types) {
            documents.add(document(Integer.toString(documents.size() + 1), type, Optional.empty(), VERIFIED));
        }
        return documents;
    }

    private static Capabilities detect(EntityClass entityClass, String country, List<Document> documents) {
        return Detection.detect(Capabilities.NONE, entityClass, country, documents, TODAY, NOW);
    }

    private static List<Capability> found(String country, List<Document> documents) {
        return detect(EntityClass.BUSINESS_ENTITY, country, documents).effective(EntityClass.BUSINESS_ENTITY, TODAY);
    }

    /** The table of section 4.5. */
    // CAP-1
    @ParameterizedTest
    @CsvSource({
        "IN, GST_CERTIFICATE PAN_CARD, DOMESTIC_BUY_INDIA DOMESTIC_SELL_INDIA",
        "IN, GST_CERTIFICATE, ''",
        "IN, PAN_CARD, ''",
        "IN, IEC GST_CERTIFICATE PAN_CARD, DOMESTIC_BUY_INDIA DOMESTIC_SELL_INDIA IMPORT_ALLOWED EXPORT_ALLOWED",
        "IN, IEC PAN_CARD, ''",
        "IN, IEC, ''",
        "DE, FOREIGN_TAX_ID, DOMESTIC_BUY_HOME DOMESTIC_SELL_HOME",
        "IN, FOREIGN_TAX_ID, ''",
        "DE, FOREIGN_IMPORT_LICENSE, IMPORT_ALLOWED",
        "DE, FOREIGN_EXPORT_LICENSE, EXPORT_ALLOWED",
        "IN, BANK_PROOF LAB_ACCREDITATION NBFC_LICENSE CHA_LICENSE, ''"
    })
    void documentsGiveCapabilities(String country, String documents, String capabilities) {
        DocumentType[] types =
                Arrays.stream(documents.split(" ")).map(DocumentType::valueOf).toArray(DocumentType[]::new);
        assertThat(found(country, verified(types)).stream().map(Enum::name))
                .containsExactly(capabilities.isEmpty() ? new String[0] : capabilities.split(" "));
        assertThat(detect(EntityClass.SERVICE_PROVIDER, country, verified(types))
                        .effective(EntityClass.SERVICE_PROVIDER, TODAY))
                .isEmpty();
    }

    @Test
    void anIecAloneIsMarked() {
        assertThat(Detection.isIecIncomplete(verified(DocumentType.IEC, DocumentType.PAN_CARD), TODAY))
                .isTrue();
        assertThat(Detection.isIecIncomplete(
                        verified(DocumentType.IEC, DocumentType.PAN_CARD, DocumentType.GST_CERTIFICATE), TODAY))
                .isFalse();
        assertThat(Detection.isIecIncomplete(verified(DocumentType.PAN_CARD), TODAY))
                .isFalse();
    }

    // PT-9
    @Test
    void pt9WhatIsNotVerifiedOrHasExpiredDoesNotCount() {
        Document gst = document("1", DocumentType.GST_CERTIFICATE, Optional.empty(), VERIFIED);
        Document lastDay = document("2", DocumentType.PAN_CARD, Optional.of(TODAY), VERIFIED);
        Document expired = document("2", DocumentType.PAN_CARD, Optional.of(TODAY.minusDays(1)), VERIFIED);
        Document unverified = document("2", DocumentType.PAN_CARD, Optional.empty(), Optional.empty());
        assertThat(found("IN", List.of(gst, lastDay))).containsExactly(DOMESTIC_BUY_INDIA, DOMESTIC_SELL_INDIA);
        assertThat(found("IN", List.of(gst, expired))).isEmpty();
        assertThat(found("IN", List.of(gst, unverified))).isEmpty();
    }

    // CAP-1
    @Test
    void cap1ACapabilityKnowsItsDocumentsAndSinceWhenItIsThere() {
        Document gst = document("1", DocumentType.GST_CERTIFICATE, Optional.of(TODAY.plusDays(9)), VERIFIED);
        Document longer = document("2", DocumentType.GST_CERTIFICATE, Optional.of(TODAY.plusDays(20)), VERIFIED);
        Document pan = document("3", DocumentType.PAN_CARD, Optional.of(TODAY.plusDays(30)), VERIFIED);
        Capabilities first = detect(EntityClass.BUSINESS_ENTITY, "IN", List.of(gst, pan));
        assertThat(first.detected())
                .first()
                .isEqualTo(new Grant(DOMESTIC_BUY_INDIA, Optional.of(TODAY.plusDays(9)), List.of("1", "3"), NOW));
        Capabilities second = Detection.detect(
                first,
                EntityClass.BUSINESS_ENTITY,
                "IN",
                List.of(gst, longer, pan),
                TODAY.plusDays(1),
                NOW.plusSeconds(86_400));
        assertThat(second.detected())
                .first()
                .isEqualTo(new Grant(DOMESTIC_BUY_INDIA, Optional.of(TODAY.plusDays(20)), List.of("2", "3"), NOW));
    }

    @Test
    void ofTwoWaysToACapabilityTheLongerOneCounts() {
        List<Document> documents = new ArrayList<>(
                verified(DocumentType.FOREIGN_TAX_ID, DocumentType.GST_CERTIFICATE, DocumentType.PAN_CARD));
        documents.add(document("7", DocumentType.IEC, Optional.of(TODAY.plusDays(1)), VERIFIED));
        documents.add(document("8", DocumentType.FOREIGN_IMPORT_LICENSE, Optional.of(TODAY.plusDays(5)), VERIFIED));
        Capabilities detected = detect(EntityClass.BUSINESS_ENTITY, "DE", documents);
        assertThat(detected.effective(EntityClass.BUSINESS_ENTITY, TODAY.plusDays(2)))
                .containsExactly(
                        DOMESTIC_BUY_INDIA, DOMESTIC_SELL_INDIA, DOMESTIC_BUY_HOME, DOMESTIC_SELL_HOME, IMPORT_ALLOWED);
        assertThat(detected.effective(EntityClass.BUSINESS_ENTITY, TODAY)).contains(EXPORT_ALLOWED);
    }
}
