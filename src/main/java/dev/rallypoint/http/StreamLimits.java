package dev.rallypoint.http;

import dev.rallypoint.contract.HttpConfig;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.Rejection;
import dev.rallypoint.contract.SecurityConfig;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.security.CallGate;
import dev.rallypoint.security.CidrBlock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many event streams one player, one client address and the node may have open. An IPv6 address
 * shares with its /64. One event loop.
 */
final class StreamLimits {
    /**
     * A limit that was hit.
     *
     * @param limit {@code name=figure}
     */
    record Hit(Rejection rejection, String limit) {}

    private final HttpConfig config;
    private final List<CidrBlock> exempt;
    private final Map<String, Integer> byPlayer = new HashMap<>();
    private final Map<Long, Integer> byAddress = new HashMap<>();

    /** Read by the metrics' scraper from another thread; written by one. */
    private volatile int open;

    private StreamLimits(HttpConfig config, List<CidrBlock> exempt) {
        this.config = config;
        this.exempt = exempt;
    }

    static StreamLimits of(HttpConfig config, SecurityConfig security) {
        return new StreamLimits(config, CallGate.exemptRanges(security));
    }

    /** Counts a stream, unless a limit is hit. */
    Optional<Hit> tryOpen(String playerId, PeerAddress client) {
        Optional<Hit> hit = hit(playerId, client);
        if (hit.isEmpty()) {
            byPlayer.merge(playerId, 1, Integer::sum);
            byAddress.merge(key(client), 1, Integer::sum);
            open = open + 1;
        }
        return hit;
    }

    private Optional<Hit> hit(String playerId, PeerAddress client) {
        if (byPlayer.getOrDefault(playerId, 0) >= config.eventStreamsPerPlayer()) {
            return hit("of one player", "eventStreamsPerPlayer", config.eventStreamsPerPlayer());
        }
        boolean isFull = byAddress.getOrDefault(key(client), 0) >= config.eventStreamsPerAddress();
        if (isFull && exempt.stream().noneMatch(block -> block.contains(client))) {
            return hit("of one address", "eventStreamsPerAddress", config.eventStreamsPerAddress());
        }
        return open >= config.eventStreams()
                ? hit("of this node", "eventStreams", config.eventStreams())
                : Optional.empty();
    }

    private static Optional<Hit> hit(String whose, String key, int most) {
        String detail = "At most %d open event streams %s (http.%s).".formatted(most, whose, key);
        return Optional.of(
                new Hit(new Rejection(ProblemCode.RATE_LIMITED, detail), key + "=" + most));
    }

    void onClosed(String playerId, PeerAddress client) {
        byPlayer.computeIfPresent(playerId, (id, count) -> count == 1 ? null : count - 1);
        byAddress.computeIfPresent(key(client), (key, count) -> count == 1 ? null : count - 1);
        open = open - 1;
    }

    private static long key(PeerAddress address) {
        return address.isIpv4() ? address.low() : address.high();
    }

    int open() {
        return open;
    }
}
