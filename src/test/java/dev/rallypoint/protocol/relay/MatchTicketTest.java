package dev.rallypoint.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MatchTicketTest {
    private static final MatchTicket NAMELESS =
            new MatchTicket(new UUID(1, 2), Forwarding.FRAMED, true, 1, 8, 9);
    private static final MatchTicket NAMED = NAMELESS.of("rally", "Sainte-Dévote");

    @Test
    void saysAfterDecodingWhatItSaidBefore() {
        assertThat(MatchTicket.decode(NAMED.encode())).contains(NAMED);
        assertThat(NAMED.encode()).hasSize(MatchTicket.USER_DATA_BYTES);
    }

    /** A relay of before reads the first 32 bytes; one of before wrote zeros behind them. */
    @Test
    void withoutGameModeItIsTheTicketOfBefore() {
        byte[] bytes = NAMELESS.encode();
        assertThat(Arrays.copyOfRange(bytes, 32, bytes.length)).containsOnly(0);
        assertThat(Arrays.copyOf(NAMED.encode(), 32)).isEqualTo(Arrays.copyOf(bytes, 32));
        assertThat(MatchTicket.decode(bytes)).contains(NAMELESS);
    }

    @Test
    void pathsAreInAByteThatWasZero() {
        MatchTicket direct = NAMED.over(Paths.PREFER_DIRECT);
        assertThat(MatchTicket.decode(direct.encode())).contains(direct);
        byte[] bytes = direct.encode();
        bytes[5] = 0;
        assertThat(bytes).isEqualTo(NAMED.encode());
        bytes[5] = 2;
        assertThat(MatchTicket.decode(bytes)).contains(NAMED);
    }

    @Test
    void aTrackThatDoesNotFitIsLeftOut() {
        assertThat(NAMELESS.of("rally", "x".repeat(190)).track()).hasSize(190);
        assertThat(NAMELESS.of("rally", "x".repeat(191)).track()).isEmpty();
        assertThat(NAMELESS.of("rally", "é".repeat(96)).track()).isEmpty();
        MatchTicket longest = NAMELESS.of("r".repeat(32), "x".repeat(190));
        assertThat(MatchTicket.decode(longest.encode())).contains(longest);
    }

    @Test
    void namesThatReachPastTheEndAreNoTicket() {
        byte[] longMode = NAMED.encode();
        longMode[32] = (byte) 250;
        assertThat(MatchTicket.decode(longMode)).isEmpty();
        byte[] longTrack = NAMED.encode();
        longTrack[38] = (byte) 255;
        assertThat(MatchTicket.decode(longTrack)).isEmpty();
        byte[] modeToTheEnd = NAMED.encode();
        modeToTheEnd[32] = (byte) 223;
        assertThat(MatchTicket.decode(modeToTheEnd)).isEmpty();
    }
}
