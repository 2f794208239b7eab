package dev.rallypoint.protocol.netcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.relay.FramedHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The sizing table of docs/PERFORMANCE.md against the packets' real sizes. */
class SizingTest {
    private static final int IPV4_AND_UDP_BYTES = 28;

    /** Reached after thirteen seconds at 20 Hz. */
    private static final long SEQUENCE_OF_A_PLAYER = 256;

    private static int datagramBytes(long sequence, int payloadBytes) {
        return IPV4_AND_UDP_BYTES
                + PacketCodec.MAX_OVERHEAD_BYTES
                - Long.BYTES
                + PacketCodec.sequenceBytes(sequence)
                + payloadBytes;
    }

    private static String expected(String forwarding, int payloadBytes, int lobby, int hz) {
        int framed = forwarding.equals("framed") ? FramedHeader.BYTES : 0;
        int fromPlayer = datagramBytes(SEQUENCE_OF_A_PLAYER, payloadBytes + framed);
        int toPlayer = datagramBytes(new SendSequence(1, 0).next(), payloadBytes + framed);
        int received = hz * (lobby - 1);
        double down = received * toPlayer * 8 / 1e3;
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %.1f | %.1f | %.2f | %d |",
                forwarding,
                payloadBytes,
                lobby,
                hz,
                hz * fromPlayer * 8 / 1e3,
                down,
                down * lobby / 1e3,
                received);
    }

    @Test
    void theSizingTableSaysWhatPacketsTake() throws IOException {
        List<String> document = Files.readAllLines(Path.of("docs/PERFORMANCE.md"));
        int first = document.indexOf("<!-- table: sizing -->") + 3;
        List<String> rows = document.subList(first, first + 7);

        assertThat(rows)
                .allSatisfy(
                        row -> {
                            String[] cells = row.split("\\s*\\|\\s*");
                            assertThat(row)
                                    .isEqualTo(
                                            expected(
                                                    cells[1],
                                                    Integer.parseInt(cells[2]),
                                                    Integer.parseInt(cells[3]),
                                                    Integer.parseInt(cells[4])));
                        });
    }
}
