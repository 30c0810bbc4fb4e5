package io.mandi.http.report;

import io.mandi.engine.catalog.place.State;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** States of India by the names that reports give them, with their spellings. */
final class IndianState {
    private static final Map<String, State> BY_NAME = Map.ofEntries(
            Map.entry("ANDAMAN AND NICOBAR", State.AN),
            Map.entry("ANDAMAN AND NICOBAR ISLANDS", State.AN),
            Map.entry("ANDHRA PRADESH", State.AP),
            Map.entry("ARUNACHAL PRADESH", State.AR),
            Map.entry("ASSAM", State.AS),
            Map.entry("BIHAR", State.BR),
            Map.entry("CHANDIGARH", State.CH),
            Map.entry("CHATTISGARH", State.CG),
            Map.entry("CHHATTISGARH", State.CG),
            Map.entry("DADRA AND NAGAR HAVELI", State.DH),
            Map.entry("DAMAN AND DIU", State.DH),
            Map.entry("DELHI", State.DL),
            Map.entry("GOA", State.GA),
            Map.entry("GUJARAT", State.GJ),
            Map.entry("HARYANA", State.HR),
            Map.entry("HIMACHAL PRADESH", State.HP),
            Map.entry("JAMMU AND KASHMIR", State.JK),
            Map.entry("JHARKHAND", State.JH),
            Map.entry("KARNATAKA", State.KA),
            Map.entry("KERALA", State.KL),
            Map.entry("LADAKH", State.LA),
            Map.entry("LAKSHADWEEP", State.LD),
            Map.entry("MADHYA PRADESH", State.MP),
            Map.entry("MAHARASHTRA", State.MH),
            Map.entry("MANIPUR", State.MN),
            Map.entry("MEGHALAYA", State.ML),
            Map.entry("MIZORAM", State.MZ),
            Map.entry("NAGALAND", State.NL),
            Map.entry("NCT OF DELHI", State.DL),
            Map.entry("ODISHA", State.OD),
            Map.entry("ORISSA", State.OD),
            Map.entry("PONDICHERRY", State.PY),
            Map.entry("PUDUCHERRY", State.PY),
            Map.entry("PUNJAB", State.PB),
            Map.entry("RAJASTHAN", State.RJ),
            Map.entry("SIKKIM", State.SK),
            Map.entry("TAMIL NADU", State.TN),
            Map.entry("TELANGANA", State.TS),
            Map.entry("TRIPURA", State.TR),
            Map.entry("UTTAR PRADESH", State.UP),
            Map.entry("UTTARAKHAND", State.UK),
            Map.entry("UTTRAKHAND", State.UK),
            Map.entry("WEST BENGAL", State.WB));

    private IndianState() {}

    static Optional<State> named(String name) {
        return Optional.ofNullable(
                BY_NAME.get(name.strip().toUpperCase(Locale.ROOT).replaceAll("\\s+", " ")));
    }
}
