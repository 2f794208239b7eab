package dev.rallypoint.protocol.netcode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenMarksTest {
    private final TokenMarks marks = new TokenMarks();

    private static byte[] key(int number) {
        return Fixtures.filled(32, number);
    }

    @Test
    void preparesAKeyOnceAndKeepsTheLastFew() {
        byte[][] keys = {key(1), key(2), key(3), key(4)};
        TokenMark first = marks.of(keys[0]);
        for (byte[] key : keys) {
            marks.of(key);
        }
        assertThat(marks.of(keys[0])).isSameAs(first);

        marks.of(key(5));
        assertThat(marks.of(keys[0])).isNotSameAs(first);
    }
}
