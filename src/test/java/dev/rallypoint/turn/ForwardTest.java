package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ForwardTest {
    private static final PortTable.Port RELAY =
            new PortTable.Port("relay", "udp", InetAddress.getLoopbackAddress(), 25_565);

    private static Forward forward(String outside, int port) {
        try {
            return new Forward(RELAY, "UPnP IGD", InetAddress.getByName(outside), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void saysWhereTheRouterForwardsFrom() {
        assertThat(forward("11.0.0.101", 25_565).line("11.0.0.101"))
                .isEqualTo("25565/udp relay: forwarded from 11.0.0.101:25565 by UPnP IGD");
    }

    @Test
    void aRouterBehindAnotherNatIsNamed() {
        assertThat(forward("100.64.3.4", 25_565).line("11.0.0.101")).contains("another NAT");
        assertThat(forward("192.168.178.2", 25_565).line("11.0.0.101")).contains("another NAT");
    }

    @Test
    void anotherPortHelpsNobody() {
        assertThat(forward("11.0.0.101", 40_000).isAsWanted()).isFalse();
        assertThat(forward("11.0.0.101", 40_000).line("11.0.0.101"))
                .contains("port 40000 only")
                .contains("by hand");
    }

    @Test
    void anotherAddressThanPlayersAreToldIsNamed() {
        assertThat(forward("11.0.0.101", 25_565).line("12.0.0.1"))
                .contains("players are told 12.0.0.1");
    }
}
