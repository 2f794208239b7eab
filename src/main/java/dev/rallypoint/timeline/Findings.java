package dev.rallypoint.timeline;

import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.TimelineMessage.HostDrops;
import dev.rallypoint.contract.TimelineMessage.NodeTimeline;
import dev.rallypoint.contract.TimelineMessage.TokenAsked;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the nodes answered about one player.
 *
 * @param drops by node, what was dropped of his addresses without knowing whose it was
 * @param relays whose nodes answered
 * @param silentNodes those that did not answer
 */
record Findings(
        String playerId,
        List<NodeTimeline> timelines,
        Map<String, List<HostDrops>> drops,
        List<HeardRelay> relays,
        List<String> silentNodes) {
    /** The clocks of two nodes differ by less. */
    private static final long CLOCKS_MS = 2_000;

    private static final String FORGOTTEN =
            "relays remember a player's last "
                    + RelayTimelines.ATTEMPTS
                    + " tokens, and it is older";

    /**
     * @param address {@code ip:port} as a token names it
     * @param sinceMs the start of its node, by the node's clock: what was before is forgotten
     */
    record HeardRelay(String address, long sinceMs) {}

    static Stream<HeardRelay> relaysOf(NodeInfo node) {
        return node.relays().stream()
                .flatMap(
                        relay ->
                                Stream.concat(
                                        Stream.of(relay.publicAddress(), relay.loopbackAddress()),
                                        relay.lanAddresses().stream()))
                .map(address -> new HeardRelay(address, node.startedAtMs()));
    }

    /** Why it says nothing that no relay knows of a token; empty if it does say something. */
    Optional<String> gapFor(TokenAsked token) {
        Optional<String> unheard =
                token.servers().stream().filter(server -> !isHeard(server, token)).findFirst();
        return unheard.map(
                        server ->
                                "the node of relay "
                                        + server
                                        + " does not answer, is gone, or was started anew since")
                .or(() -> hasForgotten(token) ? Optional.of(FORGOTTEN) : Optional.empty());
    }

    private boolean isHeard(String server, TokenAsked token) {
        return relays.stream()
                .anyMatch(
                        relay ->
                                relay.address().equals(server)
                                        && relay.sinceMs() <= token.atMs() + CLOCKS_MS);
    }

    /** A relay with as many of the player's tokens as it keeps, all of them younger. */
    private boolean hasForgotten(TokenAsked token) {
        return timelines.stream()
                .flatMap(node -> node.relays().stream())
                .filter(relay -> relay.attempts().size() >= RelayTimelines.ATTEMPTS)
                .anyMatch(
                        relay ->
                                relay.attempts().stream()
                                        .flatMap(attempt -> attempt.steps().stream())
                                        .allMatch(step -> step.firstMs() > token.atMs()));
    }
}
