package dev.rallypoint.lobby;

import dev.rallypoint.cluster.Placement;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.RelayConfig;
import dev.rallypoint.contract.RelayEndpoint;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.ConnectToken;
import dev.rallypoint.protocol.netcode.TokenKeys;
import dev.rallypoint.protocol.relay.MatchTicket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Turns a seat into a connect token. Thread-safe if its sources are. */
final class TokenMint {
    private static final long MS_PER_SECOND = 1_000;

    /**
     * Some client libraries follow a disconnect to the token's next relay only until the time
     * between creation and expiry has passed since they began (PROTOCOL.md, netcode §7.1). Nobody
     * else reads the creation time.
     */
    private static final long LONGEST_MATCH_SECONDS = 86_400;

    /**
     * Who connects from where to which node.
     *
     * @param lobby after the token was counted: its latest generation is this token's
     * @param nodes the match's home node first, then those that come next when it is lost
     */
    record Order(
            Lobby lobby, Member member, String clientHost, List<NodeInfo> nodes, NodeInfo self) {}

    private final RelayConfig config;
    private final Supplier<TokenKeys> keys;
    private final LongSupplier tokenSequence;
    private final Entropy entropy;

    /**
     * @param keys that relays open tokens with, as they are now
     * @param tokenSequence never the same number twice under one 1.01 key
     */
    TokenMint(
            RelayConfig config,
            Supplier<TokenKeys> keys,
            LongSupplier tokenSequence,
            Entropy entropy) {
        this.config = config;
        this.keys = keys;
        this.tokenSequence = tokenSequence;
        this.entropy = entropy;
    }

    Api.Connection mint(Order order, TokenFlavour flavour, long nowMs) {
        ConnectToken.Contents contents = contents(order, nowMs / MS_PER_SECOND);
        TokenKeys sealing = keys.get();
        long expires = contents.expiresUnixSeconds();
        byte[] token =
                switch (flavour) {
                    case NETCODE_1_02 ->
                            ConnectToken.mint102(contents, sealing.key102(expires), entropy);
                    case NETCODE_1_01 ->
                            ConnectToken.mint101(
                                    contents,
                                    tokenSequence.getAsLong(),
                                    sealing.key101(expires),
                                    entropy);
                    case RENET ->
                            ConnectToken.mintRenet(contents, sealing.key102(expires), entropy);
                };
        return new Api.Connection(
                Base64.getEncoder().encodeToString(token),
                contents.publicServers().stream().map(PeerAddress::toString).distinct().toList(),
                order.member().slot(),
                Instant.ofEpochSecond(expires).toString(),
                Optional.empty());
    }

    private ConnectToken.Contents contents(Order order, long nowSeconds) {
        List<RelayEndpoint> relays =
                order.nodes().stream()
                        .map(node -> Placement.relay(node, order.lobby().lobbyId()))
                        .toList();
        List<PeerAddress> servers = RelayAddresses.toTry(order.clientHost(), relays, order.self());
        return new ConnectToken.Contents(
                config.protocolId(),
                nowSeconds - LONGEST_MATCH_SECONDS,
                nowSeconds + config.tokenLifetimeSeconds(),
                Ids.clientId(order.member().playerId()).orElseThrow(),
                config.timeoutSeconds(),
                relays.size() > 1 ? twice(servers) : servers,
                RelayAddresses.all(relays),
                ticket(order.lobby(), order.member()).encode());
    }

    /**
     * If it fits: a client library goes through the list once, and a match that has moved to the
     * last of its nodes may come back to the first one.
     */
    private static List<PeerAddress> twice(List<PeerAddress> servers) {
        List<PeerAddress> list = new ArrayList<>(servers);
        if (2 * servers.size() <= RelayAddresses.MAX_SERVERS) {
            list.addAll(servers);
        }
        return list;
    }

    private static MatchTicket ticket(Lobby lobby, Member member) {
        MatchTicket overRelay =
                new MatchTicket(
                        UUID.fromString(lobby.lobbyId()),
                        lobby.forwarding(),
                        lobby.isOwner(member.playerId()),
                        member.slot(),
                        lobby.settings().capacity(),
                        lobby.latestGeneration(),
                        lobby.settings().gameMode(),
                        lobby.settings().track().orElse(""));
        return overRelay.over(lobby.settings().pathsOrDefault());
    }
}
