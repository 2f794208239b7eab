package dev.rallypoint.timeline;

import dev.rallypoint.contract.TimelineMessage.AttemptDrop;
import dev.rallypoint.contract.TimelineMessage.HostDrops;
import dev.rallypoint.contract.TimelineMessage.HostDropsReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The drops of several relays put together. */
final class HostSums {
    private HostSums() {}

    static List<HostDrops> of(List<HostDropsReply> relays) {
        Map<String, Map<String, AttemptDrop>> byHost = new LinkedHashMap<>();
        for (HostDropsReply relay : relays) {
            for (HostDrops host : relay.drops()) {
                Map<String, AttemptDrop> sums =
                        byHost.computeIfAbsent(host.host(), name -> new LinkedHashMap<>());
                host.drops().forEach(drop -> sums.merge(drop.reason(), drop, HostSums::sum));
            }
        }
        List<HostDrops> sums = new ArrayList<>();
        byHost.forEach((host, drops) -> sums.add(new HostDrops(host, List.copyOf(drops.values()))));
        return sums;
    }

    private static AttemptDrop sum(AttemptDrop one, AttemptDrop other) {
        return new AttemptDrop(
                one.reason(),
                Math.min(one.firstMs(), other.firstMs()),
                Math.max(one.lastMs(), other.lastMs()),
                one.count() + other.count());
    }
}
