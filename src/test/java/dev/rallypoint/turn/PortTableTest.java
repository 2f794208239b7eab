package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.turn.PortTable.Port;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortTableTest {
    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Port relay(String bound) {
        return new Port("relay", "udp", address(bound), 25_565);
    }

    private static String row(String publicHost, String bound, String... local) {
        List<InetAddress> addresses = List.of(local).stream().map(PortTableTest::address).toList();
        List<String> lines = new PortTable(publicHost, addresses).lines(List.of(relay(bound)));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .containsSubsequence("reached from", "this machine", "the LAN", "the internet");
        return lines.get(1).replaceAll(" +", " ");
    }

    @Test
    void behindARouterItSaysWhatMustBeForwarded() {
        assertThat(row("203.0.113.7", "0.0.0.0", "192.168.1.5", "172.17.0.1"))
                .isEqualTo(
                        "25565/udp relay yes 192.168.1.5 203.0.113.7:25565, if the router forwards"
                                + " 25565/udp to 192.168.1.5");
    }

    @Test
    void withAPublicAddressOfItsOwnNothingMustBeForwarded() {
        assertThat(row("203.0.113.7", "0.0.0.0", "203.0.113.7"))
                .isEqualTo(
                        "25565/udp relay yes 203.0.113.7 203.0.113.7:25565, if the firewall lets it"
                                + " in");
    }

    @Test
    void aLoopbackPortIsReachedFromThisMachineAlone() {
        assertThat(row("203.0.113.7", "127.0.0.1", "192.168.1.5"))
                .isEqualTo("25565/udp relay yes no no: the port is bound to loopback");
    }

    @Test
    void withoutAPublicAddressTheInternetDoesNotReachIt() {
        assertThat(row("192.168.1.5", "0.0.0.0", "192.168.1.5"))
                .isEqualTo("25565/udp relay yes 192.168.1.5 no: no public address is known");
        assertThat(row("100.64.0.9", "0.0.0.0", "192.168.1.5"))
                .endsWith("no: no public address is known");
    }

    @Test
    void portsThatBelongTogetherAreOneRow() {
        Port relayed = new Port("turn-relayed", "udp", address("0.0.0.0"), 49_152, 65_535);

        assertThat(
                        new PortTable("203.0.113.7", List.of(address("192.168.1.5")))
                                .lines(List.of(relayed))
                                .get(1)
                                .replaceAll(" +", " "))
                .isEqualTo(
                        "49152-65535/udp turn-relayed yes 192.168.1.5 203.0.113.7:49152-65535, if"
                                + " the router forwards 49152-65535/udp to 192.168.1.5");
    }

    @Test
    void aPortOfOneFamilyIsToldWithAnAddressOfIt() {
        assertThat(row("203.0.113.7", "0.0.0.0", "2001:db8::5", "192.168.1.5"))
                .contains("to 192.168.1.5");
    }
}
