package io.mandi.integrations.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses messages are sent to: those of the public internet, so that nobody can have this server speak to what only it can
 * reach. The lists are the special-purpose registries of IANA (RFC 6890) of November 2026.
 *
 * @param loopback whether those of this machine are allowed too, for development
 */
record AddressRules(boolean loopback) {
    private static final List<Network> SPECIAL_V4 = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.31.196.0/24",
                    "192.52.193.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "192.175.48.0/24",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4")
            .map(Network::of)
            .toList();

    /** Of IPv6 only what is handed out for global use, less what has an IPv4 address inside or is for documents. */
    private static final Network GLOBAL_V6 = Network.of("2000::/3");

    private static final List<Network> SPECIAL_V6 = Stream.of("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
            .map(Network::of)
            .toList();

    /** The interface identifiers of ISATAP have an IPv4 address inside. */
    private static final int[] ISATAP = {0x00, 0x00, 0x5E, 0xFE};

    boolean allow(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return loopback;
        }
        // Java itself makes an IPv4 address of one that is mapped into IPv6.
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address
                ? SPECIAL_V4.stream().noneMatch(network -> network.contains(bytes))
                : GLOBAL_V6.contains(bytes)
                        && SPECIAL_V6.stream().noneMatch(network -> network.contains(bytes))
                        && !isIsatap(bytes);
    }

    private static boolean isIsatap(byte[] bytes) {
        // The bit that says whether the identifier is unique may be set.
        return (bytes[8] & 0xFD) == ISATAP[0]
                && (bytes[9] & 0xFF) == ISATAP[1]
                && (bytes[10] & 0xFF) == ISATAP[2]
                && (bytes[11] & 0xFF) == ISATAP[3];
    }
}
