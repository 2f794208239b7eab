package dev.rallypoint.client;

import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The STUN servers to ask where a player is seen: one of each region. */
final class StunServers {
    /** Of each region one, and no more than a few: routers answer all alike, or none. */
    private static final int MOST = 4;

    private StunServers() {}

    /** Names are looked up, so this takes a while. */
    static CompletableFuture<List<PeerAddress>> of(RallypointClient client) {
        return client.regions()
                .thenCombineAsync(
                        client.mayName(),
                        (regions, mayName) ->
                                regions.stream()
                                        .flatMap(StunServers::first)
                                        .limit(MOST)
                                        .flatMap(text -> address(text).stream())
                                        .filter(mayName)
                                        .toList());
    }

    private static Stream<String> first(Api.Region region) {
        return region.nodes().stream().map(Api.RegionNode::stun).limit(1);
    }

    private static Optional<PeerAddress> address(String text) {
        int colon = text.lastIndexOf(':');
        try {
            String host = text.substring(0, Math.max(0, colon)).replaceAll("[\\[\\]]", "");
            int port = Integer.parseInt(text.substring(colon + 1));
            return Optional.of(new InetSocketAddress(host, port))
                    .filter(found -> !found.isUnresolved())
                    .map(PeerAddress::of);
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
