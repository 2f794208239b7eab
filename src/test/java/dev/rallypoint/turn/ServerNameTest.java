package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNameTest {
    @ParameterizedTest
    @CsvSource({
        "stun.example:19302, stun.example, 19302",
        "stun.example, stun.example, 3478",
        "192.0.2.1:1, 192.0.2.1, 1",
        "[2001:db8::1]:65535, 2001:db8::1, 65535",
        "[::1], ::1, 3478"
    })
    void readsHostAndPort(String text, String host, int port) {
        assertThat(ServerName.parse(text)).contains(new ServerName(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":3478",
                "host:",
                "host:0",
                "host:65536",
                "host:port",
                "host:-1",
                "2001:db8::1",
                "[name]:3478",
                "a b:1",
                "stun:host:3478"
            })
    void refusesAnythingElse(String text) {
        assertThat(ServerName.parse(text)).isEmpty();
    }
}
