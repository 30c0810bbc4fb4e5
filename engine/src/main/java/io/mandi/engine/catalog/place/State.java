package io.mandi.engine.catalog.place;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** States and union territories of India (LOC-5). The names are their letter codes. */
public enum State {
    MH("27", Region.WEST),
    GJ("24", Region.WEST),
    RJ("08", Region.WEST),
    GA("30", Region.WEST),
    TN("33", Region.SOUTH),
    KA("29", Region.SOUTH),
    KL("32", Region.SOUTH),
    AP("37", Region.SOUTH),
    TS("36", Region.SOUTH),
    PY("34", Region.SOUTH),
    PB("03", Region.NORTH),
    HR("06", Region.NORTH),
    UP("09", Region.NORTH),
    UK("05", Region.NORTH),
    HP("02", Region.NORTH),
    DL("07", Region.NORTH),
    JK("01", Region.NORTH),
    LA("38", Region.NORTH),
    CH("04", Region.NORTH),
    MP("23", Region.CENTRAL),
    CG("22", Region.CENTRAL),
    WB("19", Region.EAST),
    OD("21", Region.EAST),
    JH("20", Region.EAST),
    BR("10", Region.EAST),
    AS("18", Region.NORTHEAST),
    NL("13", Region.NORTHEAST),
    TR("16", Region.NORTHEAST),
    MZ("15", Region.NORTHEAST),
    MN("14", Region.NORTHEAST),
    SK("11", Region.NORTHEAST),
    AR("12", Region.NORTHEAST),
    ML("17", Region.NORTHEAST),
    /** Dadra and Nagar Haveli and Daman and Diu. */
    DH("26", Region.UNKNOWN),
    /** Lakshadweep. */
    LD("31", Region.UNKNOWN),
    /** Andaman and Nicobar Islands. */
    AN("35", Region.UNKNOWN),
    /** Other territory, as the tax registry has it. */
    OT("97", Region.UNKNOWN);

    /** The country that they are states of. */
    public static final String COUNTRY = "IN";

    private static final Map<String, State> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toMap(State::name, Function.identity()));
    private static final Map<String, State> BY_GST_CODE =
            Arrays.stream(values()).collect(Collectors.toMap(State::gstCode, Function.identity()));

    private final String gstCode;
    private final Region region;

    State(String gstCode, Region region) {
        this.gstCode = gstCode;
        this.region = region;
    }

    /** @param code two letters in upper case */
    public static Optional<State> ofCode(String code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    /** @param digits with which a GSTIN of the state begins */
    public static Optional<State> ofGstCode(String digits) {
        return Optional.ofNullable(BY_GST_CODE.get(digits));
    }

    /** The two digits with which a GSTIN of the state begins. */
    public String gstCode() {
        return gstCode;
    }

    public Region region() {
        return region;
    }
}
