package io.mandi.integrations.webhook;

/** A host has an address that messages are not sent to. */
public final class AddressRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AddressRefusedException(String host) {
        super(host + " has an address that messages are not sent to", null, false, false);
    }
}
