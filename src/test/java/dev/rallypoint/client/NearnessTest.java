package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearnessTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:1, THIS_MACHINE",
        "[::1]:1, THIS_MACHINE",
        "10.1.2.3:1, THIS_NETWORK",
        "172.16.0.1:1, THIS_NETWORK",
        "192.168.1.1:1, THIS_NETWORK",
        "169.254.169.254:1, THIS_NETWORK",
        "100.64.0.1:1, THIS_NETWORK",
        "100.127.255.254:1, THIS_NETWORK",
        "[fd00::1]:1, THIS_NETWORK",
        "[fe80::1]:1, THIS_NETWORK",
        "100.128.0.1:1, INTERNET",
        "8.8.8.8:53, INTERNET",
        "[2001:db8::1]:1, INTERNET",
        "0.0.0.0:1, NOWHERE",
        "224.0.0.1:1, NOWHERE",
        "255.255.255.255:1, NOWHERE",
        "[ff02::1]:1, NOWHERE",
        "8.8.8.8:0, NOWHERE"
    })
    void isToldByTheAddress(String address, Nearness expected) {
        assertThat(Nearness.of(PeerAddress.parse(address))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "INTERNET, 8.8.8.8:1, true",
        "INTERNET, 192.168.1.1:161, false",
        "INTERNET, 127.0.0.1:1, false",
        "THIS_NETWORK, 192.168.1.1:1, true",
        "THIS_NETWORK, 8.8.8.8:1, true",
        "THIS_NETWORK, 127.0.0.1:1, false",
        "THIS_MACHINE, 192.168.1.1:1, true",
        "THIS_MACHINE, 224.0.0.1:1, false"
    })
    void aServerNamesNothingNearerThanItself(Nearness server, String named, boolean isAllowed) {
        assertThat(server.mayName(PeerAddress.parse(named))).isEqualTo(isAllowed);
    }
}
