package io.mandi.engine.partner.edit;

import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.capability.Capabilities;
import io.mandi.engine.partner.capability.Capability;
import io.mandi.engine.partner.capability.CapabilityOverride;
import io.mandi.engine.partner.capability.Detection;
import io.mandi.engine.partner.capability.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A partner while it is changed, and what has happened to it so far. */
final class Work {
    private final List<PartnerEvent> events = new ArrayList<>();
    /** What those who follow know that it may do. */
    private List<Capability> told;

    private Partner partner;

    Work(Partner partner) {
        this.partner = partner;
        this.told = capabilities(partner);
    }

    private static List<Capability> capabilities(Partner partner) {
        return partner.capabilities().effective(partner.identity().entityClass()).keySet().stream()
                .sorted()
                .toList();
    }

    Partner partner() {
        return partner;
    }

    String id() {
        return partner.id();
    }

    Work set(Partner changed) {
        partner = changed;
        return this;
    }

    Work tell(PartnerEvent event) {
        events.add(event);
        return this;
    }

    /** Looks at the documents anew, and tells when the partner may do something else from now on. */
    Work detect(Occasion occasion) {
        return detect(occasion, false);
    }

    /** Like {@link #detect}, and tells also when the partner may do the same for another reason. */
    Work detectAndTell(Occasion occasion) {
        return detect(occasion, true);
    }

    private Work detect(Occasion occasion, boolean always) {
        Capabilities detected = Detection.detect(
                partner.capabilities(),
                partner.identity().entityClass(),
                partner.identity().country(),
                partner.children().documents(),
                occasion.today(),
                occasion.at());
        partner = partner.with(detected);
        List<Capability> current = capabilities(partner);
        if (always || !current.equals(told)) {
            Optional<CapabilityOverride> override = detected.override();
            events.add(new PartnerEvent.CapabilitiesChanged(
                    partner.id(),
                    told,
                    current,
                    override.isPresent() ? List.of() : sources(detected),
                    override.map(CapabilityOverride::reason)));
            told = current;
        }
        return this;
    }

    private static List<String> sources(Capabilities detected) {
        return detected.detected().stream()
                .map(Grant::sourceDocuments)
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    PartnerChange change() {
        return new PartnerChange(partner, events);
    }
}
