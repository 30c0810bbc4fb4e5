package io.mandi.integrations.webhook;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** A block of addresses, as {@code 10.0.0.0/8} or {@code fc00::/7}. */
record Network(byte[] address, int prefix) {

    static Network of(String text) {
        int slash = text.indexOf('/');
        try {
            // A literal: nothing is looked up.
            byte[] address = InetAddress.getByName(text.substring(0, slash)).getAddress();
            return new Network(address, Integer.parseInt(text.substring(slash + 1)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not a network: " + text, e);
        }
    }

    boolean contains(byte[] other) {
        int rest = address.length * Byte.SIZE - prefix;
        return other.length == address.length
                && new BigInteger(1, other).shiftRight(rest).equals(new BigInteger(1, address).shiftRight(rest));
    }
}
