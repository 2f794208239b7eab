package dev.rallypoint.client;

import dev.rallypoint.client.RegionSurvey.Target;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Measures regions over a socket of its own, on a thread that ends with it. */
final class RegionMeter {
    /** Nodes of a region that are asked: those with the most room. */
    private static final int NODES = 4;

    /** A server's list must not make players send to the whole world. */
    private static final int MAX_REGIONS = 64;

    private static final int MAX_PORT = 65_535;

    private RegionMeter() {}

    /**
     * @param mayBeAsked whom the server that named them may have this machine send to
     */
    static CompletableFuture<List<RegionPing>> measure(
            List<Api.Region> regions, Predicate<PeerAddress> mayBeAsked) {
        CompletableFuture<List<RegionPing>> result = new CompletableFuture<>();
        Thread thread =
                new Thread(() -> complete(result, regions, mayBeAsked), "rallypoint-regions");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static void complete(
            CompletableFuture<List<RegionPing>> result,
            List<Api.Region> regions,
            Predicate<PeerAddress> mayBeAsked) {
        try {
            result.complete(measureHere(regions, mayBeAsked));
        } catch (RuntimeException failure) {
            result.completeExceptionally(failure);
        }
    }

    /** Blocks for a second, and longer where a name must be looked up. */
    private static List<RegionPing> measureHere(
            List<Api.Region> regions, Predicate<PeerAddress> mayBeAsked) {
        SecureRandom random = new SecureRandom();
        RegionSurvey survey =
                new RegionSurvey(
                        regions.stream().map(Api.Region::id).toList(),
                        targets(regions).stream()
                                .filter(target -> mayBeAsked.test(target.address()))
                                .toList(),
                        RegionSurvey.Settings.DEFAULT,
                        random::nextBytes);
        try (DatagramRun run = DatagramRun.open()) {
            run.run(survey);
        }
        return survey.result();
    }

    /** A draining node says as much about its region as any other. */
    static List<Target> targets(List<Api.Region> regions) {
        List<Target> targets = new ArrayList<>();
        for (Api.Region region : regions.subList(0, Math.min(MAX_REGIONS, regions.size()))) {
            region.nodes().stream()
                    .sorted(Comparator.comparingDouble(Api.RegionNode::load))
                    .limit(NODES)
                    .forEach(
                            node ->
                                    resolve(node.stun())
                                            .map(
                                                    address ->
                                                            new Target(
                                                                    region.id(),
                                                                    node.nodeId(),
                                                                    node.stun(),
                                                                    address))
                                            .ifPresent(targets::add));
        }
        return targets;
    }

    /** Empty for a name that does not resolve. */
    static Optional<PeerAddress> resolve(String hostAndPort) {
        try {
            return Optional.of(PeerAddress.parse(hostAndPort));
        } catch (IllegalArgumentException notALiteral) {
            return lookUp(hostAndPort);
        }
    }

    private static boolean isPort(String digits) {
        return digits.matches("\\d{1,5}") && Integer.parseInt(digits) <= MAX_PORT;
    }

    private static Optional<PeerAddress> lookUp(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        if (colon < 1 || !isPort(hostAndPort.substring(colon + 1))) {
            return Optional.empty();
        }
        InetSocketAddress address =
                new InetSocketAddress(
                        hostAndPort.substring(0, colon),
                        Integer.parseInt(hostAndPort.substring(colon + 1)));
        return address.isUnresolved() ? Optional.empty() : Optional.of(PeerAddress.of(address));
    }
}
