package dev.rallypoint.client;

import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * How near a region is: the smallest of its nodes' median round trips.
 *
 * @param id of the region
 * @param rttMs empty if no node of it answered
 * @param lossShare requests to all of its nodes that stayed without an answer, 0..1
 * @param nodes those that were asked, in the order of {@code GET /v1/regions}
 */
public record RegionPing(
        String id, Optional<Double> rttMs, double lossShare, List<NodePing> nodes) {
    /** What lobby calls take; a longer round trip is told as this. */
    private static final double MAX_RTT_MS = 10_000;

    public RegionPing {
        nodes = List.copyOf(nodes);
    }

    /**
     * @param stun where it was asked, {@code host:port}
     * @param rttMs the median; empty if it did not answer
     */
    public record NodePing(
            String nodeId, String stun, Optional<Double> rttMs, int asked, int answered) {}

    static RegionPing of(String id, List<NodePing> nodes) {
        int asked = nodes.stream().mapToInt(NodePing::asked).sum();
        int answered = nodes.stream().mapToInt(NodePing::answered).sum();
        return new RegionPing(
                id,
                nodes.stream().flatMap(node -> node.rttMs().stream()).min(Double::compare),
                asked == 0 ? 0 : 1 - (double) answered / asked,
                nodes);
    }

    /**
     * Measures all regions at the same time, as {@link RallypointClient#measureRegions}, whoever
     * named them: their addresses are asked wherever they are.
     *
     * @param regions as the API lists them
     */
    public static CompletableFuture<List<RegionPing>> measure(List<Api.Region> regions) {
        return RegionMeter.measure(regions, anybody -> true);
    }

    /**
     * The address of {@code host:port}; may block to look the name up. Empty for a name that does
     * not resolve, or another text.
     */
    public static Optional<PeerAddress> resolve(String hostAndPort) {
        return RegionMeter.resolve(hostAndPort);
    }

    /** The regions that answered, as {@code createLobby} and {@code joinLobby} take them. */
    public static List<Api.RegionRtt> measured(List<RegionPing> regions) {
        return regions.stream()
                .filter(region -> region.rttMs().isPresent())
                .map(
                        region ->
                                new Api.RegionRtt(
                                        region.id(), Math.min(MAX_RTT_MS, region.rttMs().get())))
                .toList();
    }

    /** The one with the smallest round trip; empty if none answered. */
    public static Optional<RegionPing> nearest(List<RegionPing> regions) {
        return regions.stream()
                .filter(region -> region.rttMs().isPresent())
                .min(Comparator.comparingDouble(region -> region.rttMs().get()));
    }
}
