package io.mandi.integrations.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
    private static final AddressRules RULES = new AddressRules(false);
    private static final AddressRules DEVELOPMENT = new AddressRules(true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                // Unspecified, IPv4-mapped, IPv4-compatible, both forms of NAT64, discard.
                "::",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "::10.0.0.1",
                "::127.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b:1::1",
                "100::1",
                // 6to4, Teredo, ORCHID, benchmarks, documents, ISATAP.
                "2002:0a00:0001::1",
                "2001::1",
                "2001:10::1",
                "2001:2::1",
                "2001:db8::1",
                "3fff::1",
                "2a00:1450::5efe:10.0.0.1",
                "2a00:1450::200:5efe:10.0.0.1",
                // Unique local, link local, site local, multicast.
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "5f00::1",
                "4000::1"
            })
    void whatIsNotOfThePublicInternetIsRefused(String address) throws UnknownHostException {
        assertThat(RULES.allow(InetAddress.getByName(address))).isFalse();
        assertThat(DEVELOPMENT.allow(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "127.255.255.255", "::1", "::ffff:127.0.0.1"})
    void thisMachineIsForDevelopmentOnly(String address) throws UnknownHostException {
        assertThat(RULES.allow(InetAddress.getByName(address))).isFalse();
        assertThat(DEVELOPMENT.allow(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450:4001::200e",
                "2001:4860:4860::8888"
            })
    void thePublicInternetIsAllowed(String address) throws UnknownHostException {
        assertThat(RULES.allow(InetAddress.getByName(address))).isTrue();
    }
}
