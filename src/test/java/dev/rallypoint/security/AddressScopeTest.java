package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressScopeTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, UNSPECIFIED",
        "::, UNSPECIFIED",
        "127.0.0.1, LOOPBACK",
        "127.255.1.2, LOOPBACK",
        "::1, LOOPBACK",
        "169.254.169.254, LINK_LOCAL",
        "fe80::1, LINK_LOCAL",
        "224.0.0.1, NO_HOST",
        "240.0.0.1, NO_HOST",
        "255.255.255.255, NO_HOST",
        "ff02::1, NO_HOST",
        "10.0.0.1, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.31.255.255, PRIVATE",
        "172.32.0.1, PUBLIC",
        "192.168.1.1, PRIVATE",
        "100.64.0.1, PRIVATE",
        "100.127.255.255, PRIVATE",
        "100.128.0.1, PUBLIC",
        "100.63.255.255, PUBLIC",
        "fc00::1, PRIVATE",
        "fd12:3456::1, PRIVATE",
        "2001:db8::1, PUBLIC",
        "203.0.113.9, PUBLIC"
    })
    void knowsHowFarAnAddressReaches(String address, AddressScope scope)
            throws UnknownHostException {
        assertThat(AddressScope.of(InetAddress.getByName(address))).isEqualTo(scope);
    }
}
