package io.mandi.engine.partner.edit;

import io.mandi.engine.partner.Partner;
import java.util.ArrayList;
import java.util.List;

/**
 * What was decided: how the partner is from now on, and what that means for those who follow.
 *
 * @param events in the order in which they happened; none when nothing has changed
 */
public record PartnerChange(Partner partner, List<PartnerEvent> events) {
    public PartnerChange {
        events = List.copyOf(events);
    }

    static PartnerChange none(Partner partner) {
        return new PartnerChange(partner, List.of());
    }

    /** This, and what was decided of its partner after it. */
    public PartnerChange then(PartnerChange next) {
        List<PartnerEvent> all = new ArrayList<>(events);
        all.addAll(next.events);
        return new PartnerChange(next.partner, all);
    }
}
