package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.ConnectToken;
import dev.rallypoint.support.SeededEntropy;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A hostile server must not have players send to machines of their own network. */
class TokenRelaysTest {
    private static final PeerAddress PUBLIC = PeerAddress.parse("203.0.113.7:25565");
    private static final PeerAddress PRIVATE = PeerAddress.parse("192.168.1.1:53");

    private static Api.Connection naming(PeerAddress... relays) {
        byte[] token =
                ConnectToken.mint102(
                        new ConnectToken.Contents(
                                7,
                                1_000,
                                1_060,
                                9,
                                5,
                                List.of(relays),
                                List.of(relays),
                                new byte[256]),
                        new byte[32],
                        new SeededEntropy(3));
        return new Api.Connection(
                Base64.getEncoder().encodeToString(token), List.of(), 0, "", Optional.empty());
    }

    private static List<PeerAddress> relays(Optional<Api.Connection> kept) {
        byte[] token = Base64.getDecoder().decode(kept.orElseThrow().connectToken());
        assertThat(token).hasSize(ConnectToken.BYTES);
        return ConnectToken.servers(token);
    }

    @Test
    void aServerOnTheInternetNamesNoRelayOfAPrivateNetwork() {
        Api.Connection given = naming(PRIVATE, PUBLIC);

        assertThat(relays(TokenRelays.keep(given, Nearness.INTERNET::mayName)))
                .containsExactly(PUBLIC);
        assertThat(TokenRelays.keep(naming(PRIVATE), Nearness.INTERNET::mayName)).isEmpty();
    }

    @Test
    void aServerOfThisNetworkMayNameBoth() {
        Api.Connection given = naming(PRIVATE, PUBLIC);

        assertThat(TokenRelays.keep(given, Nearness.THIS_NETWORK::mayName)).contains(given);
        assertThat(TokenRelays.keep(given, Nearness.THIS_MACHINE::mayName)).contains(given);
    }

    @Test
    void whatIsNoTokenIsLeftToWhoReadsIt() {
        Api.Connection odd = new Api.Connection("***", List.of(), 0, "", Optional.empty());

        assertThat(TokenRelays.keep(odd, Nearness.INTERNET::mayName)).contains(odd);
    }
}
