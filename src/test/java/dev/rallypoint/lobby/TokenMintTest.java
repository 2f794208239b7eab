package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.ANN;
import static dev.rallypoint.lobby.Lobbies.BOB;
import static dev.rallypoint.lobby.Lobbies.NOW;
import static dev.rallypoint.lobby.Lobbies.SESSIONS;
import static dev.rallypoint.lobby.Lobbies.after;
import static dev.rallypoint.lobby.Lobbies.lobby;
import static dev.rallypoint.lobby.Lobbies.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallypoint.cluster.Placement;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.RelayEndpoint;
import dev.rallypoint.lobby.SeatRules.Identity;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.ConnectToken;
import dev.rallypoint.protocol.netcode.TokenKeys;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenMintTest {
    private static final String PUBLIC = "203.0.113.7:25565";
    private static final String LOOPBACK = "127.0.0.1:25565";
    private static final NodeInfo SELF =
            new NodeInfo(
                    Lobbies.NODE,
                    "local",
                    List.of(new RelayEndpoint(PUBLIC, List.of("192.168.1.5:25565"), LOOPBACK)),
                    "203.0.113.7:3478",
                    0,
                    10,
                    false,
                    0,
                    "1");

    private final AtomicLong sequence = new AtomicLong(5);
    private final TokenMint mint =
            new TokenMint(
                    TestNode.RELAY,
                    () -> TokenKeys.of(TestNode.KEY_102, TestNode.KEY_101),
                    sequence::getAndIncrement,
                    new Random(3)::nextBytes);

    private static TokenMint.Order order(Lobby lobby, String playerId, String clientHost) {
        Lobby counted = after(SESSIONS.openConnection(lobby, playerId, NOW));
        return new TokenMint.Order(
                counted, counted.member(playerId).orElseThrow(), clientHost, List.of(SELF), SELF);
    }

    @ParameterizedTest
    @EnumSource(TokenFlavour.class)
    void tellsTheRelayWhoSitsWhere(TokenFlavour flavour) {
        Lobby lobby = with(lobby(8), BOB);
        Api.Connection connection = mint.mint(order(lobby, BOB, "8.8.8.8"), flavour, NOW);
        OpenedToken opened = OpenedToken.at(PUBLIC, connection, NOW);
        assertThat(opened.clientId()).isEqualTo(2);
        assertThat(opened.ticket())
                .isEqualTo(
                        new MatchTicket(
                                UUID.fromString(lobby.lobbyId()),
                                Forwarding.FRAMED,
                                false,
                                1,
                                8,
                                NOW,
                                lobby.settings().gameMode(),
                                lobby.settings().track().orElse("")));
        assertThat(opened.firstServer()).hasToString(PUBLIC);
        assertThat(connection.servers()).containsExactly(PUBLIC);
        assertThat(connection.slot()).isEqualTo(1);
        assertThat(Instant.parse(connection.expiresAt()))
                .isEqualTo(Instant.ofEpochMilli(NOW).plusSeconds(45));
        assertThat(connection.webSocketUrl()).isEmpty();
    }

    @Test
    void isAcceptedAtEachAddressOfTheRelay() {
        Api.Connection connection =
                mint.mint(order(lobby(2), ANN, "::1"), TokenFlavour.NETCODE_1_02, NOW);
        assertThat(connection.servers()).containsExactly(LOOPBACK);
        for (String address : List.of(PUBLIC, LOOPBACK, "192.168.1.5:25565")) {
            assertThat(OpenedToken.at(address, connection, NOW).clientId()).isEqualTo(1);
        }
    }

    @Test
    void claimsToBeADayOldSoThatLibrariesFollowTheirMatchForAsLong() {
        Api.Connection connection =
                mint.mint(order(lobby(2), ANN, "8.8.8.8"), TokenFlavour.NETCODE_1_02, NOW);
        ByteBuffer token =
                ByteBuffer.wrap(Base64.getDecoder().decode(connection.connectToken()))
                        .order(ByteOrder.LITTLE_ENDIAN);

        assertThat(token.getLong(21)).as("created").isEqualTo(NOW / 1_000 - 86_400);
        assertThat(token.getLong(29)).as("expires").isEqualTo(NOW / 1_000 + 45);
    }

    @Test
    void namesOneRelayOfTheHomeAndNoOther() {
        List<RelayEndpoint> relays =
                IntStream.range(25_565, 25_568)
                        .mapToObj(
                                port ->
                                        new RelayEndpoint(
                                                "203.0.113.7:" + port,
                                                List.of("192.168.1.5:" + port),
                                                "127.0.0.1:" + port))
                        .toList();
        NodeInfo home =
                new NodeInfo(
                        Lobbies.NODE, "local", relays, "203.0.113.7:3478", 0, 10, false, 0, "1");
        TokenMint.Order alone = order(lobby(2), ANN, "192.168.1.9");
        RelayEndpoint relay = Placement.relay(home, alone.lobby().lobbyId());

        Api.Connection connection =
                mint.mint(
                        new TokenMint.Order(
                                alone.lobby(),
                                alone.member(),
                                alone.clientHost(),
                                List.of(home),
                                home),
                        TokenFlavour.NETCODE_1_02,
                        NOW);

        assertThat(connection.servers())
                .containsExactly(relay.lanAddresses().get(0), relay.publicAddress());
        assertThat(OpenedToken.at(relay.loopbackAddress(), connection, NOW).clientId())
                .isEqualTo(1);
        relays.stream()
                .filter(other -> !other.equals(relay))
                .forEach(
                        other ->
                                assertThatThrownBy(
                                                () ->
                                                        OpenedToken.at(
                                                                other.loopbackAddress(),
                                                                connection,
                                                                NOW))
                                        .hasMessageContaining("NOT_MY_ADDRESS"));
    }

    @Test
    void namesTheHomeFirstAndThenTheStandbysEachAtItsPublicAddress() {
        TokenMint.Order alone = order(lobby(2), ANN, "8.8.8.8");
        List<NodeInfo> nodes =
                Stream.of("node-h", "node-i", "node-j").map(id -> Lobbies.node(id, false)).toList();
        List<String> relays = nodes.stream().map(n -> n.firstRelay().publicAddress()).toList();

        Api.Connection connection =
                mint.mint(
                        new TokenMint.Order(
                                alone.lobby(), alone.member(), "8.8.8.8", nodes, nodes.get(1)),
                        TokenFlavour.NETCODE_1_02,
                        NOW);

        assertThat(connection.servers()).isEqualTo(relays);
        OpenedToken opened = OpenedToken.at(relays.get(2), connection, NOW);
        assertThat(opened.firstServer()).hasToString(relays.get(0));
        assertThat(serversInside(connection))
                .as("twice: a match may come back to its first node")
                .containsExactlyElementsOf(
                        Stream.concat(relays.stream(), relays.stream()).toList());
    }

    /** The IPv4 addresses that a client finds in a token (netcode.md §2). */
    private static List<String> serversInside(Api.Connection connection) {
        ByteBuffer token =
                ByteBuffer.wrap(Base64.getDecoder().decode(connection.connectToken()))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .position(1_089);
        List<String> servers = new ArrayList<>();
        for (int left = token.getInt(); left > 0; left--) {
            assertThat(token.get()).as("IPv4").isEqualTo((byte) 1);
            byte[] host = new byte[4];
            token.get(host);
            servers.add(PeerAddress.of(host, Short.toUnsignedInt(token.getShort())).toString());
        }
        return servers;
    }

    @Test
    void listsAHomeWithoutStandbysOnceAndAListThatDoesNotFitTwice() {
        Api.Connection alone =
                mint.mint(order(lobby(2), ANN, "8.8.8.8"), TokenFlavour.NETCODE_1_02, NOW);
        assertThat(serversInside(alone)).containsExactly(PUBLIC);
        List<String> lan = IntStream.range(0, 16).mapToObj(i -> "10.0.0." + i + ":25565").toList();
        NodeInfo wide =
                new NodeInfo(
                        "node-w",
                        "local",
                        List.of(new RelayEndpoint("203.0.113.99:25565", lan, "")),
                        "203.0.113.99:3478",
                        0,
                        10,
                        false,
                        0,
                        "1");
        TokenMint.Order order = order(lobby(2), ANN, "10.1.1.1");
        Api.Connection connection =
                mint.mint(
                        new TokenMint.Order(
                                order.lobby(),
                                order.member(),
                                "10.1.1.1",
                                List.of(wide, SELF),
                                SELF),
                        TokenFlavour.NETCODE_1_02,
                        NOW);
        assertThat(serversInside(connection)).hasSize(19).doesNotHaveDuplicates();
    }

    @Test
    void takesAFreshSequenceForEach101TokenOnly() {
        mint.mint(order(lobby(2), ANN, "::1"), TokenFlavour.NETCODE_1_01, NOW);
        mint.mint(order(lobby(2), ANN, "::1"), TokenFlavour.NETCODE_1_01, NOW);
        mint.mint(order(lobby(2), ANN, "::1"), TokenFlavour.NETCODE_1_02, NOW);
        assertThat(sequence).hasValue(7);
    }

    @Test
    void putsTheClientIdInFrontForRenet() {
        Api.Connection connection = mint.mint(order(lobby(2), ANN, "::1"), TokenFlavour.RENET, NOW);
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(connection.connectToken()));
        assertThat(bytes.remaining()).isEqualTo(ConnectToken.BYTES + Long.BYTES);
        assertThat(bytes.order(ByteOrder.LITTLE_ENDIAN).getLong()).isEqualTo(1);
    }

    @Test
    void makesTheOwnerHostOfTheMatch() {
        Api.CreateLobby wish =
                new Api.CreateLobby(
                        "n",
                        "race",
                        Optional.empty(),
                        4,
                        "public",
                        Optional.empty(),
                        Optional.empty(),
                        "star");
        Lobby star =
                with(
                        after(
                                Lobbies.SEATS.create(
                                        new CreateLobby(ANN, "Ann", wish),
                                        LobbySettings.of(wish, Optional.empty(), "local"),
                                        new Identity(
                                                new UUID(4, 2).toString(),
                                                "C",
                                                Optional.of(Lobbies.NODE)),
                                        NOW)),
                        BOB);
        assertThat(isHost(star, ANN)).isTrue();
        assertThat(isHost(star, BOB)).isFalse();
        assertThat(isHost(lobby(2), ANN)).as("the owner, in every mode").isTrue();
        assertThat(isHost(with(lobby(2), BOB), BOB)).isFalse();
    }

    private boolean isHost(Lobby lobby, String playerId) {
        Api.Connection connection =
                mint.mint(order(lobby, playerId, "8.8.8.8"), TokenFlavour.NETCODE_1_02, NOW);
        return OpenedToken.at(PUBLIC, connection, NOW).ticket().host();
    }
}
