package dev.rallypoint.http;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.NodeInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configured regions and the nodes that are up, put together. */
final class RegionList {
    private final Map<String, String> names = new LinkedHashMap<>();

    /**
     * @param configured {@code id=name}
     */
    RegionList(List<String> configured) {
        for (String region : configured) {
            int equals = region.indexOf('=');
            String id = equals < 0 ? region : region.substring(0, equals);
            names.put(id, equals < 0 ? region : region.substring(equals + 1));
        }
    }

    /** All configured regions in their order, then those that only nodes name. */
    List<Api.Region> with(List<NodeInfo> nodes) {
        Map<String, List<Api.RegionNode>> byRegion = new LinkedHashMap<>();
        names.keySet().forEach(id -> byRegion.put(id, new ArrayList<>()));
        for (NodeInfo node : nodes) {
            byRegion.computeIfAbsent(node.region(), id -> new ArrayList<>()).add(toNode(node));
        }
        List<Api.Region> regions = new ArrayList<>();
        byRegion.forEach(
                (id, members) ->
                        regions.add(
                                new Api.Region(
                                        id, names.getOrDefault(id, id), List.copyOf(members))));
        return regions;
    }

    private static Api.RegionNode toNode(NodeInfo node) {
        return new Api.RegionNode(
                node.nodeId(),
                node.firstRelay().publicAddress(),
                node.stun(),
                node.load(),
                node.draining());
    }
}
