package dev.rallypoint.client.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7065 §3.1. */
class TurnUrlTest {
    @ParameterizedTest
    @CsvSource({
        "turn:203.0.113.7:3478?transport=udp, UDP, 203.0.113.7:3478",
        "turn:play.example, UDP, play.example:3478",
        "turn:play.example:99?transport=tcp, TCP, play.example:99",
        "turns:play.example?transport=tcp, TLS, play.example:5349",
        "turns:play.example:443, TLS, play.example:443",
        "turn:[2001:db8::1]:1?transport=udp, UDP, [2001:db8::1]:1",
        "turn:[2001:db8::1], UDP, [2001:db8::1]:3478"
    })
    void isReadAsItIsMeant(String text, TurnUrl.Way way, String hostAndPort) {
        TurnUrl url = TurnUrl.parse(text).orElseThrow();

        assertThat(url.way()).isEqualTo(way);
        assertThat(url.hostAndPort()).isEqualTo(hostAndPort);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "turn:",
                "stun:play.example",
                "turn:a:b:c",
                "turn:a:99999",
                "turns:a?transport=udp",
                "turn:a?transport=sctp",
                "turn:2001:db8::1"
            })
    void anythingElseIsNone(String text) {
        assertThat(TurnUrl.parse(text)).isEmpty();
    }
}
