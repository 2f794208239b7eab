package dev.rallypoint.bots;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeLineTest {
    @Test
    void readsNameAndPortOfEveryPortLine() {
        assertThat(NodeLine.parse("relay        udp  127.0.0.1:25565  advertised as 127.0.0.1:1"))
                .hasValue(new NodeLine("relay", 25565));
        assertThat(NodeLine.parse("matchmaking  tcp  http://127.0.0.1:45001/  the page"))
                .hasValue(new NodeLine("matchmaking", 45001));
        assertThat(NodeLine.parse("operator     tcp  http://127.0.0.1:25567/metrics"))
                .hasValue(new NodeLine("operator", 25567));
        assertThat(NodeLine.parse("stun         udp  [::1]:3478"))
                .hasValue(new NodeLine("stun", 3478));
        assertThat(NodeLine.parse("relay udp [::]:25565 x")).hasValue(new NodeLine("relay", 25565));
    }

    @Test
    void ignoresOtherLines() {
        assertThat(NodeLine.parse("")).isEmpty();
        assertThat(NodeLine.parse("relay is starting on 127.0.0.1:25565")).isEmpty();
        assertThat(NodeLine.parse("12:00:01 INFO relay udp 127.0.0.1:25565")).isEmpty();
    }

    @Test
    void knowsTheLastLine() {
        assertThat(NodeLine.isReady("ready after 2.9 s")).isTrue();
        assertThat(NodeLine.isReady("12:00:01 INFO ready")).isFalse();
    }
}
