package dev.rallypoint.contract;

import java.util.List;

/** The node and its region. */
public record NodeConfig(
        @Setting(value = "local", why = "Region this node serves; one word of node.regions.")
                String region,
        @Setting(
                        value =
                                "[local=Local, na-west=North America West, na-east=North America"
                                        + " East, eu-west=Europe West, eu-central=Europe Central,"
                                        + " asia=Asia, sa=South America]",
                        why = "All regions as id=name; the same list on every node.")
                List<String> regions,
        @Setting(
                        value = "data",
                        why = "Directory for the node's id, its keys and the SQLite database.")
                String dataDirectory,
        @Setting(
                        value = "10",
                        max = 300,
                        unit = "s",
                        why =
                                "How long a stopping node waits for the other nodes of its cluster"
                                        + " to take over its matches; 0 = it stops at once.")
                int drainSeconds,
        @Setting(
                        value = "false",
                        why =
                                "Ask the router before this node to forward its relay, STUN and API"
                                        + " ports, by UPnP IGD, NAT-PMP or PCP: for a node at home. Off:"
                                        + " forward them by hand.")
                boolean portMapping) {
    /** Without asking the router for anything. */
    public NodeConfig(String region, List<String> regions, String dataDirectory, int drainSeconds) {
        this(region, regions, dataDirectory, drainSeconds, false);
    }
}
