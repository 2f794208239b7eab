package dev.rallypoint.timeline;

import dev.rallypoint.contract.BusMessage.HostDrops;
import dev.rallypoint.contract.BusMessage.NodeTimeline;
import java.util.List;
import java.util.Map;

/**
 * What the nodes answered about one player.
 *
 * @param drops by node, what was dropped of his addresses without knowing whose it was
 * @param silentNodes those that did not answer
 */
record Findings(
        String playerId,
        List<NodeTimeline> timelines,
        Map<String, List<HostDrops>> drops,
        List<String> silentNodes) {}
