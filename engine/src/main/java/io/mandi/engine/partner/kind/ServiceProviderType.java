package io.mandi.engine.partner.kind;

/** What a service provider does. */
public enum ServiceProviderType {
    BROKER,
    SUB_BROKER,
    TRANSPORTER,
    CONTROLLER,
    FINANCER,
    SHIPPING_AGENT
}
