package dev.rallypoint.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandshakeGateTest {
    private static final long NOW = 1_790_000_000_000L;
    private static final PeerAddress SOURCE = PeerAddress.parse("192.0.2.1:1000");

    private final HandshakeGate gate = new HandshakeGate(new SourceLimits(5, 64, 1), 12);

    private static ByteBuffer datagram(int first, int bytes) {
        return ByteBuffer.allocate(bytes).put(0, (byte) first);
    }

    private static PeerAddress source(int number) {
        return PeerAddress.ofIpv4(0xC000_0200 + number, 1_000);
    }

    @Test
    void limitsTheHandshakesOfOneSource() {
        ByteBuffer handshake = datagram(0, 1_078);
        for (int i = 0; i < 5; i++) {
            assertThat(gate.deny(SOURCE, handshake, NOW)).isNull();
        }

        assertThat(gate.deny(SOURCE, handshake, NOW)).isEqualTo(DropReason.HANDSHAKE_SOURCE_LIMIT);
        assertThat(gate.deny(source(2), handshake, NOW)).isNull();
        assertThat(gate.deny(SOURCE, handshake, NOW + 200)).isNull();
    }

    @Test
    void limitsTheHandshakesOfTheNode() {
        for (int i = 0; i < 12; i++) {
            assertThat(gate.deny(source(i), datagram(0, 1_078), NOW)).isNull();
        }

        assertThat(gate.deny(source(12), datagram(0, 1_078), NOW))
                .isEqualTo(DropReason.HANDSHAKE_LIMIT);
    }

    @Test
    void letsThoseInWhoAreExpectedThoughTheyShareAnAddress() {
        for (int i = 0; i < 5; i++) {
            gate.deny(SOURCE, datagram(0, 1_078), NOW);
        }
        gate.expect(2, NOW);

        assertThat(gate.deny(SOURCE, datagram(0, 1_078), NOW)).isNull();
        assertThat(gate.deny(SOURCE, datagram(0, 1_078), NOW)).isNull();
        assertThat(gate.deny(SOURCE, datagram(0, 1_078), NOW))
                .isEqualTo(DropReason.HANDSHAKE_SOURCE_LIMIT);
    }

    @Test
    void whoIsExpectedHasSecondsToComeAndCannotSpendWhatTheNodeHas() {
        gate.expect(1_000, NOW);
        for (int i = 0; i < 12; i++) {
            assertThat(gate.deny(SOURCE, datagram(0, 1_078), NOW)).isNull();
        }
        assertThat(gate.deny(SOURCE, datagram(0, 1_078), NOW))
                .isEqualTo(DropReason.HANDSHAKE_LIMIT);

        for (int i = 0; i < 5; i++) {
            gate.deny(SOURCE, datagram(0, 1_078), NOW + 5_000);
        }
        assertThat(gate.deny(SOURCE, datagram(0, 1_078), NOW + 5_000))
                .isEqualTo(DropReason.HANDSHAKE_SOURCE_LIMIT);
    }

    @Test
    void aLoudSourceDoesNotSpendWhatTheNodeHasForOthers() {
        for (int i = 0; i < 1_000; i++) {
            gate.deny(SOURCE, datagram(0, 1_078), NOW);
        }

        for (int i = 2; i < 9; i++) {
            assertThat(gate.deny(source(i), datagram(0, 1_078), NOW)).isNull();
        }
    }

    @Test
    void theFirstFilterThatDeniesEndsTheChain() {
        List<String> asked = new ArrayList<>();
        FilterChain chain =
                new FilterChain(
                        List.of(
                                (from, datagram, nowMs) -> {
                                    asked.add("first");
                                    return null;
                                },
                                (from, datagram, nowMs) -> {
                                    asked.add("second");
                                    return DropReason.FIREWALL_DENIED;
                                },
                                (from, datagram, nowMs) -> {
                                    asked.add("third");
                                    return null;
                                }));

        assertThat(chain.deny(SOURCE, datagram(0, 9), NOW)).isEqualTo(DropReason.FIREWALL_DENIED);
        assertThat(asked).containsExactly("first", "second");
    }

    @Test
    void limitsEveryDatagramOfAStrangerWhateverItIs() {
        SourceFilter filter = new SourceFilter(new SourceLimits(100, 64, 1));
        for (int i = 0; i < 100; i++) {
            assertThat(filter.deny(SOURCE, datagram(5, 30), NOW)).isNull();
        }

        assertThat(filter.deny(SOURCE, datagram(5, 30), NOW)).isEqualTo(DropReason.SOURCE_LIMIT);
    }
}
