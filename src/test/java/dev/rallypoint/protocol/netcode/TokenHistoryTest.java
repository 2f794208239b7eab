package dev.rallypoint.protocol.netcode;

import static dev.rallypoint.protocol.DropReason.TOKEN_ALREADY_USED;
import static dev.rallypoint.protocol.DropReason.TOKEN_HISTORY_FULL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.PeerAddress;
import org.junit.jupiter.api.Test;

class TokenHistoryTest {
    private static final TokenTag TAG = new TokenTag(1, 2);

    private final TokenHistory history = new TokenHistory(3, 1);

    private static PeerAddress from(int port) {
        return PeerAddress.ofIpv4(0x0A000001, port);
    }

    @Test
    void aPendingTokenMayBeRepeatedFromItsAddressAndFromTwoOthers() {
        for (int port = 1; port <= 3; port++) {
            assertThat(history.check(TAG, from(port))).isNull();
            history.addPending(TAG, 100, from(port));
            assertThat(history.check(TAG, from(port))).isNull();
        }
        assertThat(history.check(TAG, from(4))).isEqualTo(TOKEN_ALREADY_USED);
        history.removePending(TAG, from(2));
        assertThat(history.check(TAG, from(4))).isNull();
        assertThat(history.size()).isOne();
    }

    @Test
    void aConsumedTokenIsRefusedFromEveryAddressUntilItExpires() {
        history.addPending(TAG, 100, from(1));
        history.addPending(TAG, 100, from(2));
        history.consume(TAG);
        assertThat(history.check(TAG, from(1))).isEqualTo(TOKEN_ALREADY_USED);
        history.expire(99);
        assertThat(history.check(TAG, from(1))).isEqualTo(TOKEN_ALREADY_USED);
        history.expire(100);
        assertThat(history.size()).isZero();
    }

    @Test
    void aFullHistoryRefusesNewTokensAndKeepsTheOld() {
        for (int i = 0; i < 3; i++) {
            history.addPending(new TokenTag(i, i), 100 + i, from(i));
        }
        assertThat(history.check(TAG, from(9))).isEqualTo(TOKEN_HISTORY_FULL);
        for (int i = 0; i < 3; i++) {
            assertThat(history.check(new TokenTag(i, i), from(i))).isNull();
        }
        history.expire(100);
        assertThat(history.check(TAG, from(9))).isNull();
    }

    @Test
    void readsExpiriesUnsigned() {
        history.addPending(TAG, -1, from(1));
        history.expire(Long.MAX_VALUE);
        assertThat(history.size()).isOne();
    }
}
