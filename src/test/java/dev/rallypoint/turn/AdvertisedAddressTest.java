package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.AddressMessage.DiscoveredAddress;
import dev.rallypoint.security.AddressScope;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdvertisedAddressTest {
    private static final InetAddress ALL_IPV4 = ip("0.0.0.0");
    private static final InetAddress ALL = ip("::");
    private static final DiscoveredAddress NOBODY_ASKED =
            new DiscoveredAddress(Optional.empty(), List.of());
    private static final DiscoveredAddress NO_ANSWER =
            new DiscoveredAddress(Optional.empty(), List.of("stun.example:3478: no answer"));
    private static final List<InetAddress> LAN =
            Stream.of("fd00::5", "192.168.1.5", "10.0.0.5").map(AdvertisedAddressTest::ip).toList();

    @Test
    void theOperatorsWordCountsAlways() {
        AdvertisedAddress chosen =
                AdvertisedAddress.withoutAsking(" 203.0.113.9 ", ip("127.0.0.1")).orElseThrow();

        assertThat(chosen.host()).isEqualTo("203.0.113.9");
        assertThat(chosen.reason()).contains("configured");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, loopback", "203.0.113.9, bound to it"})
    void aPortOnOneInterfaceSettlesIt(String bound, String reason) {
        AdvertisedAddress chosen = AdvertisedAddress.withoutAsking("", ip(bound)).orElseThrow();

        assertThat(chosen.host()).isEqualTo(bound);
        assertThat(chosen.reason()).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.5"})
    void otherPortsMustAsk(String bound) {
        assertThat(AdvertisedAddress.withoutAsking("", ip(bound))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.5"})
    void whatStunServersSawComesFirst(String bound) {
        AdvertisedAddress chosen =
                AdvertisedAddress.afterAsking(ip(bound), seen("203.0.113.9"), LAN);

        assertThat(chosen.host()).isEqualTo("203.0.113.9");
        assertThat(chosen.reason()).contains("STUN servers saw");
    }

    private static DiscoveredAddress seen(String host) {
        return new DiscoveredAddress(Optional.of(host), List.of("a: " + host));
    }

    @Test
    void withoutAnAnswerTheFirstLanAddressIsTaken() {
        AdvertisedAddress chosen = AdvertisedAddress.afterAsking(ALL_IPV4, NO_ANSWER, LAN);

        assertThat(chosen.host()).isEqualTo("192.168.1.5");
        assertThat(chosen.reason())
                .contains("first LAN address", "no STUN server answered", "relay.publicAddress");
    }

    @Test
    void saysSoIfNobodyWasAsked() {
        assertThat(AdvertisedAddress.afterAsking(ALL_IPV4, NOBODY_ASKED, LAN).reason())
                .contains("no STUN server was asked");
    }

    @Test
    void aPublicInterfaceIsBetterThanALan() {
        List<InetAddress> both = List.of(ip("192.168.1.5"), ip("203.0.113.9"));

        assertThat(AdvertisedAddress.afterAsking(ALL_IPV4, NO_ANSWER, both).host())
                .isEqualTo("203.0.113.9");
    }

    @Test
    void aPortOnALanAddressWithoutAnAnswerIsReachedThere() {
        AdvertisedAddress chosen = AdvertisedAddress.afterAsking(ip("10.0.0.5"), NO_ANSWER, LAN);

        assertThat(chosen.host()).isEqualTo("10.0.0.5");
        assertThat(chosen.reason()).contains("bound to it", "no STUN server answered");
    }

    @Test
    void aLoopbackAnswerIsOfNoUseToOthers() {
        AdvertisedAddress chosen = AdvertisedAddress.afterAsking(ALL_IPV4, seen("127.0.0.1"), LAN);

        assertThat(chosen.host()).isEqualTo("192.168.1.5");
        assertThat(chosen.reason()).contains("saw 127.0.0.1 only");
    }

    @Test
    void anIpv6AnswerIsOfNoUseToAnIpv4Port() {
        AdvertisedAddress chosen =
                AdvertisedAddress.afterAsking(ALL_IPV4, seen("2001:db8::1"), LAN);

        assertThat(chosen.host()).isEqualTo("192.168.1.5");
        assertThat(chosen.reason()).contains("not of the family");
        assertThat(AdvertisedAddress.afterAsking(ALL, seen("2001:db8::1"), LAN).host())
                .isEqualTo("2001:db8:0:0:0:0:0:1");
    }

    @Test
    void anIpv4PortNeverAdvertisesAnIpv6Interface() {
        List<InetAddress> ipv6 = List.of(ip("fd00::5"));

        assertThat(AdvertisedAddress.afterAsking(ALL_IPV4, NO_ANSWER, ipv6).host())
                .isEqualTo("127.0.0.1");
        assertThat(AdvertisedAddress.afterAsking(ALL, NO_ANSWER, ipv6).host())
                .isEqualTo("fd00:0:0:0:0:0:0:5");
    }

    @Test
    void aMachineWithoutNetworkIsReachedFromItself() {
        AdvertisedAddress chosen = AdvertisedAddress.afterAsking(ALL_IPV4, NOBODY_ASKED, List.of());

        assertThat(chosen.host()).isEqualTo("127.0.0.1");
        assertThat(chosen.reason()).contains("only players on this machine");
    }

    @Test
    void thisMachinesAddressesReachBeyondTheirLink() {
        assertThat(LocalAddresses.ofThisMachine())
                .allMatch(address -> AddressScope.of(address).isBeyondThisLink())
                .noneMatch(address -> address.getHostAddress().contains("%"));
    }

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }
}
