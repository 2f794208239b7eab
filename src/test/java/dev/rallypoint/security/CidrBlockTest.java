package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rallypoint.protocol.PeerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrBlockTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.0, true",
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.77/24, 192.0.2.1, true",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.7/32, 192.0.2.6, false",
        "192.0.2.6/31, 192.0.2.7, true",
        "128.0.0.0/1, 127.255.255.255, false",
        "128.0.0.0/1, 128.0.0.0, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 192.0.2.1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::/64, 2001:db8::ffff:0:0:1, true",
        "2001:db8::/64, 2001:db8:0:1::1, false",
        "2001:db8::8000/113, 2001:db8::8001, true",
        "2001:db8::8000/113, 2001:db8::1, false",
        "::ffff:192.0.2.0/120, 192.0.2.9, true",
        "fe80::/10, fe80::1%eth0, true",
    })
    void holdsTheAddressesOfItsPrefix(String block, String address, boolean inside) {
        assertThat(CidrBlock.parse(block).contains(CidrBlock.addressOf(address))).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "192.0.2.0/",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/8/8",
                "2001:db8::/129",
                "localhost/8",
                "192.0.2/24x",
                "192.0.2.0/9999999999",
                "300.1.1.1/8"
            })
    void refusesWhatIsNoBlock(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> CidrBlock.parse(text));
    }

    @Test
    void looksUpNoNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CidrBlock.addressOf("example.invalid"));
        assertThat(CidrBlock.addressOf("192.0.2.1")).isEqualTo(PeerAddress.parse("192.0.2.1:0"));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.77/24, 192.0.2.0/24",
        "192.0.2.7, 192.0.2.7/32",
        "::ffff:192.0.2.7/120, 192.0.2.0/24",
        "10.0.0.0/8, 10.0.0.0/8",
        "2001:DB8::7/32, 2001:db8:0:0:0:0:0:0/32",
        "::/0, 0:0:0:0:0:0:0:0/0",
    })
    void isWrittenInOneWay(String block, String text) {
        assertThat(CidrBlock.parse(block).text()).isEqualTo(text);
        assertThat(CidrBlock.parse(text)).isEqualTo(CidrBlock.parse(block));
    }
}
