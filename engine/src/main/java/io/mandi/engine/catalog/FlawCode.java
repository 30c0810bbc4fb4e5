package io.mandi.engine.catalog;

import java.util.Locale;

/** Every way in which what somebody has given can be wrong, or remarkable. */
public enum FlawCode {
    /** Not of the form that the detail names. */
    VALIDATION_FAILED(Kind.RULE),
    NUMBER_OUT_OF_RANGE(Kind.RULE),
    TOO_MANY_DECIMALS(Kind.RULE),
    /** What was settled at creation cannot be changed. */
    FIELD_FIXED(Kind.RULE),
    INVALID_INSTRUMENT(Kind.RULE),
    UNKNOWN_UNIT(Kind.RULE),
    UNIT_DIMENSION_MISMATCH(Kind.RULE),
    /** A package whose content only the commodity can tell. */
    UNIT_FACTOR_MISSING(Kind.RULE),
    /** The size of a unit that is the same everywhere. */
    UNIT_FACTOR_FIXED(Kind.RULE),
    QUALITY_MISSING(Kind.RULE),
    QUALITY_OUT_OF_RANGE(Kind.RULE),
    UNKNOWN_TERM(Kind.RULE),
    UNKNOWN_SETTING(Kind.RULE),
    /** The four weights of a score do not add up to 1. */
    WEIGHTS_SUM(Kind.RULE),
    INVALID_GSTIN(Kind.RULE),
    INVALID_PAN(Kind.RULE),
    /** The PAN is not that within the GSTIN. */
    PAN_MISMATCH(Kind.RULE),
    INVALID_IFSC(Kind.RULE),
    INVALID_SWIFT(Kind.RULE),
    INVALID_FOREIGN_TAX_ID(Kind.RULE),
    INVALID_MOBILE(Kind.RULE),
    INVALID_EMAIL(Kind.RULE),
    /** Only an amendment changes it, since the partner is approved. */
    AMENDMENT_REQUIRED(Kind.RULE),
    /** Something that a submission needs is missing. */
    ONBOARDING_INCOMPLETE(Kind.RULE),
    /** A document that an approval needs is missing, not verified or expired. */
    DOCUMENT_NOT_VERIFIED(Kind.RULE),
    DOCUMENT_EXPIRED(Kind.RULE),
    /** Somebody of a higher level must approve. */
    APPROVER_LEVEL(Kind.RULE),
    /** Only transporters with lorries of their own have vehicles. */
    VEHICLES_NOT_ALLOWED(Kind.RULE),
    /** Goods are delivered to those who may buy. */
    BUYERS_ONLY(Kind.RULE),
    /** A GSTIN is not the partner's, or the registry says otherwise. */
    GST_REGISTRATION(Kind.RULE),
    /** A service provider never trades. */
    SERVICE_PROVIDER(Kind.RULE),
    /** The partner has no such document, location, amendment … */
    UNKNOWN_PART(Kind.RULE),
    UNKNOWN_VARIETY(Kind.RULE),
    UNKNOWN_LOCATION(Kind.RULE),
    /** Something that a buyer may want one day, and that is not done yet. */
    INTENT_NOT_SUPPORTED(Kind.RULE),
    LOCATION_IN_USE(Kind.CONFLICT),
    LOCATION_DELETED(Kind.CONFLICT),
    /** Not offered to those who post. */
    LOCATION_INACTIVE(Kind.CONFLICT),
    COMMODITY_INACTIVE(Kind.CONFLICT),
    /** It cannot be done in the state that the partner, or a part of it, is in. */
    STATE_CONFLICT(Kind.CONFLICT),
    DUPLICATE_PARTNER_CODE(Kind.CONFLICT),
    DUPLICATE_TAX_ID(Kind.CONFLICT),
    DUPLICATE_VEHICLE(Kind.CONFLICT),
    /** The partner has as many of them as one can have. */
    PARTNER_FULL(Kind.CONFLICT),
    /** A quality that the commodity does not have; it is left out. */
    UNKNOWN_PARAMETER(Kind.WARNING),
    /** Much less than what the commodity costs. */
    LOW_BUDGET(Kind.WARNING),
    /** Not in the chapter that goods of this category are in. */
    UNUSUAL_HSN_CODE(Kind.WARNING),
    /** Not one of the rates of the goods and services tax. */
    UNUSUAL_TAX_RATE(Kind.WARNING);

    /** What follows from it; decides the status of an HTTP answer. */
    public enum Kind {
        /** What was given breaks a rule. */
        RULE,
        /** What was given does not fit the present state. */
        CONFLICT,
        /** It is taken as it is, and said. */
        WARNING
    }

    private final Kind kind;
    private final String code;

    FlawCode(Kind kind) {
        this.kind = kind;
        code = name().toLowerCase(Locale.ROOT);
    }

    public Kind kind() {
        return kind;
    }

    /** As clients see it: {@code unit_dimension_mismatch}. */
    public String code() {
        return code;
    }
}
