package io.mandi.engine.partner;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.partner.identifier.Gstin;
import io.mandi.engine.partner.identifier.Pan;
import java.util.Locale;
import java.util.Optional;

/** What holds for branches, and for other addresses with a GSTIN of their own (PT-2). */
final class BranchRules {
    private static final String GST_NUMBER = "gst_number";

    private BranchRules() {}

    static Checked<Branch> branch(
            Partner partner, BranchDraft draft, Optional<Registration> registration, KnownPlaces places) {
        Inspection inspection = new Inspection();
        String name = inspection.text("name", draft.name(), PartnerLocation.MAX_NAME_LENGTH);
        Optional<Address> address = inspection.take(PartnerInspection.address(draft.address(), places));
        Optional<Gstin> gst = draft.gstNumber().flatMap(text -> inspection.take(GST_NUMBER, Gstin.of(text)));
        address.ifPresent(known -> {
            Optional<String> state = known.gstStateCode();
            gst.ifPresent(number -> inspection.take(check(number, state, partner.tax())));
            boolean sameState = state.isPresent() && state.equals(homeState(partner));
            inspection.require(
                    draft.gstNumber().isPresent() || sameState || !known.place().isInIndia(),
                    GST_NUMBER,
                    "a branch in another state has one");
        });
        gst.ifPresent(number ->
                registration.ifPresent(known -> inspection.take(GST_NUMBER, confirmed(partner, number, known))));
        String id = Integer.toString(partner.children().counters().nextBranch().branches());
        return inspection.result(
                () -> new Branch(id, name, address.orElseThrow(), gst, gst.isPresent() && registration.isPresent()));
    }

    private static Optional<String> homeState(Partner partner) {
        return partner.tax()
                .gstNumber()
                .map(Gstin::stateDigits)
                .or(() -> PartnerInspection.principalState(partner.children().locations()));
    }

    /** Whether a GSTIN is one of the partner's, and of the state where it is used. */
    static Checked<Gstin> check(Gstin gst, Optional<String> state, Tax tax) {
        Optional<Pan> pan = tax.pan();
        if (!pan.equals(Optional.of(gst.pan()))) {
            return Checked.invalid(
                    FlawCode.GST_REGISTRATION, GST_NUMBER, "its characters 3 to 12 must be the partner's PAN");
        }
        return state.isPresent() && !state.get().equals(gst.stateDigits())
                ? Checked.invalid(FlawCode.GST_REGISTRATION, GST_NUMBER, "must begin with the digits of the state")
                : Checked.valid(gst);
    }

    /** Whether the registry knows a GSTIN as one of the partner's. */
    static Checked<Gstin> confirmed(Partner partner, Gstin gst, Registration registration) {
        boolean confirmed = registration.gstNumber().equals(gst)
                && registration.active()
                && comparable(registration.legalName())
                        .equals(comparable(partner.identity().legalName()));
        return confirmed
                ? Checked.valid(gst)
                : Checked.invalid(
                        FlawCode.GST_REGISTRATION, "", "the registry has no active registration of this legal name");
    }

    private static String comparable(String name) {
        return name.strip().replaceAll("\\s+", " ").toUpperCase(Locale.ROOT);
    }
}
