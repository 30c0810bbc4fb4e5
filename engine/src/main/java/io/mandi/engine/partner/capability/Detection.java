package io.mandi.engine.partner.capability;

import io.mandi.engine.catalog.place.State;
import io.mandi.engine.partner.document.Document;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.kind.EntityClass;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a partner may do by its verified, unexpired documents. */
public final class Detection {
    /** Documents that lead to a capability together, and until when the first of them expires. */
    private record Source(List<Document> documents) {
        LocalDate until() {
            return documents.stream()
                    .map(Detection::lastDay)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private final LocalDate today;
    private final List<Document> documents;
    private final Map<Capability, Source> found = new EnumMap<>(Capability.class);

    private Detection(LocalDate today, List<Document> documents) {
        this.today = today;
        this.documents = documents;
    }

    /**
     * Looks at the documents anew; an override stays.
     *
     * @param before whose grants keep the time since when they are there
     * @param country of the partner, ISO 3166-1 alpha-2
     */
    public static Capabilities detect(
            Capabilities before,
            EntityClass entityClass,
            String country,
            List<Document> documents,
            LocalDate today,
            Instant now) {
        if (entityClass == EntityClass.SERVICE_PROVIDER) {
            return new Capabilities(List.of(), before.override());
        }
        Detection detection = new Detection(today, documents);
        detection.look(country);
        List<Grant> grants = new ArrayList<>();
        detection.found.forEach((capability, source) -> {
            LocalDate until = source.until();
            grants.add(new Grant(
                    capability,
                    until.equals(LocalDate.MAX) ? Optional.empty() : Optional.of(until),
                    source.documents.stream().map(Document::id).toList(),
                    since(before, capability, today).orElse(now)));
        });
        return new Capabilities(grants, before.override());
    }

    private static Optional<Instant> since(Capabilities before, Capability capability, LocalDate today) {
        return before.detected().stream()
                .filter(grant -> grant.capability() == capability && grant.isThere(today))
                .map(Grant::detectedAt)
                .findFirst();
    }

    /** Whether there is an IEC that is of no use, since the GST certificate or the PAN is missing: the marker IEC_INCOMPLETE. */
    public static boolean isIecIncomplete(List<Document> documents, LocalDate today) {
        Detection detection = new Detection(today, documents);
        return detection.best(DocumentType.IEC).isPresent()
                && (detection.best(DocumentType.GST_CERTIFICATE).isEmpty()
                        || detection.best(DocumentType.PAN_CARD).isEmpty());
    }

    private void look(String country) {
        Optional<Document> gst = best(DocumentType.GST_CERTIFICATE);
        Optional<Document> pan = best(DocumentType.PAN_CARD);
        Optional<Document> iec = best(DocumentType.IEC);
        if (gst.isPresent() && pan.isPresent()) {
            Source source = new Source(List.of(gst.get(), pan.get()));
            add(Capability.DOMESTIC_BUY_INDIA, source);
            add(Capability.DOMESTIC_SELL_INDIA, source);
            iec.ifPresent(document -> {
                Source abroad = new Source(List.of(document, gst.get(), pan.get()));
                add(Capability.IMPORT_ALLOWED, abroad);
                add(Capability.EXPORT_ALLOWED, abroad);
            });
        }
        if (!country.equals(State.COUNTRY)) {
            best(DocumentType.FOREIGN_TAX_ID).map(Detection::alone).ifPresent(source -> {
                add(Capability.DOMESTIC_BUY_HOME, source);
                add(Capability.DOMESTIC_SELL_HOME, source);
            });
        }
        best(DocumentType.FOREIGN_IMPORT_LICENSE)
                .map(Detection::alone)
                .ifPresent(source -> add(Capability.IMPORT_ALLOWED, source));
        best(DocumentType.FOREIGN_EXPORT_LICENSE)
                .map(Detection::alone)
                .ifPresent(source -> add(Capability.EXPORT_ALLOWED, source));
    }

    private static Source alone(Document document) {
        return new Source(List.of(document));
    }

    /** The one that is valid longest; of several, the first that was handed in. */
    private Optional<Document> best(DocumentType type) {
        return ofType(type).reduce((one, other) -> lastDay(other).isAfter(lastDay(one)) ? other : one);
    }

    private Stream<Document> ofType(DocumentType type) {
        return documents.stream().filter(document -> document.type() == type && document.isVerified(today));
    }

    private void add(Capability capability, Source source) {
        found.merge(capability, source, (one, other) -> other.until().isAfter(one.until()) ? other : one);
    }

    private static LocalDate lastDay(Document document) {
        return document.expiresOn().orElse(LocalDate.MAX);
    }
}
