package dev.rallypoint.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1:25565, 192.0.2.1:25565",
        "255.255.255.255:0, 255.255.255.255:0",
        "[2001:db8::1]:80, [2001:db8:0:0:0:0:0:1]:80",
        "[::1]:65535, [0:0:0:0:0:0:0:1]:65535",
        "[::ffff:192.0.2.1]:5, 192.0.2.1:5",
    })
    void literalsAreReadAndWritten(String text, String written) {
        PeerAddress address = PeerAddress.parse(text);
        assertThat(address).hasToString(written);
        assertThat(PeerAddress.parse(written)).isEqualTo(address);
        assertThat(PeerAddress.of(address.toInetSocketAddress())).isEqualTo(address);
        assertThat(PeerAddress.of(address.addressBytes(), address.port())).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:80",
                "dead.beef:1",
                "192.0.2.1",
                "192.0.2.1:",
                "192.0.2.1:65536",
                "192.0.2.1:-1",
                "192.0.2.256:1",
                "[.::1]:1",
                ".::1:1",
                "[fe80::1%lo]:1",
                "[12345::]:1",
                "192.0.2.1:+1",
                "192.0.2.1:\u0661",
                ":80",
                "",
                "[]:1",
                "1.2.3:1",
            })
    void everythingElseIsRefusedWithoutLookingUpAName(String text) {
        assertThatThrownBy(() -> PeerAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void loopbackIsToldFromTheRest() {
        assertThat(PeerAddress.parse("127.9.9.9:1").isLoopback()).isTrue();
        assertThat(PeerAddress.parse("[::1]:1").isLoopback()).isTrue();
        assertThat(PeerAddress.parse("128.0.0.1:1").isLoopback()).isFalse();
        assertThat(PeerAddress.parse("[::2]:1").isLoopback()).isFalse();
        assertThat(PeerAddress.parse("[::1]:1").isIpv4()).isFalse();
    }
}
