package dev.rallypoint.lobby;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.RelayEndpoint;
import dev.rallypoint.protocol.PeerAddress;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RelayAddressesTest {
    private static final String PUBLIC = "203.0.113.7:25565";
    private static final String LAN = "192.168.1.5:25565";
    private static final String LAN6 = "[fd00:0:0:0:0:0:0:5]:25565";
    private static final String LOOPBACK = "127.0.0.1:25565";
    private static final NodeInfo SELF =
            node("a", new RelayEndpoint(PUBLIC, List.of(LAN, LAN6), LOOPBACK));

    private static NodeInfo node(String id, RelayEndpoint relay) {
        return new NodeInfo(id, "local", List.of(relay), "203.0.113.7:3478", 0, 10, false, 0, "1");
    }

    private static List<String> toTry(String clientHost, RelayEndpoint relay) {
        return RelayAddresses.toTry(clientHost, List.of(relay), SELF).stream()
                .map(PeerAddress::toString)
                .toList();
    }

    static Stream<Arguments> clients() {
        List<String> near = List.of(LAN, LAN6, PUBLIC);
        return Stream.of(
                Arguments.of("127.0.0.1", List.of(LOOPBACK)),
                Arguments.of("127.3.2.1", List.of(LOOPBACK)),
                Arguments.of("::1", List.of(LOOPBACK)),
                Arguments.of("::ffff:127.0.0.1", List.of(LOOPBACK)),
                Arguments.of("192.168.1.77", near),
                Arguments.of("fe80::1%eth0", near),
                Arguments.of("8.8.8.8", List.of(PUBLIC)),
                Arguments.of("2001:db8::1", List.of(PUBLIC)),
                Arguments.of("not an address", List.of(PUBLIC)),
                Arguments.of("", List.of(PUBLIC)));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void ordersByWhereThePlayerIs(String clientHost, List<String> expected) {
        assertThat(toTry(clientHost, SELF.firstRelay())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1,true", "11.0.0.1,false", "172.15.0.1,false", "172.16.0.1,true",
        "172.31.255.255,true", "172.32.0.1,false", "192.168.0.1,true", "192.169.0.1,false",
        "169.254.9.9,true", "[fd12::1],true", "[fc00::1],true", "[fe80::1],true",
        "[febf::1],true", "[fec0::1],false", "[2001:db8::1],false"
    })
    void knowsPrivateRanges(String host, boolean isPrivate) {
        assertThat(RelayAddresses.isPrivate(PeerAddress.parse(host + ":1"))).isEqualTo(isPrivate);
    }

    @Test
    void givesNoLoopbackAddressOfAnotherMachine() {
        RelayEndpoint elsewhere =
                new RelayEndpoint("198.51.100.9:25565", List.of("192.168.1.9:25565"), LOOPBACK);
        assertThat(toTry("127.0.0.1", elsewhere))
                .containsExactly("192.168.1.9:25565", "198.51.100.9:25565");
    }

    @Test
    void givesTheLoopbackAddressOfAnotherNodeOfThisMachine() {
        RelayEndpoint here =
                new RelayEndpoint(
                        "203.0.113.7:25575", List.of("192.168.1.5:25575"), "127.0.0.1:25575");
        assertThat(toTry("127.0.0.1", here)).containsExactly("127.0.0.1:25575");
    }

    @Test
    void aRelayRecognizesItselfByEachAddressOnce() {
        RelayEndpoint relay = new RelayEndpoint(LOOPBACK, List.of(LAN, LAN), LOOPBACK);
        assertThat(RelayAddresses.all(List.of(relay)))
                .containsExactly(PeerAddress.parse(LOOPBACK), PeerAddress.parse(LAN));
    }

    @Test
    void neverExceedsATokensAddressesAndNeverDropsThePublicOne() {
        List<String> many = IntStream.range(0, 40).mapToObj(i -> "10.0.0." + i + ":25565").toList();
        RelayEndpoint relay = new RelayEndpoint(PUBLIC, many, "");
        PeerAddress open = PeerAddress.parse(PUBLIC);
        assertThat(RelayAddresses.all(List.of(relay))).hasSize(32).startsWith(open);
        List<PeerAddress> near = RelayAddresses.toTry("10.9.9.9", List.of(relay), SELF);
        assertThat(near).hasSize(32).endsWith(open);
        assertThat(Collections.frequency(near, open)).isEqualTo(1);
    }

    private static RelayEndpoint relay(int number, int lanAddresses) {
        return new RelayEndpoint(
                "203.0.113." + number + ":25565",
                IntStream.range(0, lanAddresses)
                        .mapToObj(i -> "10." + number + ".0." + i + ":25565")
                        .toList(),
                "");
    }

    @Test
    void listsOneRelayAfterTheOtherEachWithItsPublicAddress() {
        List<RelayEndpoint> relays = List.of(relay(1, 2), relay(2, 1), relay(3, 0));
        assertThat(texts(RelayAddresses.all(relays)))
                .containsExactly(
                        "203.0.113.1:25565",
                        "10.1.0.0:25565",
                        "10.1.0.1:25565",
                        "203.0.113.2:25565",
                        "10.2.0.0:25565",
                        "203.0.113.3:25565");
        assertThat(texts(RelayAddresses.toTry("8.8.8.8", relays, SELF)))
                .containsExactly("203.0.113.1:25565", "203.0.113.2:25565", "203.0.113.3:25565");
        assertThat(texts(RelayAddresses.toTry("10.9.9.9", relays, SELF)))
                .containsExactly(
                        "10.1.0.0:25565",
                        "10.1.0.1:25565",
                        "203.0.113.1:25565",
                        "10.2.0.0:25565",
                        "203.0.113.2:25565",
                        "203.0.113.3:25565");
    }

    @Test
    void leavesOutLanAddressesOfStandbysBeforeThoseOfTheHomeAndNoPublicOne() {
        List<RelayEndpoint> relays = List.of(relay(1, 20), relay(2, 20), relay(3, 20));
        for (List<PeerAddress> list :
                List.of(
                        RelayAddresses.all(relays),
                        RelayAddresses.toTry("10.9.9.9", relays, SELF))) {
            assertThat(list).hasSize(32);
            assertThat(texts(list))
                    .contains("203.0.113.1:25565", "203.0.113.2:25565", "203.0.113.3:25565");
            assertThat(texts(list).stream().filter(address -> address.startsWith("10.1.")))
                    .hasSize(20);
            assertThat(texts(list).stream().filter(address -> address.startsWith("10.2.")))
                    .hasSize(9);
        }
        List<RelayEndpoint> crowded = List.of(relay(1, 40), relay(2, 40), relay(3, 40));
        assertThat(texts(RelayAddresses.all(crowded)))
                .hasSize(32)
                .startsWith("203.0.113.1:25565")
                .endsWith("203.0.113.2:25565", "203.0.113.3:25565");
    }

    private static List<String> texts(List<PeerAddress> addresses) {
        return addresses.stream().map(PeerAddress::toString).toList();
    }
}
