package dev.rallypoint.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Against lines of {@code /proc/net/udp} as Linux 6 writes them. */
class KernelDropsTest {
    private static final List<String> TABLE =
            List.of(
                    "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt"
                            + "   uid  timeout inode ref pointer drops",
                    "  101: 0100007F:63DD 00000000:0000 07 00000000:00000000 00:00000000 00000000"
                            + "     0        0 9001 2 0000000000000000 12",
                    "  102: 0100007F:8001 0100007F:63DD 01 00000000:00000000 00:00000000 00000000"
                            + "     0        0 9002 2 0000000000000000 3",
                    "  103: 0100007F:8002 0100007F:63DD 01 00000000:00000000 00:00000000 00000000"
                            + "     0        0 9003 2 0000000000000000 4");

    @Test
    void theSocketOnThePortAndThoseConnectedToItAreToldApart() {
        assertThat(KernelDrops.sum(TABLE, 0x63DD, 1)).isEqualTo(12);
        assertThat(KernelDrops.sum(TABLE, 0x63DD, 2)).isEqualTo(7);
        assertThat(KernelDrops.sum(TABLE, 0x1111, 1)).isZero();
    }
}
