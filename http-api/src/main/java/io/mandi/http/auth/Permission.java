package io.mandi.http.auth;

import io.mandi.engine.book.UserType;
import java.util.EnumSet;
import java.util.Set;

/** What a user may be allowed to do. */
public enum Permission {
    INSTRUMENT_READ,
    INSTRUMENT_UPDATE,
    ORDER_CREATE,
    ORDER_READ,
    ORDER_UPDATE,
    ORDER_CANCEL,
    /** The events of the whole organisation, which name all its partners. */
    EVENT_READ,
    AUDIT_READ,
    /** Endpoints that the events of the whole organisation are sent to. */
    WEBHOOK_MANAGE,
    LOCATION_CREATE,
    LOCATION_READ,
    LOCATION_UPDATE,
    LOCATION_DELETE,
    /** Commodities, and the units that they are measured in. */
    COMMODITY_READ,
    COMMODITY_CREATE,
    COMMODITY_UPDATE,
    PARTNER_CREATE,
    /** A partner's users read their own partner. */
    PARTNER_READ,
    /** A partner's users hand in documents of their own partner and ask for amendments; all else is for staff. */
    PARTNER_UPDATE,
    /** Who takes part in the market: approvals, suspensions, amendments. */
    PARTNER_APPROVE,
    /** Documents are what they are said to be. */
    PARTNER_VERIFY_GST,
    /** Where partners are paid. */
    PARTNER_MANAGE_BANK_ACCOUNTS,
    /** Tax ids and bank accounts in full. */
    PARTNER_VIEW_SENSITIVE,
    /** What only a director decides: what partners may do, and who is approved in spite of a low score. */
    PARTNER_DIRECT,
    AVAILABILITY_CREATE,
    /** Lots, and what is reserved of them. */
    AVAILABILITY_READ,
    AVAILABILITY_UPDATE,
    /** Lots that wait for staff. */
    AVAILABILITY_APPROVE,
    AVAILABILITY_REJECT,
    AVAILABILITY_RESERVE,
    AVAILABILITY_RELEASE,
    AVAILABILITY_CANCEL,
    REQUIREMENT_CREATE,
    REQUIREMENT_READ,
    REQUIREMENT_UPDATE,
    REQUIREMENT_CANCEL,
    /** The buyer has enough. */
    REQUIREMENT_FULFILL,
    /** To have a need filled. */
    MATCHING_EXECUTE,
    MATCHING_VIEW_RESULTS,
    /** Matches whose risk is a WARN. */
    MATCHING_APPROVE_MATCH,
    MATCHING_REJECT_MATCH,
    MATCHING_CONFIGURE_RULES,
    /** Of one's own reservations. */
    TRADE_CREATE,
    /** Trades of the desk. */
    TRADE_READ,
    /** As their seller. */
    TRADE_CONFIRM,
    /** They are settled. */
    TRADE_COMPLETE,
    TRADE_CANCEL,
    /** How much of its limit a partner has used; a partner's users read that of their own. */
    RISK_READ,
    RISK_ASSESS,
    /** What the organisation decides for its market. */
    SETTINGS_READ,
    SETTINGS_UPDATE;

    /** What users of a type may do at most. */
    static Set<Permission> of(UserType type) {
        return switch (type) {
            case INTERNAL -> EnumSet.allOf(Permission.class);
            case EXTERNAL ->
                EnumSet.of(
                        INSTRUMENT_READ,
                        ORDER_CREATE,
                        ORDER_READ,
                        ORDER_UPDATE,
                        ORDER_CANCEL,
                        LOCATION_CREATE,
                        LOCATION_READ,
                        COMMODITY_READ,
                        PARTNER_READ,
                        PARTNER_UPDATE,
                        PARTNER_MANAGE_BANK_ACCOUNTS,
                        PARTNER_VIEW_SENSITIVE,
                        AVAILABILITY_CREATE,
                        AVAILABILITY_READ,
                        AVAILABILITY_UPDATE,
                        AVAILABILITY_RESERVE,
                        AVAILABILITY_RELEASE,
                        AVAILABILITY_CANCEL,
                        REQUIREMENT_CREATE,
                        REQUIREMENT_READ,
                        REQUIREMENT_UPDATE,
                        REQUIREMENT_CANCEL,
                        REQUIREMENT_FULFILL,
                        MATCHING_EXECUTE,
                        MATCHING_VIEW_RESULTS,
                        TRADE_CREATE,
                        TRADE_READ,
                        TRADE_CONFIRM,
                        RISK_READ);
            case SUPER_ADMIN ->
                EnumSet.of(
                        INSTRUMENT_READ,
                        ORDER_READ,
                        EVENT_READ,
                        AUDIT_READ,
                        LOCATION_READ,
                        COMMODITY_READ,
                        PARTNER_READ,
                        AVAILABILITY_READ,
                        REQUIREMENT_READ,
                        TRADE_READ,
                        RISK_READ,
                        SETTINGS_READ);
        };
    }
}
